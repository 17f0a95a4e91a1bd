"""What the details say in sentences: empty tabs, gaps, the next poll, the way out of a problem."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale

from aimonitor.domain.history import DayStatus, History, Series, SeriesDay
from aimonitor.domain.periods import ONE_DAY, utc_day
from aimonitor.domain.provider import Capability
from aimonitor.domain.state import Health, ProviderState
from aimonitor.domain.usage import Balance, BalanceRole
from aimonitor.errors import ProblemKind, Repair
from aimonitor.insight.figures import is_derived
from aimonitor.providers.manifest import ProviderManifest
from aimonitor.qtmodels.format import countdown, day_with_year, exact, money, span_words, time_or_day
from aimonitor.qtmodels.provider_words import one_line
from aimonitor.qtmodels.records import Wording

if TYPE_CHECKING:
    from aimonitor.domain.key_life import KeyLife

NOTHING_SELECTED = "Select a provider to see where its money goes."
EVERYONE = "All providers"
READING = "Reading the history…"
READING_POLLS = "Reading the polls…"
NO_LIMITS = "This service reports no limit for this key."
LIMITS_UNREAD = "The limits have not been read yet."
NO_READING_YET = "No cost yet: it is worked out from what the balance loses, from the first reading on."
NO_MODELS = "No model was used in these days."
NO_POLLS = "This provider has not been polled yet."

REPAIRS = {
    Repair.REPLACE_KEY: "Replace key…",
    Repair.UNLOCK_KEYCHAIN: "Unlock keychain",
    Repair.OPEN_DASHBOARD: "Open web console",
    Repair.CHECK_NETWORK: "Check network…",
    Repair.EDIT_PROVIDER: "Edit provider…",
    Repair.RETRY: "Try again now",
}
"""The one button of each problem."""

_MOST_GAPS = 3
_FEWEST_MINUTES = 1
_ROLES = {
    BalanceRole.TOTAL: "in all",
    BalanceRole.GRANTED: "granted",
    BalanceRole.PAID: "paid in",
}
_WHY_RETRY = {
    ProblemKind.RATE_LIMIT: "the service asked for a pause",
    ProblemKind.NETWORK: "the last poll got no answer",
    ProblemKind.SERVICE: "the service failed at the last poll",
    ProblemKind.SCHEMA: "the last answer was not understood",
    ProblemKind.PLUGIN: "the plugin failed at the last poll",
}


def sentence(text: str) -> str:
    """The text on one line, closed with a full stop."""
    flat = one_line(text)
    return flat if not flat or flat.endswith((".", "!", "?", "…")) else f"{flat}."


def problem_words(state: ProviderState, wording: Wording) -> str:
    """The problem as a sentence, and when it is tried again; "" when there is none."""
    problem = state.problem
    if problem is None:
        return ""
    words = sentence(problem.message)
    if problem.retry_at is None or problem.retry_at <= wording.now:
        return words
    return f"{words} Next try at {time_or_day(problem.retry_at, wording.now, wording.locale)}."


def no_spend_words(state: ProviderState, manifest: ProviderManifest | None) -> str:
    """Why the Spend tab has no chart, and what to do about it."""
    if is_derived(state.capabilities) and state.problem is None:
        return NO_READING_YET
    return _nothing_words(state, manifest, Capability.COST, "cost")


def no_tokens_words(state: ProviderState, manifest: ProviderManifest | None) -> str:
    """Why the Tokens tab has no chart, and what to do about it."""
    return _nothing_words(state, manifest, Capability.TOKENS, "tokens")


def _nothing_words(
    state: ProviderState, manifest: ProviderManifest | None, needed: Capability, what: str
) -> str:
    if needed not in state.capabilities:
        return _cannot_words(state, manifest, needed, what)
    if state.problem is not None:
        return f"No {what} could be read for these days; the reason stands above."
    if state.last_poll is None:
        return f"No {what} yet: this provider has not been polled."
    return f"No {what} was reported for these days."


def _cannot_words(
    state: ProviderState, manifest: ProviderManifest | None, needed: Capability, what: str
) -> str:
    service = one_line(state.type_name)
    if manifest is not None and not manifest.needs_key:
        return f"{service} does not tell {what}."
    kinds = [kind for kind in manifest.key_kinds if needed in kind.can] if manifest is not None else []
    if manifest is None or not kinds:
        return f"{service} does not tell {what} for this key."
    names = " or ".join(one_line(kind.name) for kind in kinds)
    own = next((kind for kind in manifest.key_kinds if kind.id == state.provider.key_kind), None)
    kind_of_key = f" ({one_line(own.name)})" if own else ""
    return f"{service} shows no {what} to this key{kind_of_key}. To see it, replace the key by: {names}."


def gap_words(series: Series, locale: QLocale) -> tuple[str, ...]:
    """Why days are missing: a line for each run of days, one for each reason where runs are many."""
    missing = [day for day in series.days if day.status is DayStatus.MISSING]
    runs = _runs(missing, lambda before, day: before.note == day.note and day.day - before.day == ONE_DAY)
    if len(runs) <= _MOST_GAPS:
        return tuple(_gap(run, locale) for run in runs)
    reasons = _runs(sorted(missing, key=lambda day: day.note), lambda before, day: before.note == day.note)
    return tuple(f"no data on {len(run)} of {len(series.days)} days{_why(run[0])}" for run in reasons)


def _runs(days: Iterable[SeriesDay], belong: Callable[[SeriesDay, SeriesDay], bool]) -> list[list[SeriesDay]]:
    runs: list[list[SeriesDay]] = []
    for day in days:
        if runs and belong(runs[-1][-1], day):
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _gap(run: list[SeriesDay], locale: QLocale) -> str:
    return f"no data on {span_words(run[0].day, run[-1].day, locale)}{_why(run[0])}"


def _why(day: SeriesDay) -> str:
    return f": {one_line(day.note)}" if day.note else ""


def partial_words(series: Series, locale: QLocale) -> tuple[str, ...]:
    """Why bars are lighter."""
    partial = [day for day in series.days if day.status is DayStatus.PARTIAL]
    runs = _runs(partial, lambda before, day: before.note == day.note and day.day - before.day == ONE_DAY)
    if len(runs) > _MOST_GAPS:
        return (f"{len(partial)} of {len(series.days)} days are not complete",)
    return tuple(f"{span_words(run[0].day, run[-1].day, locale)}{_why(run[0])}" for run in runs)


def begin_words(begins: Iterable[tuple[str, date]], locale: QLocale) -> tuple[str, ...]:
    """Who was read for a part of the period only: their days before are in no bar."""
    told = sorted(begins, key=lambda one: one[1], reverse=True)
    lines = [f"{one_line(name)} from {day_with_year(first, locale)} on" for name, first in told[:_MOST_GAPS]]
    if len(told) > _MOST_GAPS:
        lines.append(f"{len(told) - _MOST_GAPS} more providers for a part of these days only")
    return tuple(lines)


def no_limits_words(state: ProviderState) -> str:
    """Why the Limits tab is empty."""
    if Capability.LIMITS in state.capabilities and state.last_poll is None:
        return LIMITS_UNREAD
    return NO_LIMITS


def balance_words(balances: Iterable[Balance], wording: Wording) -> str:
    """`Prepaid balance: $137.50 in all, $5.00 granted (reported).`; "" where there is none."""
    parts = [
        f"{money(one.money, wording.locale, wording.decimals)} {_ROLES[one.role]} ({one.provenance.value})"
        for one in balances
    ]
    return f"Prepaid balance: {', '.join(parts)}." if parts else ""


def key_words(life: KeyLife | None, wording: Wording) -> str:
    """`The key expires on 1 December 2026 (UTC).`; "" where the service does not tell."""
    if life is None:
        return ""
    if life.expires_at is None:
        return "The key does not expire."
    verb = "expired" if life.is_over(wording.now) else "expires"
    return f"The key {verb} on {day_with_year(utc_day(life.expires_at), wording.locale)} (UTC)."


def models_note(history: History, locale: QLocale) -> str:
    """The days of the table, and what was used of what is not counted in tokens."""
    words = f"{span_words(history.first, history.last, locale)}, UTC days."
    counted = [
        f"{one_line(name)} {exact(number, locale)}" + ("" if unit in name else f" {one_line(unit)}")
        for name, unit, number in history.quantities
        if number
    ]
    return f"{words} Also counted: {', '.join(counted)}." if counted else words


def polls_note(state: ProviderState, wording: Wording) -> str:
    """The next poll, and what the last one warned of."""
    return " ".join([next_poll_words(state, wording), *map(sentence, state.warnings)])


def next_poll_words(state: ProviderState, wording: Wording) -> str:
    """When this provider is polled next, and why then."""
    if state.polling:
        return "It is being read just now."
    if state.health is Health.PAUSED:
        return "No next poll: this provider is paused until you resume it."
    if state.next_poll_at is None:
        if state.health is Health.NEEDS_YOU:
            return "No next poll: it waits until you have mended what is wrong, or ask for it."
        return "No next poll is planned."
    when = time_or_day(state.next_poll_at, wording.now, wording.locale)
    return f"Next poll at {when} because {_why_then(state, state.next_poll_at)}."


def _why_then(state: ProviderState, due: datetime) -> str:
    if state.problem is not None:
        return _WHY_RETRY.get(state.problem.kind, "the last poll failed")
    if state.last_poll is None:
        return "it has not been polled yet"
    if state.provider.interval is not None:
        return f"you want it read every {_span(state.provider.interval)}"
    return f"the last poll was good and it is read about every {_span(due - state.last_poll.started_at)}"


def _span(span: timedelta) -> str:
    minutes = max(round(span / timedelta(minutes=1)), _FEWEST_MINUTES)
    return countdown(timedelta(minutes=minutes)).replace(" 0 s", "").replace(" 0 min", "")
