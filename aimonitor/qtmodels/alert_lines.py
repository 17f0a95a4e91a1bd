"""The table of alerts: when, about what, how it stands, what it said."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QObject

from aimonitor.domain.alert import RULES, Alert, AlertBook
from aimonitor.domain.notice import Urgency
from aimonitor.qtmodels.alert_words import FATE_WORDS, became_words, is_asleep, state_words
from aimonitor.qtmodels.figures import Tone
from aimonitor.qtmodels.format import moment, time_or_day
from aimonitor.qtmodels.provider_words import one_line
from aimonitor.qtmodels.records import Column, RecordModel, Wording


class AlertLine(Struct, frozen=True, kw_only=True):
    """One entry of the log, in the book as it stands."""

    alert: Alert
    book: AlertBook

    @property
    def holds(self) -> bool:
        """Whether it is still so."""
        return self.book.holds(self.alert)


def alert_lines(
    book: AlertBook, *, provider_id: str | None = None, holding: bool = False
) -> Iterator[AlertLine]:
    """A line for each entry; of one provider alone, or only those that still hold."""
    for alert in book.log:
        line = AlertLine(alert=alert, book=book)
        if (provider_id is None or alert.provider_id == provider_id) and (line.holds or not holding):
            yield line


def _state(line: AlertLine, wording: Wording) -> str:
    return state_words(line.alert, line.book, wording)


def _brief_state(line: AlertLine, wording: Wording) -> str:
    """The first of its words: `holds`, `snoozed`, `over`."""
    return _state(line, wording).partition(" ")[0]


def _tone(line: AlertLine, wording: Wording) -> Tone:
    if not line.holds or is_asleep(line.book.snoozed.get(line.alert.key), wording.now):
        return Tone.MUTED
    return Tone.ERROR if line.alert.urgency is Urgency.CRITICAL else Tone.WARNING


def _rank(line: AlertLine) -> tuple[bool, bool]:
    return not line.holds, line.alert.key in line.book.snoozed


def _whole(line: AlertLine, _wording: Wording) -> str:
    alert = line.alert
    return "\n".join(part for part in (alert.title, alert.body, alert.why) if part)


ALERT_COLUMNS: tuple[Column[AlertLine], ...] = (
    Column(
        id="when",
        title="When",
        text=lambda line, wording: time_or_day(line.alert.raised_at, wording.now, wording.locale),
        sort=lambda line: (line.alert.raised_at, line.alert.number),
        tooltip=lambda line, wording: moment(line.alert.raised_at, wording.locale),
        hint="When it began, or was told again; local time.",
    ),
    Column(
        id="state",
        title="Now",
        text=_state,
        sort=_rank,
        tooltip=_state,
        accessible=lambda line, wording: f"Now: {_state(line, wording)}",
        tone=_tone,
        hint="Whether it still holds, and until when it keeps still.",
    ),
    Column(
        id="about",
        title="About",
        text=lambda line, _: one_line(line.alert.title),
        sort=lambda line: line.alert.title.casefold(),
        tooltip=lambda line, _: RULES[line.alert.rule].words,
        hint="The provider or budget that it is about.",
    ),
    Column(
        id="said",
        title="What it said",
        text=lambda line, _: one_line(line.alert.body),
        sort=lambda line: line.alert.body.casefold(),
        tooltip=_whole,
        hint="What was told, or would have been.",
    ),
    Column(
        id="fate",
        title="Told",
        text=lambda line, _: FATE_WORDS[line.alert.fate].partition(":")[0],
        sort=lambda line: FATE_WORDS[line.alert.fate],
        tooltip=lambda line, wording: became_words(line.alert, wording),
        accessible=lambda line, _: f"Told: {FATE_WORDS[line.alert.fate]}",
        tone=lambda line, _: (
            Tone.WARNING if any(not one.done for one in line.alert.deliveries) else Tone.MUTED
        ),
        hint="What became of it: told, listed only, or kept still.",
    ),
)


def _brief(column: Column[AlertLine]) -> Column[AlertLine]:
    return replace(column, text=_brief_state) if column.id == "state" else column


BRIEF_COLUMNS = tuple(_brief(column) for column in ALERT_COLUMNS if column.id not in {"about", "fate"})
"""Of one provider, in little room: tooltips have the rest."""


class AlertsModel(RecordModel[AlertLine]):
    """One row an entry of the log.

    Signals:
        those of RecordModel
    """

    def __init__(self, wording: Wording, parent: QObject | None = None, *, brief: bool = False) -> None:
        columns = BRIEF_COLUMNS if brief else ALERT_COLUMNS
        super().__init__(columns, lambda line: str(line.alert.number), wording, parent)
