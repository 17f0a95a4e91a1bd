"""Removing a provider: says what is deleted, and asks."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from aimonitor.domain.provider import ASK_REF, ENV_PREFIX, KEYCHAIN_REF, NO_KEY_REF, Provider
from aimonitor.domain.state import ProviderState
from aimonitor.monitor.service import MonitorService
from aimonitor.qtmodels.format import day_with_year, default_locale
from aimonitor.qtmodels.provider_words import one_line
from aimonitor.ui.dialogs.confirm import ConfirmDialog


class RemoveProviderDialog(ConfirmDialog[MonitorService]):
    """Names what is deleted. `today`: the current UTC day."""

    def __init__(
        self,
        service: MonitorService,
        state: ProviderState,
        *,
        today: date,
        locale: QLocale | None = None,
        parent: QWidget | None = None,
    ) -> None:
        self._provider_id = state.provider.id
        super().__init__(
            "Remove provider",
            service,
            question=f"Remove “{one_line(state.provider.name)}”?",
            told=removal_words(state, today, locale or default_locale()),
            go="&Remove",
            parent=parent,
        )

    def carry_out(self) -> int:
        """As `ConfirmDialog`."""
        return self.service.remove_provider(self._provider_id)


def removal_words(state: ProviderState, today: date, locale: QLocale) -> str:
    """What goes, and what stays, in sentences."""
    told = [f"This deletes {_key(state.provider)} {_history(state.history_since, today, locale)}."]
    if state.provider.api_key_ref != NO_KEY_REF:
        told.append(f"The key itself stays valid at {state.type_name}; revoke it there if nobody needs it.")
    return "\n\n".join([*told, "This cannot be undone."])


def _key(provider: Provider) -> str:
    if provider.api_key_ref.startswith(ENV_PREFIX):
        name = provider.api_key_ref.removeprefix(ENV_PREFIX)
        return f"the provider from this list (the variable {name} stays as it is) and"
    if provider.api_key_ref in (NO_KEY_REF, ASK_REF):
        return "the provider from this list and"
    where = "from the keychain" if provider.api_key_ref == KEYCHAIN_REF else "from this session"
    return f"its key {where} and"


def _history(since: date | None, today: date, locale: QLocale) -> str:
    if since is None:
        return "what was read of it, which is nothing yet"
    days = (today - since).days + 1
    return f"{days} day{'s' if days > 1 else ''} of history, since {day_with_year(since, locale)}"
