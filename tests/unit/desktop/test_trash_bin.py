"""Photos come back from the real trash, of the home folder and of another drive."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from desktop.controllers.copying import move_to_trash, restore_files
from desktop.trash_bin import CAN_RESTORE
from indexer.api import FileUnavailable

pytestmark = pytest.mark.skipif(not CAN_RESTORE, reason="the system's trash gives nothing back")
_OTHER_DRIVE = Path("/dev/shm")


@pytest.fixture
def other_drive(tmp_path: Path) -> Iterator[Path]:
    """A folder on another file system than the home folder."""
    if not _OTHER_DRIVE.is_dir() or _OTHER_DRIVE.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("needs a second file system")
    with tempfile.TemporaryDirectory(dir=_OTHER_DRIVE) as folder:
        yield Path(folder)
    trash = _OTHER_DRIVE / f".Trash-{os.getuid()}"
    for left in (trash / "files", trash / "info", trash):
        with suppress(OSError):
            left.rmdir()  # where others use it, it is not empty


def test_a_photo_of_another_drive_comes_back(other_drive: Path, home_trash: Path) -> None:
    photo = other_drive / "sée 100% \n1.jpg"
    photo.write_bytes(b"one")
    assert move_to_trash([str(photo)]).done == (str(photo),)
    assert not photo.exists()
    assert not list(home_trash.rglob("*.jpg"))
    assert restore_files([str(photo)]).done == (str(photo),)
    assert photo.read_bytes() == b"one"


@pytest.mark.parametrize("taken", [False, True])
def test_a_drive_without_hard_links_gives_back_and_replaces_nothing(
    tmp_path: Path, home_trash: Path, monkeypatch: pytest.MonkeyPatch, taken: bool
) -> None:
    def refuse(*_paths: object, **_options: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    photo = tmp_path / "a.jpg"
    photo.write_bytes(b"one")
    assert move_to_trash([str(photo)]).done
    if taken:
        photo.write_bytes(b"another")
    monkeypatch.setattr("desktop.trash_bin.os.link", refuse)
    outcome = restore_files([str(photo)])
    assert photo.read_bytes() == (b"another" if taken else b"one")
    assert bool(outcome.failed) is taken
    assert bool(list(home_trash.rglob("a*.jpg"))) is taken


def test_the_photo_moved_last_comes_back_first(tmp_path: Path, home_trash: Path) -> None:
    photo = tmp_path / "a.jpg"
    for content in (b"one", b"two"):
        photo.write_bytes(content)
        assert move_to_trash([str(photo)]).done
    assert restore_files([str(photo)]).done
    assert photo.read_bytes() == b"two"
    photo.unlink()
    assert restore_files([str(photo)]).done
    assert photo.read_bytes() == b"one"


def test_a_missing_folder_is_said_and_the_photo_stays_in_the_trash(
    tmp_path: Path, home_trash: Path
) -> None:
    photo = tmp_path / "drive" / "a.jpg"
    photo.parent.mkdir()
    photo.write_bytes(b"one")
    assert move_to_trash([str(photo)]).done
    photo.parent.rmdir()
    ((_, error),) = restore_files([str(photo)]).failed
    assert isinstance(error, FileUnavailable)
    assert "Connect its drive" in str(error)
    photo.parent.mkdir()
    assert restore_files([str(photo)]).done
    assert photo.read_bytes() == b"one"
