"""The tables as peewee models. They are bound to no database: each query is given one.

A test holds them equal to the schema that the migrations make.
"""

# ruff: noqa: D106 - Meta is how peewee is told the table, not a class of ours

from __future__ import annotations

from peewee import AutoField, BooleanField, CompositeKey, ForeignKeyField, IntegerField, Model, TextField

from aimonitor.db.alert_tables import AlertLogRow, AlertRuleRow, AlertStateRow, BudgetRow
from aimonitor.db.tail_row import TailRow


class ProviderRow(Model):
    """One provider. `name_key`: the name folded for comparison. `poll_interval`: microseconds."""

    number = AutoField()
    id = TextField(unique=True)
    name = TextField()
    name_key = TextField(unique=True)
    provider_type = TextField()
    api_key_ref = TextField()
    enabled = BooleanField()
    created_at = IntegerField()
    options = TextField()
    key_kind = TextField(null=True)
    poll_interval = IntegerField(null=True)
    position = IntegerField()

    class Meta:
        table_name = "providers"


def _of_provider(*, primary_key: bool = False) -> ForeignKeyField:
    return ForeignKeyField(
        ProviderRow,
        column_name="provider",
        on_delete="CASCADE",
        index=False,
        primary_key=primary_key,
        backref="+",
    )


class ReadRow(Model):
    """When each part of a provider was last read, and what has no history."""

    provider = _of_provider(primary_key=True)
    newest_at = IntegerField(null=True)
    balances_at = IntegerField(null=True)
    balances_sampled_at = IntegerField(null=True)
    spends_at = IntegerField(null=True)
    windows_at = IntegerField(null=True)
    last_good_at = IntegerField(null=True)
    failing_since = IntegerField(null=True)
    plan = TextField(null=True)
    identity = TextField(null=True)
    notes = TextField()
    levels_since = IntegerField(null=True)
    key_told_at = IntegerField(null=True)
    key_ends_at = IntegerField(null=True)

    class Meta:
        table_name = "reads"


class DayCostRow(Model):
    """Money of a day, model and item."""

    provider = _of_provider()
    day = IntegerField()
    currency = TextField()
    model = TextField()
    item = TextField()
    nano = IntegerField()
    provenance = TextField()
    complete = BooleanField()

    class Meta:
        table_name = "day_costs"
        primary_key = CompositeKey("provider", "day", "currency", "model", "item")
        without_rowid = True


class DayTokensRow(Model):
    """Tokens of a day and model."""

    provider = _of_provider()
    day = IntegerField()
    model = TextField()
    input_tokens = IntegerField(null=True)
    cached_input_tokens = IntegerField(null=True)
    cache_write_tokens = IntegerField(null=True)
    output_tokens = IntegerField(null=True)
    requests = IntegerField(null=True)
    complete = BooleanField()

    class Meta:
        table_name = "day_tokens"
        primary_key = CompositeKey("provider", "day", "model")
        without_rowid = True


class DayQuantityRow(Model):
    """Other counts of a day, in whole units and nano-units."""

    provider = _of_provider()
    day = IntegerField()
    name = TextField()
    unit = TextField()
    model = TextField()
    whole = IntegerField()
    nano = IntegerField()
    complete = BooleanField()

    class Meta:
        table_name = "day_quantities"
        primary_key = CompositeKey("provider", "day", "name", "unit", "model")
        without_rowid = True


class BalanceRow(Model):
    """Samples of what is left; the newest is that of `reads.balances_sampled_at`."""

    provider = _of_provider()
    sampled_at = IntegerField()
    position = IntegerField()
    role = TextField()
    currency = TextField()
    nano = IntegerField()
    provenance = TextField()

    class Meta:
        table_name = "balances"
        primary_key = CompositeKey("provider", "sampled_at", "position")
        without_rowid = True


class SpendRow(Model):
    """Money of a period as the service states it."""

    provider = _of_provider()
    position = IntegerField()
    period = TextField()
    first = IntegerField()
    currency = TextField()
    nano = IntegerField()
    provenance = TextField()
    complete = BooleanField()
    through = IntegerField(null=True)

    class Meta:
        table_name = "spends"
        primary_key = CompositeKey("provider", "position")
        without_rowid = True


class WindowRow(Model):
    """Limits; `most` is the limit itself, or what is left where `length` is 0. Decimals are exact text."""

    provider = _of_provider()
    position = IntegerField()
    id = TextField()
    name = TextField()
    unit = TextField()
    used = TextField(null=True)
    most = TextField(null=True)
    used_fraction = TextField(null=True)
    resets_at = IntegerField(null=True)
    scope = TextField(null=True)
    period = TextField(null=True)
    length = IntegerField(null=True)

    class Meta:
        table_name = "windows"
        primary_key = CompositeKey("provider", "position")
        without_rowid = True


class PollRow(Model):
    """The log of polls. `..._days`: which days it read in full, such as "20410-20413,20416"."""

    provider = _of_provider()
    started_at = IntegerField()
    taken_at = IntegerField(null=True)
    duration = IntegerField()
    requests = IntegerField()
    problem = TextField(null=True)
    failures = TextField(null=True)
    warnings = TextField(null=True)
    cost_days = TextField(null=True)
    token_days = TextField(null=True)
    quantity_days = TextField(null=True)

    class Meta:
        table_name = "polls"
        primary_key = CompositeKey("provider", "started_at")
        without_rowid = True


class BalanceEntryRow(Model):
    """What the user said about money: an opening balance, or a top-up."""

    provider = _of_provider()
    id = TextField()
    kind = TextField()
    day = IntegerField()
    currency = TextField()
    nano = IntegerField()
    note = TextField()

    class Meta:
        table_name = "balance_entries"
        primary_key = CompositeKey("provider", "id")
        without_rowid = True


class TopUpRow(Model):
    """What a balance gained on a day, as its readings tell."""

    provider = _of_provider()
    day = IntegerField()
    currency = TextField()
    nano = IntegerField()

    class Meta:
        table_name = "top_ups"
        primary_key = CompositeKey("provider", "day", "currency")
        without_rowid = True


class HourLevelRow(Model):
    """What a day was said to have cost, at the last reading of each of its hours. `hour`: since 1970."""

    provider = _of_provider()
    hour = IntegerField()
    currency = TextField()
    nano = IntegerField()
    read_at = IntegerField()

    class Meta:
        table_name = "hour_levels"
        primary_key = CompositeKey("provider", "hour", "currency")
        without_rowid = True


class EventRow(Model):
    """What the user was told."""

    number = AutoField()
    raised_at = IntegerField(index=True)
    provider_id = TextField(null=True)
    key = TextField()
    kind = TextField()
    title = TextField()
    body = TextField()
    urgency = TextField()

    class Meta:
        table_name = "events"


class SettingRow(Model):
    """A setting by name."""

    name = TextField(primary_key=True)
    value = TextField()

    class Meta:
        table_name = "settings"
        without_rowid = True


TABLES: tuple[type[Model], ...] = (
    ProviderRow,
    ReadRow,
    DayCostRow,
    DayTokensRow,
    DayQuantityRow,
    BalanceRow,
    SpendRow,
    WindowRow,
    PollRow,
    BalanceEntryRow,
    TopUpRow,
    HourLevelRow,
    EventRow,
    SettingRow,
    BudgetRow,
    AlertRuleRow,
    AlertStateRow,
    AlertLogRow,
    TailRow,
)
