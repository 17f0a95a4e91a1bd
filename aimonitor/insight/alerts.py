"""The planner: from what is remembered and how things stand to what is said. Pure, and the only judge.

One thing is told once when it comes to hold; again only after six hours and when it is a tenth worse;
anew after a good reading. A missing reading changes nothing. What holds at first sight is listed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from msgspec import Struct, field
from msgspec.structs import replace

from aimonitor.domain.alert import RULES, Alert, AlertRule, Fate, Snooze, Snoozing
from aimonitor.domain.alert_memory import Remembered
from aimonitor.domain.notice import NoticeKind, Urgency
from aimonitor.insight.reading import Reading

AGAIN_AFTER = timedelta(hours=6)
WORSE = Decimal("1.1")
JITTER = timedelta(minutes=30)
"""Ends of a period that lie closer together are the same end, told a little differently."""

FORGET_AFTER = timedelta(days=62)
TOGETHER_KEY = "together"
_SEEN_EVERY = timedelta(days=1)
_PERIODS_KEPT = 4
_NEED_USER = frozenset({AlertRule.NEEDS_YOU, AlertRule.DATABASE})
_URGENCIES = tuple(Urgency)


class Manners(Struct, frozen=True, kw_only=True):
    """How the user wants to be spoken to now.

    `errors_pass`: what needs them is told in quiet hours too. `muted`: kinds that are never told.
    """

    quiet: bool = False
    errors_pass: bool = False
    muted: frozenset[NoticeKind] = frozenset()


class Plan(Struct, frozen=True, kw_only=True):
    """What to do. `log`: new entries, those to be told now among them. `memory`: all of it anew.

    `ended`: keys of things that are good again. `look_at`: when to plan again though nothing changes.
    """

    log: tuple[Alert, ...] = ()
    memory: Mapping[str, Remembered] = field(default_factory=dict)
    ended: tuple[str, ...] = ()
    look_at: datetime | None = None

    @property
    def say(self) -> tuple[Alert, ...]:
        """What is to be told now."""
        return tuple(alert for alert in self.log if alert.fate is Fate.TOLD)


def plan(
    memory: Mapping[str, Remembered],
    readings: Sequence[Reading],
    now: datetime,
    *,
    owners: Collection[str],
    manners: Manners,
) -> Plan:
    """What `readings` call for. `owners`: ids of the providers and budgets that there are."""
    desk = _Desk(now=now, manners=manners)
    for key, known in memory.items():
        if known.owner and known.owner not in owners:
            desk.end(known)
        elif now - known.seen_at <= FORGET_AFTER:
            desk.memory[key] = _with_clock(known, now)
    for reading in readings:
        if reading.severity is not None:
            desk.read(reading, reading.severity)
    desk.release(readings)
    return Plan(
        log=tuple(desk.log),
        memory=desk.memory,
        ended=tuple(desk.ended),
        look_at=desk.look_at(readings),
    )


class _Desk(Struct):
    now: datetime
    manners: Manners
    memory: dict[str, Remembered] = field(default_factory=dict)
    log: list[Alert] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)

    def end(self, known: Remembered) -> None:
        if known.holds:
            self.ended.append(known.key)

    def read(self, reading: Reading, severity: Decimal) -> None:
        """One thing whose state is known."""
        known = self.memory.get(reading.key)
        if known is None:
            self._meet(reading, severity)
            return
        known = self._in_period(known, reading)
        if reading.good:
            known = self._good(known, reading)
        elif reading.holds and not known.holds:
            known = self._crossing(known, reading, severity)
        elif reading.holds and self._is_much_worse(known, severity):
            known = self._speak(known, reading, severity)
        self.memory[reading.key] = self._seen(known, severity)

    def _meet(self, reading: Reading, severity: Decimal) -> None:
        fresh = Remembered(key=reading.key, owner=reading.owner, holds=False, seen_at=self.now)
        fresh = replace(fresh, severity=severity, period_ends=reading.period_ends)
        if reading.holds and reading.is_news:
            fresh = self._speak(fresh, reading, severity)
        elif reading.holds:
            if not reading.covered:
                self.log.append(reading.alert(self.now, Fate.LISTED))
            fresh = _noted(fresh, reading, severity, self.now)
        self.memory[reading.key] = fresh

    def _in_period(self, known: Remembered, reading: Reading) -> Remembered:
        """A later period begins anew, once the one before is over."""
        ends, before = reading.period_ends, known.period_ends
        if ends is None:
            return known
        if before is not None and ends - before > JITTER and self.now >= before - JITTER:
            self.end(known)
            known = replace(known, holds=False, told=False, waits=False)
        return replace(known, period_ends=ends)

    def _good(self, known: Remembered, reading: Reading) -> Remembered:
        if known.holds:
            self.ended.append(known.key)
            if reading.recovery and known.told and not self._is_silent(known, reading):
                self._tell_recovery(reading)
        snooze = None if known.snooze and known.snooze.kind is Snoozing.CHANGE else known.snooze
        said = tuple(at for at in known.said_periods if not _same(at, reading.period_ends))
        return replace(known, holds=False, told=False, waits=False, snooze=snooze, said_periods=said)

    def _tell_recovery(self, reading: Reading) -> None:
        """Once, though both the key and the service may have been complained of."""
        told = {alert.provider_id for alert in self.log if alert.kind is NoticeKind.RECOVERED}
        if reading.provider_id not in told and NoticeKind.RECOVERED not in self.manners.muted:
            self.log.append(_recovered(reading, self.now))

    def _crossing(self, known: Remembered, reading: Reading, severity: Decimal) -> Remembered:
        """It comes to hold: told, unless it was in this very period before the clock jumped."""
        if any(_same(at, reading.period_ends) for at in known.said_periods):
            return replace(known, holds=True)
        return self._speak(known, reading, severity)

    def _speak(self, known: Remembered, reading: Reading, severity: Decimal) -> Remembered:
        noted = _noted(known, reading, severity, self.now)
        if reading.covered or (reading.kind or RULES[reading.rule].kind) in self.manners.muted:
            return noted
        snoozed = self._is_snoozed(known, severity)
        silent = snoozed or self._is_quiet(reading)
        fate = Fate.SNOOZED if snoozed else Fate.QUIET if silent else Fate.TOLD
        self.log.append(reading.alert(self.now, fate))
        return replace(noted, told=not silent, waits=silent, snooze=known.snooze if snoozed else None)

    def _is_much_worse(self, known: Remembered, severity: Decimal) -> bool:
        if known.said_at is None or known.said_severity is None:
            return False
        return self.now - known.said_at >= AGAIN_AFTER and severity >= known.said_severity * WORSE

    def _is_quiet(self, reading: Reading) -> bool:
        return self.manners.quiet and not (self.manners.errors_pass and reading.rule in _NEED_USER)

    def _is_silent(self, known: Remembered, reading: Reading) -> bool:
        return self._is_quiet(reading) or self._is_snoozed(known, reading.severity)

    def _is_snoozed(self, known: Remembered, severity: Decimal | None) -> bool:
        snooze = known.snooze
        if snooze is None:
            return False
        if snooze.until is not None:
            return self.now < snooze.until
        before = known.snoozed_severity
        return before is None or severity is None or severity < before * WORSE

    def _seen(self, known: Remembered, severity: Decimal) -> Remembered:
        seen_at = self.now if self.now - known.seen_at >= _SEEN_EVERY else known.seen_at
        return replace(known, severity=severity, seen_at=seen_at)

    def release(self, readings: Sequence[Reading]) -> None:
        """Tell what waited for a silence that is over: one thing in its own words, several together."""
        for key, known in self.memory.items():
            if known.snooze is not None and not self._is_snoozed(known, known.severity):
                self.memory[key] = replace(known, snooze=None)
        ready = [reading for reading in readings if reading.holds and self._is_ready(reading)]
        for reading in ready:
            known = self.memory[reading.key]
            said = replace(known, waits=False, said_at=self.now, said_severity=known.severity)
            self.memory[reading.key] = replace(said, told=True)
        if len(ready) == 1:
            self.log.append(ready[0].alert(self.now, Fate.TOLD))
        elif ready:
            self.log.append(_together(ready, self.now))

    def _is_ready(self, reading: Reading) -> bool:
        known = self.memory.get(reading.key)
        waits = known is not None and known.waits and known.holds and known.snooze is None
        return waits and not reading.covered and not self._is_quiet(reading)

    def look_at(self, readings: Sequence[Reading]) -> datetime | None:
        """The next moment at which time alone changes something."""
        times = [reading.due_at for reading in readings if reading.due_at is not None]
        snoozes = [known.snooze for known in self.memory.values() if known.snooze is not None]
        times += [snooze.until for snooze in snoozes if snooze.until is not None]
        return min((at for at in times if at > self.now), default=None)


def picked(memory: Mapping[str, Remembered], key: str) -> Collection[str]:
    """The thing of that key; of the message that told several, all that hold."""
    return (key,) if key != TOGETHER_KEY else [each for each, known in memory.items() if known.holds]


def snoozed(known: Remembered, kind: Snoozing, until: datetime | None, now: datetime) -> Remembered:
    """The thing, kept still. It is told once more when the time is over and it is still so."""
    return replace(
        known,
        snooze=Snooze(kind=kind, since=now, until=until),
        snoozed_severity=known.severity,
        waits=known.holds and until is not None,
    )


def unsnoozed(known: Remembered) -> Remembered:
    """The thing, free to speak again; what is so already is not told once more."""
    return replace(known, snooze=None, snoozed_severity=None, waits=False)


def _with_clock(known: Remembered, now: datetime) -> Remembered:
    """The same, where the clock was set back behind what it remembers: waiting times begin now."""
    said_at = None if known.said_at is None else min(known.said_at, now)
    snooze = known.snooze
    if snooze is not None and snooze.until is not None and now < snooze.since:
        snooze = replace(snooze, since=now, until=now + (snooze.until - snooze.since))
    return replace(known, said_at=said_at, snooze=snooze, seen_at=min(known.seen_at, now))


def _noted(known: Remembered, reading: Reading, severity: Decimal, now: datetime) -> Remembered:
    periods = known.said_periods
    if reading.period_ends is not None and not any(_same(at, reading.period_ends) for at in periods):
        periods = (*periods, reading.period_ends)[-_PERIODS_KEPT:]
    said = replace(known, said_at=now, said_severity=severity, said_periods=periods)
    return replace(said, holds=True, told=False, waits=False)


def _same(end: datetime, other: datetime | None) -> bool:
    return other is not None and abs(end - other) <= JITTER


def _recovered(reading: Reading, now: datetime) -> Alert:
    alert = reading.alert(now, Fate.TOLD)
    return replace(alert, kind=NoticeKind.RECOVERED, urgency=Urgency.LOW, body=reading.recovery, why="")


def _together(readings: Sequence[Reading], now: datetime) -> Alert:
    """One message for all that waited, worst first."""
    worst = sorted(readings, key=lambda one: _URGENCIES.index(one.urgency), reverse=True)
    about = {reading.provider_id for reading in readings}
    return Alert(
        key=TOGETHER_KEY,
        rule=worst[0].rule,
        kind=RULES[worst[0].rule].kind,
        urgency=worst[0].urgency,
        raised_at=now,
        title=f"While it was quiet: {len(readings)} things",
        body="\n".join(f"{one.title}: {one.body}" for one in worst),
        provider_id=about.pop() if len(about) == 1 else None,
    )
