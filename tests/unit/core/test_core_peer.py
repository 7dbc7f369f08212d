"""Who is at the other end of a socket is asked of the system, with real sockets."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from indexer.core import peer
from indexer.core.peer import is_trusted

pytestmark = pytest.mark.skipif(
    sys.platform not in ("linux", "darwin"), reason="this system does not tell"
)
STRANGER = 54321


def test_this_users_own_processes_are_trusted() -> None:
    here, there = socket.socketpair()
    with here, there:
        assert is_trusted(here.fileno())


def test_somebody_elses_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = socket.socketpair()
    monkeypatch.setattr(peer.os, "getuid", lambda: STRANGER)
    monkeypatch.setattr(peer, "_ROOT", STRANGER)
    with here, there:
        assert not is_trusted(here.fileno())


def test_what_is_no_socket_is_not(tmp_path: Path) -> None:
    with (tmp_path / "file").open("wb") as file:
        assert not is_trusted(file.fileno())
