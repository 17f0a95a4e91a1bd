"""The tables of budgets and alerts as peewee models; see `tables`."""

# ruff: noqa: D106 - Meta is how peewee is told the table, not a class of ours

from __future__ import annotations

from peewee import AutoField, BooleanField, CompositeKey, IntegerField, Model, TextField


class BudgetRow(Model):
    """A budget; limits in nano-units."""

    number = AutoField()
    id = TextField(unique=True)
    scope = TextField()
    subject = TextField()
    period = TextField()
    currency = TextField()
    soft = IntegerField(null=True)
    hard = IntegerField(null=True)

    class Meta:
        table_name = "budgets"


class AlertRuleRow(Model):
    """What the user chose for a rule of a provider. The threshold is exact text."""

    provider_id = TextField()
    rule = TextField()
    enabled = BooleanField(null=True)
    threshold = TextField(null=True)

    class Meta:
        table_name = "alert_rules"
        primary_key = CompositeKey("provider_id", "rule")
        without_rowid = True


class AlertStateRow(Model):
    """What is remembered of a thing that may be told. Severities are exact text."""

    key = TextField(primary_key=True)
    owner = TextField()
    holds = BooleanField()
    severity = TextField(null=True)
    said_at = IntegerField(null=True)
    said_severity = TextField(null=True)
    period_ends = IntegerField(null=True)
    said_periods = TextField(null=True)
    told = BooleanField()
    waits = BooleanField()
    snooze = TextField(null=True)
    snoozed_at = IntegerField(null=True)
    snoozed_until = IntegerField(null=True)
    snoozed_severity = TextField(null=True)
    seen_at = IntegerField()

    class Meta:
        table_name = "alert_states"
        without_rowid = True


class AlertLogRow(Model):
    """What fired, and what became of it."""

    number = AutoField()
    raised_at = IntegerField(index=True)
    key = TextField()
    rule = TextField()
    kind = TextField()
    urgency = TextField()
    title = TextField()
    body = TextField()
    why = TextField()
    provider_id = TextField(null=True)
    first = IntegerField(null=True)
    last = IntegerField(null=True)
    fate = TextField()
    deliveries = TextField(null=True)
    ended_at = IntegerField(null=True)

    class Meta:
        table_name = "alert_log"
