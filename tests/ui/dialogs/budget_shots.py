"""Pictures of the budgets' dialogs: `python -m tests.ui.dialogs.budget_shots FOLDER`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog

from aimonitor.domain.budget import Budget, BudgetPeriod, BudgetScope, BudgetState
from aimonitor.qtmodels.records import Wording
from aimonitor.ui.dialogs.budget_entry import BudgetEntryDialog
from aimonitor.ui.dialogs.budgets import BudgetsDialog
from aimonitor.ui.theme import Theme
from tests.ui.budgets import picture_budgets, standing
from tests.ui.dialogs.samples import ENGLISH
from tests.ui.factories import NOW, picture_states

NEW = Budget(id="", scope=BudgetScope.ALL, period=BudgetPeriod.MONTH, currency="USD")


def _listed(*budgets: BudgetState) -> BudgetsDialog:
    return BudgetsDialog(budgets, picture_states(), wording=Wording(locale=ENGLISH, now=NOW))


def empty() -> QDialog:
    return _listed()


def filled() -> QDialog:
    more = (
        standing("51", soft="40", hard="50", period=BudgetPeriod.WEEK, passed_on=date(2026, 11, 20)),
        standing(None, hard="30", provider_id="p5", label="Anthropic — old key", currency="EUR"),
    )
    dialog = _listed(*picture_budgets(), *more)
    dialog.table.selectRow(1)
    return dialog


def removed() -> QDialog:
    dialog = _listed(*picture_budgets())
    dialog.table.selectRow(1)
    dialog.remove()
    dialog.show_budgets((*picture_budgets()[:1], *picture_budgets()[2:]))
    return dialog


def entry() -> BudgetEntryDialog:
    return BudgetEntryDialog(NEW, picture_budgets(), picture_states(), locale=ENGLISH)


def entry_filled() -> QDialog:
    budget = picture_budgets()[1].budget
    return BudgetEntryDialog(budget, picture_budgets(), picture_states(), locale=ENGLISH)


def entry_wrong() -> QDialog:
    dialog = entry()
    dialog.currency.setCurrentText("dollars")
    dialog.soft.setText("a lot")
    dialog.hard.setText("0")
    dialog.accept()
    return dialog


def entry_twice() -> QDialog:
    dialog = entry()
    dialog.soft.setText("600")
    dialog.hard.setText("500")
    dialog.accept()
    return dialog


MAKERS: tuple[Callable[[], QDialog], ...] = (
    empty,
    filled,
    removed,
    entry,
    entry_filled,
    entry_wrong,
    entry_twice,
)


def _steps(app: QApplication, folder: Path) -> Iterator[None]:
    theme = Theme()
    for scheme in ("light", "dark"):
        theme.apply(app, scheme)
        for make in MAKERS:
            dialog = make()
            dialog.open()
            yield
            dialog.grab().save(str(folder / f"budgets-{make.__name__}-{scheme}.png"))
            dialog.close()
    app.quit()


def main(folder: Path) -> None:
    """Take a picture of each, light and dark."""
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    steps = _steps(app, folder)
    timer = QTimer()
    timer.timeout.connect(lambda: next(steps, None))
    timer.start(150)
    app.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
