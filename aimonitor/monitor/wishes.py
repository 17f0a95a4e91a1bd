"""How a Qt face works: plain methods in, signals out, and a token that ties the two together."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QObject, Signal, SignalInstance

from aimonitor.errors import AppError

if TYPE_CHECKING:
    from aimonitor.monitor.tasks import Tasks

_OURS = "Something went wrong in AIMonitor itself. The log has the details."


class Wishes(QObject):
    """Base of the Qt faces. A wish `name` is carried out by the coroutine method `_name`.

    A face exists before what it stands for does (the window is painted first): wishes made until
    `_begin` are kept and carried out then. Tokens are unique over all faces.

    Signals:
        request_done(int token, object): what the wish returned, or the AppError that it ended with
        started(): wishes are carried out from now on
    """

    request_done = Signal(int, object)
    started = Signal()

    _numbers: ClassVar[itertools.count[int]] = itertools.count(1)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks: Tasks | None = None
        self._waiting: list[tuple[int, str, tuple[Any, ...]]] = []
        self.setObjectName(type(self).__name__)

    @property
    def is_started(self) -> bool:
        """Whether wishes are carried out already."""
        return self._tasks is not None

    def _begin(self, tasks: Tasks) -> None:
        """Carry out what was asked meanwhile, and from now on at once. Emits started."""
        self._tasks = tasks
        self.started.emit()
        self._carry_out()

    def _ask(self, name: str, *arguments: object) -> int:
        token = next(self._numbers)
        self._waiting.append((token, name, arguments))
        self._carry_out()
        return token

    def _carry_out(self) -> None:
        if self._tasks is None:
            return
        waiting, self._waiting = self._waiting, []
        for token, name, arguments in waiting:
            self._tasks.spawn(self._answer(token, name, arguments), name=name)

    async def _answer(self, token: int, name: str, arguments: tuple[Any, ...]) -> None:
        done = self._answered_by(name)
        try:
            result = await getattr(self, f"_{name}")(*arguments)
        except AppError as error:
            done.emit(token, error)
            return
        except Exception as error:
            done.emit(token, AppError(_OURS))
            raise error from None
        done.emit(token, result)

    def _answered_by(self, name: str) -> SignalInstance:  # noqa: ARG002  for those who tell wishes apart
        """The signal that carries the answer to the wish of that name."""
        return self.request_done
