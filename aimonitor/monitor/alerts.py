"""The alerts: hears what changes, has the planner judge, stores, then tells. Qt-free.

Every word that reaches the user by itself goes through here.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec.structs import replace

from aimonitor.db.alert_reading import Memory
from aimonitor.db.alerts import AlertStore
from aimonitor.db.database import Database
from aimonitor.domain.alert import Alert, AlertBook, Delivery, RuleChoice, Snoozing
from aimonitor.domain.budget import BudgetState
from aimonitor.domain.notice import Notice
from aimonitor.domain.secret import Secret
from aimonitor.domain.state import ProviderState
from aimonitor.errors import AppError, ConfigError, DatabaseError
from aimonitor.insight.alerts import Manners, Plan, picked, plan, snoozed, unsnoozed
from aimonitor.insight.digest import is_due, with_digest
from aimonitor.insight.local_time import Local, next_midnight
from aimonitor.insight.reading import Reading
from aimonitor.monitor.alert_digest import Digests
from aimonitor.monitor.alert_readings import AlertReadings
from aimonitor.monitor.alert_settings import earlier, manners, system_time
from aimonitor.monitor.board import NOW_AND_THEN, is_crowd
from aimonitor.monitor.budgets import Budgets
from aimonitor.monitor.clock import Clock
from aimonitor.monitor.hours import Hours
from aimonitor.monitor.listeners import Listener
from aimonitor.monitor.monitor import Monitor
from aimonitor.monitor.postman import Postman
from aimonitor.monitor.tasks import Tasks
from aimonitor.settings.settings import Settings

_log = logging.getLogger(__name__)

Hears = Callable[[AlertBook], object]
Seen = tuple[tuple[Reading, ...], Manners, datetime | None]
"""The readings, how the user wants to be spoken to, and when the newest digest was due."""

_HOUR = timedelta(hours=1)
_UNKNOWN = "There is nothing of that name to be snoozed. `aimonitor alerts list` names what there is."


class Alerts(Listener):
    """Judges after each change and when time alone changes something. `start` begins to listen."""

    def __init__(
        self,
        *,
        database: Database,
        monitor: Monitor,
        budgets: Budgets,
        settings: Callable[[], Settings],
        postman: Postman,
        clock: Clock,
        local: Local = system_time,
    ) -> None:
        self._store = AlertStore(database)
        self._monitor = monitor
        self._budgets = budgets
        self._settings = settings
        self._postman = postman
        self._clock = clock
        self._local = local
        self._readings = AlertReadings(self._store, Hours(database), monitor, budgets, settings)
        self._digests = Digests(self._store, monitor, budgets, settings, local)
        self._tasks = Tasks()
        self._memory: Memory = {}
        self._looking = self._again = self._closed = self._resting = False
        self._seen: Seen | None = None
        self._looked_at: datetime | None = None
        self._look_at: datetime | None = None
        self._hears: list[Hears] = []

    # --- life -----------------------------------------------------------------------------------

    def start(self) -> None:
        """Listen from now on, and look once at how things stand."""
        self._monitor.add_listener(self)
        self._budgets.on_changed(self._budgets_changed)
        self._mark()

    async def aclose(self) -> None:
        """End what is being judged or sent; nothing begins any more."""
        self._closed = True
        await self._tasks.aclose()

    def use_desktop(self, show: Callable[[Notice], object]) -> None:
        """Show alerts by `show` from now on."""
        self._postman.desktop.show = show

    def on_changed(self, hears: Hears) -> None:
        """Let `hears` know the book whenever it differs."""
        self._hears.append(hears)

    # --- wishes ---------------------------------------------------------------------------------

    async def book(self) -> AlertBook:
        """All that an alerts page shows. Raises DatabaseError."""
        memory, rules = await self._store.memory(), await self._readings.policy()
        ids = [state.provider.id for state in self._monitor.states()]
        return AlertBook(
            log=tuple(await self._store.log()),
            standing=frozenset(key for key, known in memory.items() if known.holds),
            snoozed={key: known.snooze for key, known in memory.items() if known.snooze is not None},
            rules={"": rules.rules(), **{each: rules.rules(each) for each in ids}},
            channels=await self._postman.states(),
        )

    async def snooze(self, key: str, kind: Snoozing) -> None:
        """Keep a thing still. Raises ConfigError, DatabaseError."""
        now = self._clock.now()
        ends = {Snoozing.HOUR: now + _HOUR, Snoozing.TOMORROW: next_midnight(now, self._local)}
        found = await self._store.change(
            lambda memory: picked(memory, key), lambda known: snoozed(known, kind, ends.get(kind), now)
        )
        if not found:
            raise ConfigError(_UNKNOWN)
        await self._changed()

    async def unsnooze(self, key: str) -> None:
        """Let a thing speak again. Raises ConfigError, DatabaseError."""
        if not await self._store.change(lambda memory: picked(memory, key), unsnoozed):
            raise ConfigError(_UNKNOWN)
        await self._changed()

    async def choose(self, choice: RuleChoice) -> None:
        """Switch a rule, or set its threshold, for one provider. Raises ConfigError, DatabaseError."""
        threshold = choice.threshold
        if threshold is not None and (not threshold.is_finite() or threshold < 0):
            raise ConfigError("A threshold is a number that is not below 0.")
        await self._store.choose(choice)
        await self._changed()

    async def set_webhook(self, address: Secret | None) -> None:
        """Keep the webhook's address in the keychain; None forgets it. Raises ConfigError, KeychainError."""
        await self._postman.webhook.keep(address)
        await self._changed()

    async def purge(self) -> None:
        """Forget the webhook's address and all that was told. Raises KeychainError, DatabaseError."""
        await self.rest()
        try:
            await self._postman.webhook.keep(None)
            await self._store.clear()
        finally:
            await self.reload()

    async def rest(self) -> None:
        """End what is judged or sent, and begin nothing until `reload`: it would be about another history."""
        self._resting = True
        await self._tasks.aclose()

    async def reload(self) -> None:
        """What was remembered is another's: the next judgement reads it anew. Raises DatabaseError."""
        self._resting, self._memory = False, {}
        if self._again:  # somebody asked meanwhile
            self._mark()
        await self._changed()

    async def test_channel(self, name: str) -> Delivery:
        """Send a sample by one channel, whatever the switches say. Raises ConfigError for an unknown one."""
        return await self._postman.test(name, self._clock.now())

    # --- what is heard --------------------------------------------------------------------------

    def provider_changed(self, state: ProviderState) -> None:
        """Something may be due; while a poll runs nothing is known yet."""
        if not state.polling:
            self._mark()

    def provider_removed(self, provider_id: str) -> None:  # noqa: ARG002  whoever it was
        """What is remembered of it goes."""
        self._mark()

    def database_changed(self, error: AppError | None) -> None:
        """History is kept, or not."""
        self._readings.broken = error
        self._mark()

    def woke(self) -> None:
        """Look again where time alone changes something; else this costs nothing."""
        now, before = self._clock.now(), self._looked_at
        is_due = self._look_at is not None and now >= self._look_at
        was_set_back = before is not None and now < before
        quiet = manners(self._settings(), now, self._local)
        if is_due or was_set_back or (self._seen is not None and quiet != self._seen[1]):
            self._mark()

    def _budgets_changed(self, _states: tuple[BudgetState, ...]) -> None:
        self._mark()

    def _mark(self) -> None:
        """Look soon; who asks while it is being looked has it looked at once more."""
        self._again = True
        if not (self._looking or self._closed or self._resting):
            self._looking = True
            self._tasks.spawn(self._look_until_done(), name="alerts")

    # --- judging --------------------------------------------------------------------------------

    async def _look_until_done(self) -> None:
        try:
            while self._again:
                self._again = False
                await self._look()
                if self._again and is_crowd(self._monitor.states()):
                    await asyncio.sleep(NOW_AND_THEN)
        finally:
            self._looking = False

    async def _look(self) -> None:
        now, settings = self._clock.now(), self._settings()
        rules = await self._readings.known_policy()
        seen = (
            await self._readings.take(rules, now),
            manners(settings, now, self._local),
            self._digests.due(now),
        )
        is_time = self._looked_at is None or now < self._looked_at
        is_time = is_time or (self._look_at is not None and now >= self._look_at)
        self._looked_at = now
        if seen == self._seen and not is_time:
            return
        self._seen = seen
        words = await self._digests.words(rules, now) if is_due(self._memory, seen[2]) else None
        made = await self._turn(self._planner(seen, words, now), now)
        self._look_at = made.look_at
        for alert in made.say:
            self._tasks.spawn(self._tell(alert), name="tell an alert")
        if made.log or made.ended:
            await self._tell_book()

    def _planner(
        self, seen: Seen, words: Callable[[Plan], Alert] | None, now: datetime
    ) -> Callable[[Memory], Plan]:
        found, how, due = seen
        weekly = self._digests.weekly
        owners = {state.provider.id for state in self._monitor.states()}
        owners |= {state.budget.id for state in self._budgets.states()}

        def planner(memory: Memory) -> Plan:
            made = plan(memory, found, now, owners=owners, manners=how)
            made = with_digest(made, None if words is None else words(made), due, now, quiet=how.quiet)
            return replace(made, look_at=earlier(made.look_at, due, now, weekly=weekly))

        return planner

    async def _turn(self, planner: Callable[[Memory], Plan], now: datetime) -> Plan:
        """Stored first, then told. Where it cannot be stored, memory serves until the app ends."""
        try:
            made = await self._store.turn(planner, now)
        except DatabaseError as error:
            _log.warning("alerts cannot be stored: %s", error.message)
            made = planner(self._memory)
        self._memory = dict(made.memory)
        return made

    async def _tell(self, alert: Alert) -> None:
        async for deliveries in self._postman.deliver(alert):
            if not alert.number:
                continue
            try:
                await self._store.note_deliveries(alert.number, deliveries)
            except DatabaseError as error:
                _log.warning("what became of an alert cannot be stored: %s", error.message)
            else:
                await self._tell_book()

    async def _changed(self) -> None:
        """The user chose: look, for it may make something due, and tell the book anew."""
        if self._seen is not None:
            self._seen = None
            self._mark()
        await self._tell_book()

    async def _tell_book(self) -> None:
        if not self._hears:
            return
        try:
            book = await self.book()
        except DatabaseError as error:
            _log.warning("alerts cannot be read: %s", error.message)
            return
        for hears in self._hears:
            hears(book)
