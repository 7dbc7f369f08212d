"""Folders that cannot be indexed are refused before any service is started."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer.cli.indexing import usable_folder


@pytest.mark.parametrize("command", [("index",), ("folders", "add")])
def test_a_missing_folder_is_named(pixlore, tmp_path: Path, command: tuple[str, ...]) -> None:
    gone = tmp_path / "gone"
    ran = pixlore(*command, str(gone))
    assert (ran.code, ran.out) == (1, "")
    assert f"There is no folder at {gone}. Check the path." in ran.err
    assert not (tmp_path / "library").exists()


def test_a_file_is_no_folder(pixlore, tmp_path: Path) -> None:
    file = tmp_path / "cat.jpg"
    file.write_bytes(b"jpeg")
    ran = pixlore("index", str(file))
    assert ran.code == 2
    assert "is a file. Name the folder that it is in." in ran.err


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read every folder")
def test_an_unreadable_folder_says_why(pixlore, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0)
    ran = pixlore("index", str(locked))
    locked.chmod(0o700)
    assert ran.code == 1
    assert "cannot be read: permission denied" in ran.err


def test_a_relative_folder_becomes_absolute(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "photos").mkdir()
    monkeypatch.chdir(tmp_path)
    assert usable_folder("photos") == str(tmp_path / "photos")
