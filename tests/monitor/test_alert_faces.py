"""The Qt faces of budgets and alerts, over the real rooms."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QObject

from aimonitor.demo import cast
from aimonitor.domain.alert import AlertBook, AlertRule, Delivery, RuleChoice, Snoozing
from aimonitor.domain.budget import Budget, BudgetPeriod, BudgetScope, BudgetState
from aimonitor.domain.notice import Notice
from aimonitor.domain.secret import Secret
from aimonitor.errors import ConfigError
from aimonitor.monitor.alert_service import AlertService
from aimonitor.monitor.budget_service import BudgetService
from aimonitor.monitor.tasks import Tasks
from tests.monitor.house import House, house

pytestmark = pytest.mark.usefixtures("qapp")

BUDGET = Budget(id="", scope=BudgetScope.ALL, period=BudgetPeriod.MONTH, currency="USD", hard=Decimal(10))


class Faces(QObject):
    """Both faces, what they said, and the answers to wishes."""

    def __init__(self, home: House) -> None:
        super().__init__()
        self.home = home
        self.alerts, self.budgets = AlertService(self), BudgetService(self)
        self.books: list[AlertBook] = []
        self.states: list[tuple[BudgetState, ...]] = []
        self.raised: list[Notice] = []
        self.answers: dict[int, object] = {}
        self.tasks = Tasks()
        self.alerts.alerts_changed.connect(self.books.append)
        self.alerts.alert_raised.connect(self.raised.append)
        self.budgets.budgets_changed.connect(self.states.append)
        for face in (self.alerts, self.budgets):
            face.request_done.connect(self._hear)

    def _hear(self, token: int, answer: object) -> None:
        self.answers[token] = answer

    def start(self) -> None:
        self.budgets.start(self.home.stack.budgets, self.tasks)
        self.alerts.start(self.home.stack.alerts, self.tasks)
        self.home.stack.alerts.start()

    async def answer(self, token: int) -> object:
        for _ in range(500):
            if token in self.answers:
                return self.answers[token]
            await asyncio.sleep(0.01)
        msg = "no answer came"
        raise AssertionError(msg)


@pytest.fixture
async def faces(tmp_path: Path) -> AsyncIterator[Faces]:
    async with house(tmp_path) as home:
        made = Faces(home)
        yield made
        await made.tasks.aclose()
        made.deleteLater()


async def test_what_was_wished_before_the_start_is_carried_out_then(faces: Faces) -> None:
    token = faces.budgets.save_budget(BUDGET)
    await asyncio.sleep(0)
    assert token not in faces.answers
    faces.start()
    saved = await faces.answer(token)
    assert isinstance(saved, Budget)
    assert faces.states[-1][0].budget == saved


async def test_budgets_are_listed_saved_and_removed(faces: Faces) -> None:
    faces.start()
    saved = await faces.answer(faces.budgets.save_budget(BUDGET))
    assert isinstance(saved, Budget)
    listed = await faces.answer(faces.budgets.list_budgets())
    assert listed == faces.states[-1]
    await faces.answer(faces.budgets.remove_budget(saved.id))
    assert faces.states[-1] == ()
    refused = await faces.answer(faces.budgets.remove_budget(saved.id))
    assert isinstance(refused, ConfigError)


async def test_the_alerts_face_is_the_desktops_channel(faces: Faces) -> None:
    faces.start()
    done = await faces.answer(faces.alerts.test_channel("desktop"))
    assert done == Delivery(channel="desktop", done=True, words="handed to the desktop")
    assert [notice.body for notice in faces.raised] == ["This is a test. Notifications reach you."]


async def test_things_are_listed_snoozed_and_unsnoozed(faces: Faces) -> None:
    faces.start()
    provider = await faces.home.add(cast.OLD_KEY)
    with pytest.raises(Exception, match="Invalid API key"):
        await faces.home.monitor.poll_provider(provider.id)
    key = f"{AlertRule.NEEDS_YOU}:{provider.id}"
    while not faces.books:  # noqa: ASYNC110  a signal comes when it comes
        await asyncio.sleep(0.01)
    await faces.answer(faces.alerts.snooze(key, Snoozing.CHANGE))
    assert set(faces.books[-1].snoozed) == {key}
    await faces.answer(faces.alerts.unsnooze(key))
    assert faces.books[-1].snoozed == {}
    book = await faces.answer(faces.alerts.list_alerts())
    assert isinstance(book, AlertBook)
    assert [alert.key for alert in book.log] == [key]


async def test_a_rule_is_chosen_and_a_webhooks_address_kept(faces: Faces) -> None:
    faces.start()
    provider = await faces.home.add(cast.PRODUCTION)
    choice = RuleChoice(provider_id=provider.id, rule=AlertRule.BALANCE_LOW, threshold=Decimal(50))
    await faces.answer(faces.alerts.choose(choice))
    rules = {one.rule: one for one in faces.books[-1].rules[provider.id]}
    assert (rules[AlertRule.BALANCE_LOW].threshold, rules[AlertRule.BALANCE_LOW].own) == (Decimal(50), True)
    refused = await faces.answer(faces.alerts.set_webhook(Secret("http://elsewhere.example")))
    assert isinstance(refused, ConfigError)
    assert await faces.answer(faces.alerts.set_webhook(None)) is None
