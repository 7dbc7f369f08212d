"""Where the parts of a library lie."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from indexer.core.paths import LibraryPaths

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has pipes without paths")

LONGEST = 104  # what macOS takes; Linux takes 108
DEEP = "a folder with a name so long that a few of them are too much/" * 2


def test_the_socket_lies_in_the_data_directory_where_it_fits(tmp_path: Path) -> None:
    assert LibraryPaths(Path("/home/me/data")).socket == "/home/me/data/service.sock"


@pytest.mark.parametrize(
    "deep", [(), ("XDG_RUNTIME_DIR",), ("TMPDIR",), ("XDG_RUNTIME_DIR", "TMPDIR")]
)
def test_the_socket_has_a_path_that_the_system_takes(
    deep: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = tmp_path / DEEP
    far.mkdir(parents=True)
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/run/user/1000")
    for variable in deep:
        monkeypatch.setenv(variable, str(far))
    socket = LibraryPaths(far / "data").socket
    assert len(os.fsencode(socket)) < LONGEST
    assert socket != LibraryPaths(far / "other data").socket
