"""A provider's health, trouble, limit and age in words: shown in the table, said by a screen reader."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace
from PySide6.QtCore import QLocale

from aimonitor.domain.state import Health, ProviderState
from aimonitor.domain.usage import QuotaWindow
from aimonitor.errors import ProblemKind
from aimonitor.qtmodels.figures import Tone, limit_words
from aimonitor.qtmodels.format import ago, clock_time, moment, time_or_day
from aimonitor.qtmodels.records import Wording
from aimonitor.qtmodels.shown_text import printable

NO_LIMIT = "no limit reported"

_LONGEST_LINE = 1000

_HEALTH = {
    Health.WAITING: "waiting, never read",
    Health.OK: "ok",
    Health.STALE: "stale",
    Health.NEEDS_YOU: "needs you",
    Health.PAUSED: "paused",
}
_NEEDS = {
    ProblemKind.AUTH: "key refused — replace key",
    ProblemKind.WRONG_KEY: "wrong kind of key — replace key",
    ProblemKind.BILLING: "billing — open the web console",
    ProblemKind.KEYCHAIN: "keychain cannot be read — unlock it",
    ProblemKind.CONFIG: "a setting is wrong — edit provider",
}
_KEY_MISSING = "key missing — replace key"
_STALE = {
    ProblemKind.NETWORK: "offline",
    ProblemKind.RATE_LIMIT: "asked too often",
    ProblemKind.SERVICE: "service failing",
    ProblemKind.SCHEMA: "answer not understood",
    ProblemKind.PLUGIN: "plugin failed",
    ProblemKind.DATABASE: "history not kept",
}


def one_line(text: str) -> str:
    """Text from outside as one line: without line breaks, characters that are no letters, runs of spaces."""
    return " ".join(printable(text, _LONGEST_LINE).split())


def health_words(state: ProviderState) -> str:
    """`ok`, `stale`, `needs you`, `paused`, `waiting, never read`; and whether it is read just now."""
    words = _HEALTH[state.health]
    return f"{words}, reading now" if state.polling else words


def trouble(state: ProviderState, now: datetime, locale: QLocale) -> str:
    """What is wrong, in a few words: `stale: offline since 09:14`; "" when nothing is."""
    kind = state.problem.kind if state.problem else None
    if state.health is Health.NEEDS_YOU:
        if state.problem is not None and state.problem.is_missing_key:
            return _KEY_MISSING
        return _NEEDS.get(kind, "needs you") if kind else "needs you"
    if state.health is not Health.STALE:
        return ""
    reason = _STALE.get(kind, "failing") if kind else "no news"
    since = state.failing_since or state.last_updated
    return f"stale: {reason} since {time_or_day(since, now, locale)}" if since else f"stale: {reason}"


def limit_text(state: ProviderState, wording: Wording) -> str:
    """The one line above the meter: what is wrong, else the limit that presses most."""
    words = trouble(state, wording.now, wording.locale)
    if words:
        return words
    if state.health is Health.PAUSED:
        return "paused"
    if state.main_window is not None:
        return one_line(limit_words(_briefly(state.main_window), wording.locale))
    return NO_LIMIT if state.health is Health.OK else "not read yet"


def _briefly(window: QuotaWindow) -> QuotaWindow:
    """What limits the spend of a calendar period is a budget; the tooltip has the service's own words."""
    return window if window.period is None else replace(window, name="budget")


def limit_tooltip(state: ProviderState, wording: Wording) -> str:
    """Every limit on a line of its own, when it resets, and the problem's own sentence."""
    lines = [_window_line(state, place, wording) for place in range(len(state.windows))]
    if state.left:
        from aimonitor.qtmodels.outlook_words import left_ahead  # noqa: PLC0415  when the mouse rests, of few

        lines += left_ahead(state, wording).splitlines()
    if state.problem is not None:
        lines.append(state.problem.message)
        if state.problem.retry_at is not None:
            lines.append(f"Next try at {time_or_day(state.problem.retry_at, wording.now, wording.locale)}.")
    return "\n".join(lines or ["The service reports no limit for this key."])


def _window_line(state: ProviderState, place: int, wording: Wording) -> str:
    window = state.windows[place]
    line = limit_words(window, wording.locale)
    if window.scope:
        line += f" ({window.scope})"
    if window.resets_at is not None:
        line += f", resets {moment(window.resets_at, wording.locale)}"
    return one_line(line)


def updated_text(state: ProviderState, wording: Wording) -> str:
    """`2 min ago`, `reading…`, `failed 4 min ago`, `never`."""
    if state.polling:
        return "reading…"
    if state.health is Health.NEEDS_YOU and state.last_poll is not None:
        return f"failed {ago(state.last_poll.started_at, wording.now)}"
    if state.last_updated is None:
        return "never"
    return ago(state.last_updated, wording.now)


def updated_tone(state: ProviderState, _wording: Wording) -> Tone:
    """An error's colour only where the user is needed."""
    failed = state.health is Health.NEEDS_YOU and not state.polling
    return Tone.ERROR if failed else Tone.MUTED


def updated_tooltip(state: ProviderState, wording: Wording) -> str:
    """The exact times of the last good figures, and of the next poll."""
    lines: list[str] = []
    if state.last_updated is not None:
        lines.append(f"Figures of {moment(state.last_updated, wording.locale)}.")
    if state.last_poll is not None and state.last_poll.problem is not None:
        lines.append(f"Failed {moment(state.last_poll.started_at, wording.locale)}.")
    if state.next_poll_at is not None:
        lines.append(f"Next poll at {clock_time(state.next_poll_at, seconds=True)}.")
    return "\n".join(lines or ["Never read."])


def name_tooltip(state: ProviderState, _wording: Wording) -> str:
    """Name, health, what is wrong, and the warnings of the last read."""
    lines = [one_line(state.provider.name), f"State: {health_words(state)}"]
    if state.problem is not None:
        lines.append(state.problem.message)
    return "\n".join([*lines, *state.warnings])


def service_tooltip(state: ProviderState) -> str:
    """The service, and where the key goes if that is not the service's own address."""
    name = one_line(state.type_name)
    return f"{name}\nThe key is sent to {one_line(state.address)}" if state.address else name
