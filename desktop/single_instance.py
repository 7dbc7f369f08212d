"""One window per library: a second start raises the first and hands over its arguments."""

from __future__ import annotations

import json
import logging
import os
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from indexer.api import LibraryPaths, is_trusted

log = logging.getLogger(__name__)

_ANSWER_MS = 1000
_WRITING_MS = 200
_LONGEST_MESSAGE = 1 << 16


class SingleInstance(QObject):
    """Main thread only. Call `hand_over` first, then `listen`."""

    raised = Signal(list)

    def __init__(self, data_dir: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._paths = LibraryPaths(data_dir)
        self._name = self._paths.window_socket
        self._server = QLocalServer(self)
        if os.name == "nt":
            self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._accept)

    def hand_over(self, arguments: list[str]) -> bool:
        """Give the arguments to a running window; False if there is none."""
        if not self._paths.has_own_sockets:
            return False  # no window ran here yet, or somebody else's would get the arguments
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_ANSWER_MS) or not _is_trusted(socket):
            return False
        socket.write(json.dumps(arguments).encode() + b"\n")
        socket.waitForBytesWritten(_ANSWER_MS)
        answered = socket.waitForReadyRead(_ANSWER_MS)
        socket.disconnectFromServer()
        return answered

    def listen(self) -> None:
        """Be the window that later starts find. The library's folders are there already."""
        if not self._server.listen(self._name):
            QLocalServer.removeServer(self._name)
            if not self._server.listen(self._name):
                log.warning(
                    "Later starts will not find this window: %s", self._server.errorString()
                )
        if os.name != "nt":
            with suppress(OSError):
                Path(self._name).chmod(0o600)

    def stop(self) -> None:
        """Listen no more."""
        self._server.close()

    def _accept(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            arguments = _read(socket) if _is_trusted(socket) else None
            socket.disconnectFromServer()
            socket.deleteLater()
            if arguments is not None:
                self.raised.emit(arguments)


def _is_trusted(socket: QLocalSocket) -> bool:
    return os.name == "nt" or is_trusted(int(socket.socketDescriptor()))


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
