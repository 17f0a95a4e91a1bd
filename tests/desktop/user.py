"""A user of the app in a session: reads as a screen reader does, presses real keys, clicks the real mouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.desktop.accessible import Accessibility, Gone, Node, State
from tests.desktop.running import App
from tests.desktop.session import wait_until

SHOTS = Path(__file__).parent / "shots"
"""Pictures of the screen as it was at the named moments of the last run; ignored by git."""

DIALOGS = {
    "ctrl+n": "Add provider",
    "ctrl+comma": "Settings",
    "ctrl+b": "Budgets",
    "ctrl+shift+a": "Alerts",
    "ctrl+e": "Export",
}
"""The keys that open them, and their titles."""
_CURRENT = {"page tab", "cell", "list item", "column header"}


_F2_ALONE = "68"
"""Its place on the keyboard: for the name, xdotool presses Alt as well where newer key tables are in use."""

_STEPS = 6
"""Between taking something and letting it go: a drag begins some dots away from where it was taken."""


class User:
    """Someone in front of the screen on which `app` runs."""

    def __init__(self, app: App, asking: Accessibility) -> None:
        self.app = app
        self._desktop = app.desktop
        self._asking = asking
        self._program: Node | None = None

    # --- reading --------------------------------------------------------------------------------

    @property
    def program(self) -> Node:
        """All that the app tells a screen reader."""
        if self._program is None:
            wait_until(lambda: self._asking.program(self.app.pid), "the app among the accessible programs")
            self._program = self._asking.program(self.app.pid)
        assert self._program is not None
        return self._program

    def window(self, title: str) -> Node:
        """The window whose title begins so, once keys go to it."""
        return self._until(lambda: self._in_front(title), f"the window {title!r} with the keyboard")

    def _in_front(self, title: str) -> Node | None:
        if not self._desktop.answer("xdotool", "getwindowfocus", "getwindowname").startswith(title):
            return None
        shown = (one for one in self.program.children if one.name.startswith(title))
        return next((one for one in shown if one.has(State.SHOWING)), None)

    def is_open(self, title: str) -> bool:
        """Whether a window is shown whose title begins so."""
        try:
            return any(one.name.startswith(title) and one.has(State.SHOWING) for one in self.program.children)
        except Gone:
            return False

    def seen(self, within: Node | None = None) -> Iterator[Node]:
        """Every node that shows, each before its own."""
        tops = [within] if within else [one for one in self.program.children if one.has(State.SHOWING)]
        for top in tops:
            yield top
            yield from (one for one in top.below(_shows) if _shows(one))

    def look(self, role: str, name: str, within: Node | None = None) -> Node | None:
        """The first that shows with that role, and a name that begins so."""
        try:
            found = (one for one in self.seen(within) if one.role == role and one.name.startswith(name))
            return next(found, None)
        except Gone:
            return None  # it changed while it was read

    def find(self, role: str, name: str, within: Node | None = None) -> Node:
        """As `look`, once it is there."""
        return self._until(lambda: self.look(role, name, within), f"the {role} {name!r}")

    def field(self, label: str, role: str, within: Node) -> Node:
        """What stands below a label: a box that offers choices is called by what is chosen."""

        def below() -> Node | None:
            nodes = iter(self.seen(within))
            labels = (node for node in nodes if node.role == "label" and node.name == label)
            return next((node for _ in labels for node in nodes if node.role == role), None)

        return self._until(below, f"the {role} of {label!r}")

    def reads(self, words: str, within: Node | None = None) -> bool:
        """Whether these words stand anywhere."""
        try:
            return any(words in one.name for one in self.seen(within))
        except Gone:
            return False

    def wait_to_read(self, words: str, within: Node | None = None) -> None:
        """Until these words stand somewhere."""
        wait_until(lambda: self.reads(words, within), f"the words {words!r}")

    def keyboard_at(self, window: Node) -> str:
        """The name of what has the keyboard; "" while it moves.

        Qt calls the current page, cell or line of a list focused as well, wherever the keyboard is.
        """
        try:
            found = [one for one in self.seen(window) if one.role not in _CURRENT and one.has_keyboard()]
            return found[-1].name if found else ""
        except Gone:
            return ""

    # --- doing ----------------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Press keys one after the other: "ctrl+n", "Tab", "Return"."""
        self._one_by_one("key", [_F2_ALONE if key == "F2" else key for key in keys])

    def type(self, text: str) -> None:
        """Type plain letters into what has the keyboard."""
        self._one_by_one("type", text)

    def _one_by_one(self, how: str, what: Sequence[str]) -> None:
        """The next only once the app has time again: of a burst while it is busy, Qt loses some."""
        for place, one in enumerate(what):
            if place:
                len(self.program.children)
            self._desktop.run("xdotool", how, one)

    def click(self, node: Node) -> None:
        """Click in the middle of it, once it can be."""
        wait_until(lambda: node.has(State.SHOWING, State.ENABLED), f"{node.name!r} to be ready")
        left, top, width, height = node.place
        place = (str(left + width // 2), str(top + height // 2))
        self._desktop.run("xdotool", "mousemove", *place, "click", "1")

    def drag(self, node: Node, place: tuple[int, int]) -> None:
        """Take it in its middle and let it go at that place of the screen, on the way of a hand."""
        left, top, width, height = node.place
        start = (left + width // 2, top + height // 2)
        self._desktop.run("xdotool", "mousemove", *map(str, start), "mousedown", "1")
        for step in range(1, _STEPS + 1):
            way = (at + (to - at) * step // _STEPS for at, to in zip(start, place, strict=True))
            len(self.program.children)  # it has seen where the pointer is
            self._desktop.run("xdotool", "mousemove", *map(str, way))
        len(self.program.children)
        self._desktop.run("xdotool", "mouseup", "1")

    def write(self, node: Node, text: str) -> None:
        """Replace what stands in a line: click, select all, type."""
        self.click(node)
        self.fill(node, text)

    def fill(self, node: Node, text: str) -> None:
        """The same once keys go to it."""
        wait_until(node.has_keyboard, f"the keyboard in {node.name!r}")
        self.press("ctrl+a")
        self.type(text)
        wait_until(lambda: len(node.text) == len(text), f"{text!r} in {node.name!r}")  # a key shows as dots

    def shot(self, name: str) -> Path:
        """Keep a picture of the whole screen."""
        SHOTS.mkdir(exist_ok=True)
        file = SHOTS / f"{name}.png"
        self._desktop.run("import", "-silent", "-window", "root", str(file))
        return file

    def brightness_at(self, left: int, top: int) -> int:
        """How bright a dot of the screen is, from 0 to 255."""
        dot = f"1x1+{left}+{top}"
        how = ("-crop", dot, "-colorspace", "gray", "-format", "%[fx:round(255*u)]", "info:")
        return int(self._desktop.run("import", "-silent", "-window", "root", *how))

    # --- how ------------------------------------------------------------------------------------

    def _until(self, look: Callable[[], Node | None], what: str) -> Node:
        found: list[Node] = []

        def there() -> bool:
            try:
                node = look()
            except Gone:
                return False
            found.extend([node] if node else [])
            return bool(found)

        wait_until(there, what)
        return found[0]


def _shows(node: Node) -> bool:
    return node.has(State.SHOWING)


@contextmanager
def user_of(app: App) -> Iterator[User]:
    """Sit down at the session's screen."""
    asking = Accessibility(app.desktop.bus)
    try:
        yield User(app, asking)
    finally:
        asking.close()
