"""The local socket between two starts: the second says "show", the first shows its window."""

from __future__ import annotations

import re
import sys

from PySide6.QtCore import QDeadlineTimer, QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_MESSAGE = re.compile(rb"show(?: ([A-Za-z0-9_.:@%+/=-]{1,200}))?")
_LONGEST = 256
_READ_MS = 2000
_ANSWER = b"ok\n"


def ask(address: str, token: str, deadline: QDeadlineTimer) -> bool | None:
    """Ask whoever listens to show its window: whether it said that it does. None: nobody listens (yet)."""
    socket = QLocalSocket()
    socket.connectToServer(address)
    if not socket.waitForConnected(max(1, deadline.remainingTime())):
        return None
    text = f"show {token}" if _MESSAGE.fullmatch(f"show {token}".encode()) else "show"
    socket.write(text.encode() + b"\n")
    while not socket.canReadLine():
        if not socket.waitForReadyRead(max(1, deadline.remainingTime())):
            return False
    return bool(socket.readLine().data() == _ANSWER)


class InstanceSocket(QObject):
    """Hears the starts that come later.

    Signals:
        show_wanted(str): as `SingleInstance`
    """

    show_wanted = Signal(str)

    def __init__(self, address: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._address = address
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._receive_all)

    def listen(self) -> bool:
        """Hear from now on; a socket that a crashed program left is removed. False: it cannot."""
        if sys.platform != "win32":
            QLocalServer.removeServer(self._address)
        return self._server.listen(self._address)

    def close(self) -> None:
        """Hear no more."""
        self._server.close()

    def _receive_all(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(self._receive)
            socket.disconnected.connect(socket.deleteLater)
            QTimer.singleShot(_READ_MS, socket, socket.abort)  # who says nothing is sent away
            self._read(socket)

    def _receive(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket):
            self._read(socket)

    def _read(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() > _LONGEST:
                socket.abort()
            return
        said = _MESSAGE.fullmatch(bytes(socket.readLine(_LONGEST).data()).removesuffix(b"\n"))
        if said is None:
            socket.abort()
            return
        socket.write(_ANSWER)
        socket.flush()
        socket.disconnectFromServer()
        self.show_wanted.emit((said[1] or b"").decode())
