"""Which signal reaches whom: the one place that connects service, window and tray."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aimonitor.app.attention import AttentionFeed
from aimonitor.app.desktop import RETRY
from aimonitor.app.early_wishes import EarlyWishes
from aimonitor.app.folders import open_folder

if TYPE_CHECKING:
    from aimonitor.app.desktop import Desktop


def connect_service(desktop: Desktop) -> None:
    """The monitor's news to whoever shows it."""
    service, window = desktop.service, desktop.window
    service.provider_changed.connect(window.upsert_state)
    service.provider_changed.connect(desktop.periods.changed)  # adds up the rows: after them
    service.provider_changed.connect(desktop.tray.show_provider)
    service.provider_removed.connect(window.remove_state)
    service.provider_removed.connect(desktop.periods.removed)
    service.provider_removed.connect(desktop.tray.remove_provider)
    feed = AttentionFeed(desktop)
    feed.board_changed.connect(window.set_dashboard)
    feed.board_changed.connect(desktop.tray.show_dashboard)
    service.paused_changed.connect(window.set_paused)
    service.paused_changed.connect(desktop.tray.show_paused)
    service.history_loaded.connect(desktop.details.set_history)
    service.polls_loaded.connect(desktop.details.set_polls)
    service.database_changed.connect(desktop.show_history_fault)
    service.settings_changed.connect(desktop.use)
    service.provider_added.connect(desktop.go_to_new)


def connect_window(desktop: Desktop) -> None:
    """The user's wishes in the window to whoever carries them out."""
    window, actions, requests = desktop.window, desktop.actions, desktop.requests
    later = (actions.recipes, actions.budgets, actions.budget, actions.balance)
    desktop.early = EarlyWishes((*later, actions.alerts, actions.alert_rules), desktop)
    window.provider_selected.connect(actions.show_provider)
    window.close_wanted.connect(desktop.closed)
    window.banners.pressed.connect(lambda key: desktop.retry_wanted.emit() if key == RETRY else None)
    actions.pause_wanted.connect(desktop.service.pause)
    actions.resume.triggered.connect(desktop.service.resume)
    actions.refresh.triggered.connect(lambda: requests.refresh(None))
    actions.quit.triggered.connect(desktop.dialogs.quit)
    actions.show_window.triggered.connect(desktop.show_window)
    actions.open_logs.triggered.connect(lambda: open_folder(desktop.paths.logs))
    actions.guide.triggered.connect(desktop.dialogs.guide)
    view = window.view
    view.refresh_wanted.connect(requests.refresh)
    view.toggle_wanted.connect(requests.toggle)
    view.move_wanted.connect(requests.move)
    desktop.details.history_wanted.connect(requests.history)
    desktop.details.polls_wanted.connect(requests.polls)
    requests.details_failed.connect(desktop.details.show_failure)
    desktop.notifier.show_wanted.connect(desktop.show_provider)
    desktop.notifier.banner_wanted.connect(desktop.show_notice)


def connect_tray(desktop: Desktop) -> None:
    """The same for the tray."""
    tray = desktop.tray
    tray.available_changed.connect(lambda _available: desktop.follow_tray())
    tray.toggle_wanted.connect(desktop.toggle_window)
    tray.show_wanted.connect(desktop.show_window)
    tray.refresh_wanted.connect(lambda: desktop.requests.refresh(None))
    tray.provider_chosen.connect(desktop.show_provider)
    tray.pause_wanted.connect(desktop.service.pause)
    tray.resume_wanted.connect(desktop.service.resume)
    tray.settings_wanted.connect(desktop.show_settings)
    tray.quit_wanted.connect(desktop.dialogs.quit)
    tray.message_clicked.connect(desktop.notifier.message_clicked)
