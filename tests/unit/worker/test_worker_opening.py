"""Opening photos read-only: what is refused, and that nothing about the file changes."""

from __future__ import annotations

import os
import sys
from io import SEEK_CUR, SEEK_END
from pathlib import Path

import pytest

from indexer.core import opening
from indexer.core.errors import FileUnavailable, NotAPhoto, PhotoTooLarge
from indexer.core.opening import open_photo

posix = pytest.mark.skipif(os.name == "nt", reason="POSIX file kinds")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(bytes(range(256)) * 16)
    return path


def test_bytes_and_facts(photo: Path) -> None:
    with open_photo(str(photo)) as opened:
        assert opened.stat.size == 4096
        assert opened.stat.mtime_ns == photo.stat().st_mtime_ns
        assert opened.reader().read() == photo.read_bytes()


def test_two_readers_do_not_disturb_each_other(photo: Path) -> None:
    with open_photo(str(photo)) as opened:
        one, two = opened.reader(), opened.reader()
        assert one.read(4) == bytes((0, 1, 2, 3))
        assert two.read(4) == bytes((0, 1, 2, 3))
        assert one.seek(-2, SEEK_END) == 4094
        assert one.read() == bytes((254, 255))
        assert two.seek(2, SEEK_CUR) == 6
        one.close()
        assert two.read(1) == bytes((6,))
        with pytest.raises(OSError, match="Invalid"):
            two.seek(-1)


@posix
def test_nothing_can_be_written_through_it(photo: Path) -> None:
    with open_photo(str(photo)) as opened:
        assert opened.descriptor is not None
        assert not os.get_inheritable(opened.descriptor)
        with pytest.raises(OSError, match="Bad file"):
            os.write(opened.descriptor, b"x")


@pytest.mark.skipif(sys.platform != "linux", reason="O_NOATIME is Linux's")
def test_the_access_time_stays(photo: Path) -> None:
    os.utime(photo, ns=(10**18, 2 * 10**18))  # read long before it was written: relatime would act
    with open_photo(str(photo)) as opened:
        opened.reader().read()
    assert photo.stat().st_atime_ns == 10**18


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileUnavailable, match="no longer there"):
        open_photo(str(tmp_path / "gone.jpg"))


def test_a_part_of_the_path_is_a_file(photo: Path) -> None:
    with pytest.raises(FileUnavailable, match="no longer there"):
        open_photo(str(photo / "inside.jpg"))


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises((NotAPhoto, FileUnavailable)):
        open_photo(str(tmp_path))


@posix
def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "pipe.jpg"
    os.mkfifo(path)
    with pytest.raises(NotAPhoto, match="a pipe"):
        open_photo(str(path))


@posix
def test_a_device() -> None:
    with pytest.raises(NotAPhoto, match="a device"):
        open_photo(os.devnull)


@posix
def test_links_are_followed_and_loops_are_not(photo: Path, tmp_path: Path) -> None:
    link, loop = tmp_path / "link.jpg", tmp_path / "loop.jpg"
    link.symlink_to(photo)
    loop.symlink_to(loop)
    with open_photo(str(link)) as opened:
        assert opened.stat.size == 4096
    with pytest.raises(FileUnavailable, match="leads back"):
        open_photo(str(loop))


@posix
@pytest.mark.skipif(getattr(os, "geteuid", int)() == 0, reason="root may read everything")
def test_no_permission(photo: Path) -> None:
    photo.chmod(0)
    with pytest.raises(FileUnavailable, match="may not read"):
        open_photo(str(photo))


@posix
def test_only_an_owner_may_leave_the_access_time(
    photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Someone else's photo opens without O_NOATIME, which the system refuses there."""
    real_open, flags_used = os.open, []

    def strict_open(path: str, flags: int) -> int:
        flags_used.append(flags)
        if flags & getattr(os, "O_NOATIME", 0):
            raise PermissionError(1, "Operation not permitted")
        return real_open(path, flags)

    monkeypatch.setattr(opening.os, "open", strict_open)
    with open_photo(str(photo)) as opened:
        assert opened.reader().read(1) == b"\0"
    assert len(flags_used) == (2 if hasattr(os, "O_NOATIME") else 1)


@posix
def test_too_large(tmp_path: Path) -> None:
    path = tmp_path / "sparse.jpg"
    with path.open("wb") as file:
        file.truncate((1 << 30) + 1)
    with pytest.raises(PhotoTooLarge, match="GB"):
        open_photo(str(path))


@posix
def test_a_refused_file_leaves_no_descriptor_open(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    before = len(list(Path("/dev/fd").iterdir()))
    for _ in range(5):
        with pytest.raises(NotAPhoto):
            open_photo(str(tmp_path / "pipe.jpg"))
    assert len(list(Path("/dev/fd").iterdir())) == before


@posix
def test_unusual_names(tmp_path: Path) -> None:
    for raw in (b"new\nline.jpg", "é🐕.jpg".encode(), b"bad\xff\xfe.jpg", b"x" * 251 + b".jpg"):
        path = tmp_path / os.fsdecode(raw)
        path.write_bytes(b"here")
        with open_photo(str(path)) as opened:
            assert opened.reader().read() == b"here"
