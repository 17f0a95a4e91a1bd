from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSpinBox
from pytestqt.qtbot import QtBot

from aimonitor.domain.alert import RULES, AlertRule, RuleChoice
from aimonitor.ui.dialogs.amount_edit import AmountEdit
from aimonitor.ui.dialogs.rules import RulesDialog
from tests.ui.dialogs.rule_samples import rules_book
from tests.ui.dialogs.samples import ENGLISH
from tests.ui.factories import provider

PROVIDERS = [replace(provider("Work"), id="p1"), replace(provider("<b>Home</b>"), id="p2")]


@pytest.fixture
def dialog(qtbot: QtBot) -> RulesDialog:
    made = RulesDialog(PROVIDERS, "p1", locale=ENGLISH)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(made)
    made.show_book(rules_book())
    made.open()
    return made


@pytest.fixture
def told(dialog: RulesDialog) -> list[RuleChoice]:
    found: list[RuleChoice] = []
    dialog.choice_wanted.connect(found.append)
    return found


def amount(dialog: RulesDialog) -> AmountEdit:
    editor = dialog.rows[AlertRule.BALANCE_LOW].editor
    assert isinstance(editor, AmountEdit)
    return editor


def count(dialog: RulesDialog, rule: AlertRule) -> QSpinBox:
    editor = dialog.rows[rule].editor
    assert isinstance(editor, QSpinBox)
    return editor


def test_every_rule_that_a_provider_can_have_of_its_own_is_there(dialog: RulesDialog) -> None:
    assert set(dialog.rows) == {rule for rule, facts in RULES.items() if facts.per_provider}
    for rule, row in dialog.rows.items():
        assert row.switch.text() == RULES[rule].words
        if row.editor is not None:
            assert row.editor.accessibleName().startswith(RULES[rule].words)


def test_defaults_are_shown_as_such_and_own_choices_beside_the_default(
    dialog: RulesDialog, told: list[RuleChoice]
) -> None:
    low, spike, full = (
        dialog.rows[one] for one in (AlertRule.BALANCE_LOW, AlertRule.SPIKE, AlertRule.LIMIT_FULL)
    )
    assert low.note.text() == "Its own. The default is: on, below 5. In the balance's own currency."
    assert amount(dialog).text() == "12.5"
    assert spike.note.text() == "Its own. The default is: on."
    assert not spike.switch.isChecked()
    assert full.note.text() == ""
    assert full.is_default.isVisible()
    assert full.switch.accessibleDescription() == "default"
    assert not low.is_default.isVisible()
    assert count(dialog, AlertRule.LIMIT_FULL).text() == "from 95 %"
    assert [row.reset.isVisible() for row in (low, spike, full)] == [True, True, False]
    assert told == []


def test_another_provider_has_its_own_rules(dialog: RulesDialog, told: list[RuleChoice]) -> None:
    dialog.provider.setCurrentIndex(1)
    assert dialog.provider_id == "p2"
    assert amount(dialog).text() == "5"
    assert dialog.rows[AlertRule.SPIKE].switch.isChecked()
    assert told == []


def test_a_switch_is_told_as_what_differs_from_the_default(
    dialog: RulesDialog, told: list[RuleChoice]
) -> None:
    dialog.rows[AlertRule.LIMIT_HIGH].switch.click()
    dialog.rows[AlertRule.BALANCE_LOW].switch.click()
    dialog.rows[AlertRule.SPIKE].switch.click()
    assert told == [
        RuleChoice(provider_id="p1", rule=AlertRule.LIMIT_HIGH, enabled=False),
        RuleChoice(provider_id="p1", rule=AlertRule.BALANCE_LOW, enabled=False, threshold=Decimal("12.50")),
        RuleChoice(provider_id="p1", rule=AlertRule.SPIKE),
    ]


def test_a_threshold_is_told_exactly(dialog: RulesDialog, told: list[RuleChoice]) -> None:
    amount(dialog).setText("1,000.05")
    QTest.keyClick(amount(dialog), Qt.Key.Key_Return)
    count(dialog, AlertRule.BALANCE_ENDS).setValue(21)
    assert [(one.rule, one.threshold) for one in told] == [
        (AlertRule.BALANCE_LOW, Decimal("1000.05")),
        (AlertRule.BALANCE_ENDS, Decimal(21)),
    ]


def test_what_is_no_amount_is_said_and_not_told(dialog: RulesDialog, told: list[RuleChoice]) -> None:
    amount(dialog).setText("-3")
    QTest.keyClick(amount(dialog), Qt.Key.Key_Return)
    assert told == []
    assert dialog.rows[AlertRule.BALANCE_LOW].note.text().startswith("Write an amount")
    dialog.show_book(rules_book())
    assert amount(dialog).text() == "12.5"


def test_default_takes_the_own_choice_away(dialog: RulesDialog, told: list[RuleChoice]) -> None:
    dialog.rows[AlertRule.BALANCE_LOW].reset.click()
    assert told == [RuleChoice(provider_id="p1", rule=AlertRule.BALANCE_LOW)]
    dialog.show_book(rules_book(RuleChoice(provider_id="p2", rule=AlertRule.SPIKE, enabled=False)))
    assert amount(dialog).text() == "5"
    assert not dialog.rows[AlertRule.BALANCE_LOW].reset.isVisible()


def test_a_rule_is_switched_off_though_its_amount_cannot_be_read(
    dialog: RulesDialog, told: list[RuleChoice]
) -> None:
    amount(dialog).setText("1,5x")
    dialog.rows[AlertRule.BALANCE_LOW].switch.click()
    assert [(one.enabled, one.threshold) for one in told] == [(False, Decimal("12.5"))]
    assert amount(dialog).text() == "12.5"


def test_a_rule_that_is_off_takes_no_threshold(dialog: RulesDialog) -> None:
    off = RuleChoice(provider_id="p1", rule=AlertRule.FAILING, enabled=False)
    dialog.show_book(rules_book(off))
    assert not count(dialog, AlertRule.FAILING).isEnabled()


def test_before_the_rules_are_known_and_without_a_provider_nothing_can_be_chosen(qtbot: QtBot) -> None:
    waiting = RulesDialog(PROVIDERS, locale=ENGLISH)
    qtbot.addWidget(waiting)
    assert not waiting.form.isEnabled()
    waiting.show_book(rules_book())
    assert waiting.form.isEnabled()
    nobody = RulesDialog([], locale=ENGLISH)
    qtbot.addWidget(nobody)
    nobody.show_book(rules_book())
    assert not nobody.form.isEnabled()
    assert nobody.problem.text().startswith("There is no provider yet.")


def test_a_fault_is_said_and_the_rules_in_force_are_shown_again(dialog: RulesDialog) -> None:
    dialog.rows[AlertRule.SPIKE].switch.click()
    dialog.show_problem("The disk is full.")
    assert dialog.problem.isVisible()
    assert not dialog.rows[AlertRule.SPIKE].switch.isChecked()


def test_the_settings_are_a_button_away(dialog: RulesDialog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(dialog.settings_wanted):
        dialog.settings.click()
