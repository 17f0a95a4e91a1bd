"""The Polls table: when a provider was read, how long it took, and what went wrong."""

from __future__ import annotations

from PySide6.QtCore import QObject

from aimonitor.domain.state import PollRecord
from aimonitor.errors import ProblemKind
from aimonitor.qtmodels.figures import Tone
from aimonitor.qtmodels.format import duration, exact, moment, time_or_day
from aimonitor.qtmodels.provider_words import one_line
from aimonitor.qtmodels.records import RIGHT, Column, RecordModel, Wording

_OUTCOMES = {
    ProblemKind.AUTH: "key refused",
    ProblemKind.WRONG_KEY: "wrong kind of key",
    ProblemKind.BILLING: "billing",
    ProblemKind.RATE_LIMIT: "asked too often",
    ProblemKind.SERVICE: "service failed",
    ProblemKind.SCHEMA: "answer not understood",
    ProblemKind.NETWORK: "no answer",
    ProblemKind.KEYCHAIN: "key not readable",
    ProblemKind.DATABASE: "history not readable",
    ProblemKind.CONFIG: "a setting is wrong",
    ProblemKind.PLUGIN: "plugin failed",
}


def outcome(record: PollRecord) -> str:
    """`ok`, `ok, with a warning`, `partly read`, or what went wrong in two or three words."""
    if record.problem is not None:
        return _OUTCOMES.get(record.problem.kind, "failed")
    if record.failures:
        return "partly read"
    if record.warnings:
        return "ok, with a warning" if len(record.warnings) == 1 else "ok, with warnings"
    return "ok"


def failed_parts(record: PollRecord) -> str:
    """The names of the parts that failed alone: `costs, balance`."""
    return ", ".join(one_line(failure.part) for failure in record.failures)


def _messages(record: PollRecord, wording: Wording) -> list[str]:
    lines = [f"{failure.part}: {failure.problem.message}" for failure in record.failures]
    if record.problem is not None:
        lines.insert(0, record.problem.message)
        if record.problem.retry_at is not None:
            when = time_or_day(record.problem.retry_at, wording.now, wording.locale)
            lines.insert(1, f"Not before {when}.")
    return [*lines, *record.warnings]


def _tone(record: PollRecord, _wording: Wording) -> Tone:
    if record.problem is not None:
        return Tone.ERROR
    return Tone.WARNING if record.failures or record.warnings else Tone.NORMAL


def _time(record: PollRecord, wording: Wording) -> str:
    words = time_or_day(record.started_at, wording.now, wording.locale)
    return f"{words}:{record.started_at.second:02}"


def _message(record: PollRecord, wording: Wording) -> str:
    return one_line(" ".join(_messages(record, wording)))


POLL_COLUMNS: tuple[Column[PollRecord], ...] = (
    Column(
        id="time",
        title="Time",
        text=_time,
        sort=lambda record: record.started_at,
        tooltip=lambda record, wording: moment(record.started_at, wording.locale),
        hint="When the poll began, in local time.",
    ),
    Column(
        id="outcome",
        title="Outcome",
        text=lambda record, _: outcome(record),
        sort=outcome,
        tooltip=lambda record, wording: "\n".join(_messages(record, wording)),
        tone=_tone,
        hint="How it ended.",
    ),
    Column(
        id="duration",
        title="Took",
        text=lambda record, _: duration(record.duration),
        sort=lambda record: record.duration,
        accessible=lambda record, _: f"Took: {duration(record.duration)}",
        align=RIGHT,
        hint="How long it took, pauses between its requests included.",
    ),
    Column(
        id="requests",
        title="Requests",
        text=lambda record, wording: exact(record.requests, wording.locale),
        sort=lambda record: record.requests,
        accessible=lambda record, wording: f"Requests: {exact(record.requests, wording.locale)}",
        align=RIGHT,
        hint="How many requests were sent.",
    ),
    Column(
        id="parts",
        title="Parts failed",
        text=lambda record, _: failed_parts(record),
        sort=failed_parts,
        tooltip=lambda record, wording: "\n".join(_messages(record, wording)),
        accessible=lambda record, _: f"Parts failed: {failed_parts(record) or 'none'}",
        tone=_tone,
        hint="Parts that could not be read while the others were.",
    ),
    Column(
        id="message",
        title="Message",
        text=_message,
        sort=lambda record: (record.problem is None, outcome(record)),
        accessible=lambda record, wording: f"Message: {_message(record, wording) or 'none'}",
        tooltip=lambda record, wording: "\n".join(_messages(record, wording)),
        hint="What the service or the network answered.",
    ),
)


class PollsModel(RecordModel[PollRecord]):
    """One row a poll.

    Signals:
        those of RecordModel
    """

    def __init__(self, wording: Wording, parent: QObject | None = None) -> None:
        super().__init__(POLL_COLUMNS, lambda record: record.started_at.isoformat(), wording, parent)
