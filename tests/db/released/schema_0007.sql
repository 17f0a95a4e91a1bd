BEGIN TRANSACTION;
CREATE TABLE alert_log (
  number INTEGER NOT NULL PRIMARY KEY,
  raised_at INTEGER NOT NULL,
  key TEXT NOT NULL,
  rule TEXT NOT NULL,
  kind TEXT NOT NULL,
  urgency TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  why TEXT NOT NULL,
  provider_id TEXT,
  first INTEGER,
  last INTEGER,
  fate TEXT NOT NULL,
  deliveries TEXT,
  ended_at INTEGER
);
INSERT INTO "alert_log" VALUES(1,1794744000123456,'balance_low:one:USD','balance_low','balance','normal','Provider one','The balance is $3.75.','$3.75 left, told below $12.50','one',20772,20772,'told',NULL,NULL);
CREATE TABLE alert_rules (
  provider_id TEXT NOT NULL,
  rule TEXT NOT NULL,
  enabled INTEGER,
  threshold TEXT,
  PRIMARY KEY (provider_id, rule)
) WITHOUT ROWID
;
INSERT INTO "alert_rules" VALUES('one','balance_low',NULL,'12.5');
CREATE TABLE alert_states (
  key TEXT NOT NULL PRIMARY KEY,
  owner TEXT NOT NULL,
  holds INTEGER NOT NULL,
  severity TEXT,
  said_at INTEGER,
  said_severity TEXT,
  period_ends INTEGER,
  said_periods TEXT,
  told INTEGER NOT NULL,
  waits INTEGER NOT NULL,
  snooze TEXT,
  snoozed_at INTEGER,
  snoozed_until INTEGER,
  snoozed_severity TEXT,
  seen_at INTEGER NOT NULL
) WITHOUT ROWID
;
INSERT INTO "alert_states" VALUES('balance_low:one:USD','one',1,'1.25',1794744000123456,'1.20',1794830400123456,'[1794744000123456, 1794830400123456]',1,1,'1h',1794744000123456,1794747600123456,'1.2',1794744000123456);
CREATE TABLE balance_entries (
  provider INTEGER NOT NULL REFERENCES providers (number) ON DELETE CASCADE,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  day INTEGER NOT NULL,
  currency TEXT NOT NULL,
  nano INTEGER NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (provider, id)
) WITHOUT ROWID
;
INSERT INTO "balance_entries" VALUES(1,'entry','opening',20769,'USD',100000000000,'as the console said');
CREATE TABLE balances (
  provider INTEGER NOT NULL REFERENCES providers (number) ON DELETE CASCADE,
  sampled_at INTEGER NOT NULL,
  position INTEGER NOT NULL,
  role TEXT NOT NULL,
  currency TEXT NOT NULL,
  nano INTEGER NOT NULL,
  provenance TEXT NOT NULL,
  PRIMARY KEY (provider, sampled_at, position)
) WITHOUT ROWID
;
INSERT INTO "balances" VALUES(1,1794744000123456,0,'total','USD',12500000000,'reported');
INSERT INTO "balances" VALUES(1,1794744000123456,1,'granted','CNY',-1,'derived');
CREATE TABLE budgets (
  number INTEGER NOT NULL PRIMARY KEY,
  id TEXT NOT NULL,
  scope TEXT NOT NULL,
  subject TEXT NOT NULL,
  period TEXT NOT NULL,
  currency TEXT NOT NULL,
  soft INTEGER,
  hard INTEGER
);
INSERT INTO "budgets" VALUES(1,'b1','provider','one','month','USD',80500000000,100000000000);
CREATE TABLE day_costs (
  provider INTEGER NOT NULL REFERENCES providers (number) ON DELETE CASCADE,
  day INTEGER NOT NULL,
  currency TEXT NOT NULL,
  model TEXT NOT NULL,
  item TEXT NOT NULL,
  nano INTEGER NOT NULL,
  provenance TEXT NOT NULL,
  complete INTEGER NOT NULL,
  PRIMARY KEY (provider, day, currency, model, item)
) WITHOUT ROWID
;
INSERT INTO "day_costs" VALUES(1,20771,'USD','alpha','input',1500000000,'billed',1);
INSERT INTO "day_costs" VALUES(1,20772,'USD','alpha','input',250000000,'billed',0);
CREATE TABLE day_quantities (
  provider INTEGER NOT NULL REFERENCES providers (number) ON DELETE CASCADE,
  day INTEGER NOT NULL,
  name TEXT NOT NULL,
  unit TEXT NOT NULL,
  model TEXT NOT NULL,
  whole INTEGER NOT NULL,
  nano INTEGER NOT NULL,
  complete INTEGER NOT NULL,
  PRIMARY KEY (provider, day, name, unit, model)
) WITHOUT ROWID
;
INSERT INTO "day_quantities" VALUES(1,20772,'images','images','pics',2,500000000,1);
CREATE TABLE day_tokens (
  provider INTEGER NOT NULL REFERENCES providers (number) ON DELETE CASCADE,
  day INTEGER NOT NULL,
  model TEXT NOT NULL,
  input_tokens INTEGER,
  cached_input_tokens INTEGER,
  cache_write_tokens INTEGER,
  output_tokens INTEGER,
  requests INTEGER,
  complete INTEGER NOT NULL,
  PRIMARY KEY (provider, day, model)
) WITHOUT ROWID
;
INSERT INTO "day_tokens" VALUES(1,20771,'alpha',100,50,0,20,2,1);
INSERT INTO "day_tokens" VALUES(1,20772,'',7,3,0,NULL,2,1);
CREATE TABLE events (
  number INTEGER NOT NULL PRIMARY KEY,
  raised_at INTEGER NOT NULL,
  provider_id TEXT,
  key TEXT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  urgency TEXT NOT NULL
);
CREATE TABLE hour_levels (
  provider INTEGER NOT NULL REFERENCES providers (number) ON DELETE CASCADE,
  hour INTEGER NOT NULL,
  currency TEXT NOT NULL,
  nano INTEGER NOT NULL,
  read_at INTEGER NOT NULL,
  PRIMARY KEY (provider, hour, currency)
) WITHOUT ROWID
;
INSERT INTO "hour_levels" VALUES(1,498540,'USD',250000000,1794744000123456);
CREATE TABLE polls (
  provider INTEGER NOT NULL REFERENCES providers (number) ON DELETE CASCADE,
  started_at INTEGER NOT NULL,
  taken_at INTEGER,
  duration INTEGER NOT NULL,
  requests INTEGER NOT NULL,
  problem TEXT,
  failures TEXT,
  warnings TEXT,
  cost_days TEXT,
  token_days TEXT,
  quantity_days TEXT,
  PRIMARY KEY (provider, started_at)
) WITHOUT ROWID
;
INSERT INTO "polls" VALUES(1,1794744000123456,1794744000123456,1234000,3,NULL,NULL,NULL,'20771-20772','20771-20772','20772');
CREATE TABLE providers (
  number INTEGER NOT NULL PRIMARY KEY,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  provider_type TEXT NOT NULL,
  api_key_ref TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  options TEXT NOT NULL,
  key_kind TEXT,
  poll_interval INTEGER,
  position INTEGER NOT NULL
);
INSERT INTO "providers" VALUES(1,'one','Provider one','provider one','openai','keychain',1,1794744000123456,'{"base_url": "https://example.test/v1"}','admin',420000000,0);
CREATE TABLE reads (
  provider INTEGER NOT NULL PRIMARY KEY REFERENCES providers (number) ON DELETE CASCADE,
  newest_at INTEGER,
  balances_at INTEGER,
  balances_sampled_at INTEGER,
  spends_at INTEGER,
  windows_at INTEGER,
  last_good_at INTEGER,
  failing_since INTEGER,
  plan TEXT,
  identity TEXT,
  notes TEXT NOT NULL
, levels_since INTEGER, key_told_at INTEGER, key_ends_at INTEGER);
INSERT INTO "reads" VALUES(1,1794744000123456,1794744000123456,1794744000123456,1794744000123456,1794744000123456,1794744000123456,NULL,'Scale','Example Ltd','{"cursor": "42"}',NULL,1794744000123456,1797336000123456);
CREATE TABLE settings (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID
;
CREATE TABLE spends (
  provider INTEGER NOT NULL REFERENCES providers (number) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  period TEXT NOT NULL,
  first INTEGER NOT NULL,
  currency TEXT NOT NULL,
  nano INTEGER NOT NULL,
  provenance TEXT NOT NULL,
  complete INTEGER NOT NULL,
  through INTEGER,
  PRIMARY KEY (provider, position)
) WITHOUT ROWID
;
INSERT INTO "spends" VALUES(1,0,'this_month',20758,'USD',20250000000,'reported',0,20771);
CREATE TABLE tail (mark TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID;
INSERT INTO "tail" VALUES('8c1a743d72d3c54e');
CREATE TABLE top_ups (
  provider INTEGER NOT NULL REFERENCES providers (number) ON DELETE CASCADE,
  day INTEGER NOT NULL,
  currency TEXT NOT NULL,
  nano INTEGER NOT NULL,
  PRIMARY KEY (provider, day, currency)
) WITHOUT ROWID
;
CREATE TABLE windows (
  provider INTEGER NOT NULL REFERENCES providers (number) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  unit TEXT NOT NULL,
  used TEXT,
  most TEXT,
  used_fraction TEXT,
  resets_at INTEGER,
  scope TEXT,
  period TEXT, length INTEGER,
  PRIMARY KEY (provider, position)
) WITHOUT ROWID
;
INSERT INTO "windows" VALUES(1,0,'credit','Credit limit','usd','16.250','20','0.8125',1795003200123456,'key','this_month',2592000000000);
INSERT INTO "windows" VALUES(1,1,'unknown','Something','requests',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE UNIQUE INDEX providers_id ON providers (id);
CREATE UNIQUE INDEX providers_name_key ON providers (name_key);
CREATE INDEX events_raised_at ON events (raised_at);
CREATE UNIQUE INDEX budgets_id ON budgets (id);
CREATE INDEX alert_log_raised_at ON alert_log (raised_at);
COMMIT;
PRAGMA user_version = 7;
