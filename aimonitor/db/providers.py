"""Providers as rows: saved, and removed with all that was kept about them."""

from __future__ import annotations

import json
import sqlite3
import unicodedata

from peewee import IntegrityError, SqliteDatabase

from aimonitor.db.alert_tables import AlertLogRow, AlertRuleRow, AlertStateRow, BudgetRow
from aimonitor.db.columns import Cell, storable, to_span, to_time
from aimonitor.db.tables import EventRow, ProviderRow
from aimonitor.domain.provider import Provider
from aimonitor.errors import ConfigError

_PROVIDER_SCOPE = "provider"
_ABOUT_PROVIDERS = (
    (EventRow, EventRow.provider_id),
    (AlertRuleRow, AlertRuleRow.provider_id),
    (AlertStateRow, AlertStateRow.owner),
    (AlertLogRow, AlertLogRow.provider_id),
)
"""Rows that name a provider by its id; the others go by cascade."""


def save(database: SqliteDatabase, provider: Provider) -> None:
    """Insert or update by id, where something changed. Raises ConfigError for a name that is in use."""
    fields = _fields(provider)
    is_this = ProviderRow.id == fields["id"]
    known = ProviderRow.select().where(is_this).dicts().execute(database)
    for row in known:
        if all(row[name] == value for name, value in fields.items()):
            return
    query = ProviderRow.update(fields).where(is_this) if known else ProviderRow.insert(fields)
    try:
        query.execute(database)
    except IntegrityError as error:
        if _is_second_name(error):
            text = f"Provider already exists: {provider.name}. Give this one another name."
            raise ConfigError(text) from error
        raise


def delete(database: SqliteDatabase, provider_id: str) -> None:
    """Remove a provider, its days, levels and polls (by cascade), its events, budgets and alerts."""
    for table, column in _ABOUT_PROVIDERS:
        table.delete().where(column == provider_id).execute(database)
    is_its_budget = (BudgetRow.scope == _PROVIDER_SCOPE) & (BudgetRow.subject == provider_id)
    BudgetRow.delete().where(is_its_budget).execute(database)
    ProviderRow.delete().where(ProviderRow.id == provider_id).execute(database)


def folded(name: str) -> str:
    """A name as it is compared: without regard to case, width or space around it."""
    return unicodedata.normalize("NFKC", storable(name)).strip().casefold()


def _is_second_name(error: IntegrityError) -> bool:
    cause = getattr(error, "orig", None)
    return getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_CONSTRAINT_UNIQUE


def _fields(provider: Provider) -> dict[str, Cell]:
    fields: dict[str, Cell] = {
        "id": provider.id,
        "name": provider.name,
        "name_key": folded(provider.name),
        "provider_type": provider.provider_type,
        "api_key_ref": provider.api_key_ref,
        "enabled": provider.enabled,
        "created_at": to_time(provider.created_at),
        "options": json.dumps(dict(provider.options)),
        "key_kind": provider.key_kind,
        "poll_interval": None if provider.interval is None else to_span(provider.interval),
        "position": provider.position,
    }
    return {name: storable(cell) if isinstance(cell, str) else cell for name, cell in fields.items()}
