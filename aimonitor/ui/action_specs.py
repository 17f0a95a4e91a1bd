"""What each action is called, which keys it has, what it says and looks like: as data."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtGui import QAction


class Spec(Struct, frozen=True, kw_only=True):
    """One action. `short`: on the toolbar, where the menu's words are too long."""

    text: str
    keys: tuple[str, ...] = ()
    tip: str = ""
    icon: str = ""
    short: str = ""
    role: QAction.MenuRole = QAction.MenuRole.NoRole


SPECS = {
    "add": Spec(
        text="&Add provider…", keys=("Ctrl+N",), tip="Add a provider", icon="add", short="+  Add provider"
    ),
    "recipes": Spec(text="&Recipes…", tip="Describe a service that AIMonitor does not know"),
    "refresh": Spec(
        text="&Refresh all",
        keys=("F5", "Ctrl+R"),
        tip="Read all providers now",
        icon="refresh",
        short="Refresh",
    ),
    "find": Spec(text="&Filter providers", keys=("Ctrl+F",), tip="Filter by name, service or model"),
    "everyone": Spec(text="All pro&viders", keys=("Ctrl+0",), tip="Show the sums over all providers below"),
    "grouped": Spec(
        text="&Group by type", keys=("Ctrl+G",), tip="Show each type's providers under its totals"
    ),
    "alerts": Spec(text="&Alerts…", keys=("Ctrl+Shift+A",), tip="Show what was told, and what still holds"),
    "export": Spec(
        text="&Export…", keys=("Ctrl+E",), tip="Write the figures to a file", icon="export", short="Export"
    ),
    "import_": Spec(text="&Import…", tip="Read a JSON export where there is no provider yet"),
    "restore": Spec(text="Restore a &back-up…", tip="Put a back-up in the place of the history"),
    "budgets": Spec(
        text="Bud&gets…", keys=("Ctrl+B",), tip="Set how much may be spent, and see how it stands"
    ),
    "settings": Spec(
        text="&Settings…",
        keys=("Ctrl+,",),
        tip="Change how the app behaves",
        icon="settings",
        short="Settings",
        role=QAction.MenuRole.PreferencesRole,
    ),
    "close": Spec(text="&Close window", keys=("Ctrl+W",), tip="Close the window"),
    "quit": Spec(
        text="&Quit",
        keys=("Ctrl+Q",),
        tip="Stop polling and quit",
        icon="quit",
        role=QAction.MenuRole.QuitRole,
    ),
    "show_window": Spec(text="Show &Dashboard", tip="Show the window"),
    "resume": Spec(text="R&esume polling", tip="Poll again"),
    "guide": Spec(text="&User guide", keys=("F1",), tip="Open the user guide"),
    "open_logs": Spec(text="Open &log folder", tip="Show the folder with the logs"),
    "about": Spec(text="&About AIMonitor", tip="Version and licence", role=QAction.MenuRole.AboutRole),
}

PROVIDER_SPECS = {
    "open_console": Spec(
        text="&Open web console", keys=("Return", "Enter"), tip="Open the provider's own page", icon="console"
    ),
    "refresh_one": Spec(
        text="Re&fresh", keys=("Ctrl+Shift+R",), tip="Read this provider now", icon="refresh"
    ),
    "rename": Spec(text="Re&name…", keys=("F2",), tip="Give it another name", icon="rename"),
    "replace_key": Spec(text="Replace &key…", keys=("Ctrl+K",), tip="Store another key", icon="key"),
    "edit": Spec(text="&Edit…", keys=("Ctrl+Shift+E",), tip="Change its options and interval"),
    "edit_recipe": Spec(text="Edit rec&ipe…", tip="Change how its service is read"),
    "balance": Spec(text="&Balance…", tip="Enter what is left, where the service does not tell it"),
    "budget": Spec(text="Bud&get…", keys=("Ctrl+Shift+B",), tip="Set how much this provider may cost"),
    "alert_rules": Spec(text="Alert ru&les…", tip="Choose what you are told about this provider"),
    "toggle": Spec(text="&Disable", keys=("Space",), tip="Poll this provider or leave it", icon="pause"),
    "move_up": Spec(text="Move &up", keys=("Alt+Up",), tip="Put it one row higher"),
    "move_down": Spec(text="Move do&wn", keys=("Alt+Down",), tip="Put it one row lower"),
    "remove": Spec(text="&Remove…", keys=("Del",), tip="Remove it with its history and key", icon="remove"),
}

IN_TABLE_ONLY = frozenset({"open_console", "rename", "toggle", "remove", "move_up", "move_down"})
"""Their keys mean something else in a text field, so they count in the table alone."""
