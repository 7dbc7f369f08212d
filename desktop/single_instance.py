"""One window per library: a second start raises the first and hands over its arguments."""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

if TYPE_CHECKING:
    from pathlib import Path

_ANSWER_MS = 1000
_WRITING_MS = 200
_LONGEST_MESSAGE = 1 << 16


class SingleInstance(QObject):
    """Main thread only. Call `hand_over` first, then `listen`."""

    raised = Signal(list)

    def __init__(self, data_dir: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        digest = blake2b(str(data_dir).encode(errors="surrogateescape"), digest_size=8).hexdigest()
        self._name = f"pixlore-window-{digest}"
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._accept)

    def hand_over(self, arguments: list[str]) -> bool:
        """Give the arguments to a running window; False if there is none."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_ANSWER_MS):
            return False
        socket.write(json.dumps(arguments).encode() + b"\n")
        socket.waitForBytesWritten(_ANSWER_MS)
        answered = socket.waitForReadyRead(_ANSWER_MS)
        socket.disconnectFromServer()
        return answered

    def listen(self) -> None:
        """Be the window that later starts find."""
        if not self._server.listen(self._name):
            QLocalServer.removeServer(self._name)
            self._server.listen(self._name)

    def stop(self) -> None:
        """Listen no more."""
        self._server.close()

    def _accept(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            arguments = _read(socket)
            socket.disconnectFromServer()
            socket.deleteLater()
            if arguments is not None:
                self.raised.emit(arguments)


def _read(socket: QLocalSocket) -> list[str] | None:
    """The arguments of another start, answered; None if they make no sense.

    Waits on the main thread, but only for a client that has connected and writes at once.
    """
    if not socket.canReadLine() and not socket.waitForReadyRead(_WRITING_MS):
        return None
    try:
        arguments = json.loads(bytes(socket.readLine(_LONGEST_MESSAGE).data()))
    except ValueError:
        return None
    if not isinstance(arguments, list):
        return None
    socket.write(b"ok\n")
    socket.waitForBytesWritten(_WRITING_MS)
    return [word for word in arguments if isinstance(word, str)]
