from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from aimonitor.app.desktop import utc_now
from aimonitor.app.where_keys_are import WhereKeysAre
from aimonitor.domain.provider import SESSION_REF
from aimonitor.domain.state import Health, ProviderState
from aimonitor.domain.usage import Problem
from aimonitor.errors import ProblemKind
from aimonitor.keychain.memory import SessionKeys
from aimonitor.keychain.store import KeychainStatus
from aimonitor.monitor.service import MonitorService
from aimonitor.monitor.tasks import Tasks
from aimonitor.ui.status_bar import StatusBar
from tests.e2e.running import run_on_app_loop, until
from tests.ui.factories import state

OPEN = KeychainStatus(backend="Secret Service", usable=True, words="")
LOCKED = KeychainStatus(backend="Secret Service", usable=False, words="The keychain is locked.")
WELL = state()
REFUSED = replace(
    WELL,
    health=Health.NEEDS_YOU,
    problem=Problem(kind=ProblemKind.KEYCHAIN, message="The keychain is locked."),
)
ELSEWHERE = replace(WELL, provider=replace(WELL.provider, api_key_ref=SESSION_REF))


class Keychain(SessionKeys):
    """Counts how often it is asked how it is."""

    def __init__(self, answer: KeychainStatus) -> None:
        super().__init__()
        self.answer, self.asked = answer, 0

    async def status(self) -> KeychainStatus:
        self.asked += 1
        return self.answer


class Room:
    """The status bar, who tells it where keys are, and polls that end."""

    def __init__(
        self, answer: KeychainStatus, *, seen: bool = True, known: tuple[ProviderState, ...] = ()
    ) -> None:
        self.keychain, self.service, self.bar = Keychain(answer), MonitorService(), StatusBar(utc_now)
        self.bar.setVisible(seen)
        WhereKeysAre(self.service, self.bar, self.keychain, Tasks(), known)

    def poll(self, outcome: ProviderState) -> None:
        self.service.provider_changed.emit(outcome)

    async def says(self, words: str) -> None:
        await until(lambda: words == self.bar.right.text(), words)


def test_words_follow_a_keychain_that_is_unlocked_and_locked_again(qapp: QApplication) -> None:
    async def script() -> None:
        room = Room(LOCKED)
        await room.says(LOCKED.words)
        room.keychain.answer = OPEN
        room.poll(WELL)
        await room.says("Keys in Secret Service")
        room.keychain.answer = LOCKED
        room.poll(REFUSED)
        await room.says(LOCKED.words)
        assert room.keychain.asked == len([LOCKED, OPEN, LOCKED])

    run_on_app_loop(qapp, script)


def test_a_poll_that_says_nothing_new_of_the_keychain_asks_nothing(qapp: QApplication) -> None:
    async def script() -> None:
        usable, locked = Room(OPEN), Room(LOCKED)
        await usable.says("Keys in Secret Service")
        await locked.says(LOCKED.words)
        for room, outcomes in (
            (usable, (WELL, ELSEWHERE, replace(REFUSED, polling=True))),
            (locked, (REFUSED, ELSEWHERE, replace(WELL, polling=True))),
        ):
            for outcome in outcomes:
                room.poll(outcome)
            assert room.keychain.asked == 1

    run_on_app_loop(qapp, script)


def test_nothing_is_asked_for_a_status_bar_that_nobody_sees(qapp: QApplication) -> None:
    async def script() -> None:
        room = Room(OPEN, seen=False)
        room.poll(WELL)
        assert room.keychain.asked == 0
        room.bar.show()
        await room.says("Keys in Secret Service")
        room.bar.hide()
        room.bar.show()
        assert room.keychain.asked == 1

    run_on_app_loop(qapp, script)


def test_nothing_is_asked_while_all_keys_are_elsewhere(qapp: QApplication) -> None:
    async def script() -> None:
        room = Room(OPEN, known=(ELSEWHERE,))
        room.poll(ELSEWHERE)
        room.bar.hide()
        room.bar.show()
        assert room.keychain.asked == 0
        assert room.bar.right.text() == ""
        room.poll(WELL)
        await room.says("Keys in Secret Service")
        mixed = Room(OPEN, known=(ELSEWHERE, WELL))
        await mixed.says("Keys in Secret Service")
        assert (room.keychain.asked, mixed.keychain.asked) == (1, 1)

    run_on_app_loop(qapp, script)
