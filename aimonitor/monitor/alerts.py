"""The alerts: hears what changes, has the planner judge, stores, then tells. Qt-free.

Every word that reaches the user by itself goes through here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from msgspec.structs import replace

from aimonitor.db.alerts import AlertStore, Memory
from aimonitor.db.database import Database
from aimonitor.domain.alert import Alert, AlertBook, AlertRule, Delivery, RuleChoice, Snoozing
from aimonitor.domain.budget import BudgetState
from aimonitor.domain.notice import Notice
from aimonitor.domain.secret import Secret
from aimonitor.domain.state import ProviderState
from aimonitor.errors import AppError, ConfigError, DatabaseError
from aimonitor.insight.alert_policy import Policy, policy
from aimonitor.insight.alert_rules import readings
from aimonitor.insight.alerts import TOGETHER_KEY, Manners, Plan, plan, snoozed, unsnoozed
from aimonitor.insight.digest import DIGEST_KEY, digest, with_digest
from aimonitor.insight.local_time import Local, next_midnight
from aimonitor.insight.outages import database_reading
from aimonitor.insight.reading import Reading
from aimonitor.monitor.alert_settings import digest_due, earlier, manners, rule_defaults, system_time
from aimonitor.monitor.budgets import Budgets
from aimonitor.monitor.clock import Clock
from aimonitor.monitor.listeners import Listener
from aimonitor.monitor.monitor import Monitor
from aimonitor.monitor.postman import Postman
from aimonitor.monitor.tasks import Tasks
from aimonitor.settings.settings import DigestEvery, Settings

_log = logging.getLogger(__name__)

Hears = Callable[[AlertBook], object]

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
        self._tasks = Tasks()
        self._memory: Memory = {}
        self._broken: AppError | None = None
        self._looking = self._again = self._closed = self._resting = False
        self._seen: tuple[tuple[Reading, ...], Manners, datetime | None] | None = None
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
        memory, rules = await self._store.memory(), await self._policy()
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
            _picked(key), lambda known: snoozed(known, kind, ends.get(kind), now)
        )
        if not found:
            raise ConfigError(_UNKNOWN)
        await self._changed()

    async def unsnooze(self, key: str) -> None:
        """Let a thing speak again. Raises ConfigError, DatabaseError."""
        if not await self._store.change(_picked(key), unsnoozed):
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
        self._broken = error
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
        finally:
            self._looking = False

    async def _look(self) -> None:
        now, settings = self._clock.now(), self._settings()
        rules = await self._known_policy()
        seen = self._readings(rules, now), manners(settings, now, self._local), self._due(settings, now)
        is_time = self._looked_at is None or now < self._looked_at
        is_time = is_time or (self._look_at is not None and now >= self._look_at)
        self._looked_at = now
        if seen == self._seen and not is_time:
            return
        self._seen = seen
        made = await self._turn(self._planner(seen, now), now)
        self._look_at = made.look_at
        for alert in made.say:
            self._tasks.spawn(self._tell(alert), name="tell an alert")
        if made.log or made.ended:
            await self._tell_book()

    def _planner(
        self, seen: tuple[tuple[Reading, ...], Manners, datetime | None], now: datetime
    ) -> Callable[[Memory], Plan]:
        found, how, due = seen
        budgets, weekly = self._budgets.states(), self._settings().digest_every is DigestEvery.WEEK
        owners = {state.provider.id for state in self._monitor.states()}
        owners |= {state.budget.id for state in budgets}
        said = self._memory.get(DIGEST_KEY)
        words = None
        if due is not None and (said is None or said.said_at is None or said.said_at < due):
            words = digest(self._monitor.dashboard(), budgets, now, weekly=weekly)

        def planner(memory: Memory) -> Plan:
            made = plan(memory, found, now, owners=owners, manners=how)
            made = with_digest(made, words, due, now, quiet=how.quiet)
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

    def _readings(self, rules: Policy, now: datetime) -> tuple[Reading, ...]:
        found = readings(self._monitor.states(), self._budgets.states(), rules, now)
        if not rules.of(AlertRule.DATABASE).enabled:
            return found
        return (*found, database_reading(None if self._broken is None else self._broken.message))

    def _due(self, settings: Settings, now: datetime) -> datetime | None:
        return digest_due(settings, now, self._local, self._budgets.first_weekday)

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

    async def _policy(self) -> Policy:
        return policy(rule_defaults(self._settings()), await self._store.choices())

    async def _known_policy(self) -> Policy:
        try:
            return await self._policy()
        except DatabaseError:
            return policy(rule_defaults(self._settings()), ())

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


def _picked(key: str) -> Callable[[Memory], Collection[str]]:
    """The thing of that key; of the message that told several, all that hold."""
    if key != TOGETHER_KEY:
        return lambda _memory: (key,)
    return lambda memory: [each for each, known in memory.items() if known.holds]
