"""Parts of the window that nobody needs before the app below it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aimonitor.app.alert_pages import AlertPages
from aimonitor.app.balances import Balances
from aimonitor.app.budgets import Budgeting
from aimonitor.app.older_days import show_older_days
from aimonitor.app.recipe_editing import RecipeEditing

if TYPE_CHECKING:
    from aimonitor.app.desktop import Desktop
    from aimonitor.monitor.stack import Stack
    from aimonitor.monitor.tasks import Tasks


def add_later_parts(desktop: Desktop, stack: Stack, tasks: Tasks) -> None:
    """Entered balances, budgets, alerts, recipes, and how far the reading of old days is.

    Who asked for one of them already gets it now.
    """
    AlertPages(desktop)
    Balances(desktop, stack.balance_entries, tasks)
    Budgeting(desktop, desktop.alerting.budgets)
    RecipeEditing(desktop, stack.recipes, tasks)
    show_older_days(desktop)
    desktop.early.carry_out()
