"""Scans of real folders against a real index."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.core.paths import LibraryPaths
from indexer.core.types import FolderId, PhotoState, WatchedFolder
from indexer.pipeline import odd_names, scanner, skip_rules
from indexer.pipeline.scanner import Scanner, ScanReport
from indexer.pipeline.volumes import Volume
from indexer.store.library import Library, open_library
from indexer.store.records import KnownFile

HOUR_AGO = time.time() - 3600


class Scene:
    """A watched folder with its library and scanner."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "photos"
        self.root.mkdir()
        self.library: Library = open_library(LibraryPaths(folder / "data"))
        self.scanner = Scanner(self.library.index.scans, settle_s=2.0)
        self.folder = self.watch(self.root)

    def watch(self, root: Path, excludes: tuple[str, ...] = ()) -> WatchedFolder:
        return self.library.user.folders.add(str(root), volume="", added_at=0.0, excludes=excludes)

    def write(self, name: str, content: bytes = b"photo", *, age_s: float = 3600.0) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        changed = time.time() - age_s
        os.utime(path, (changed, changed))
        return path

    def scan(self, *, believe_missing: bool = False) -> ScanReport:
        (report,) = self.scanner.scan_whole([self.folder], believe_missing=believe_missing)
        return report

    def rescan(self, *paths: str) -> ScanReport:
        (report,) = self.scanner.scan_changed({self.folder: set(paths)})
        return report

    def rows(self) -> dict[str, KnownFile]:
        rows = self.library.index.scans.known_files(self.folder.id)
        return {row.path: row for row in rows}

    def present(self) -> set[str]:
        return {path for path, row in self.rows().items() if row.missing_since is None}


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = Scene(tmp_path)
    yield made
    made.library.close()


def test_a_second_scan_finds_nothing_new(scene: Scene) -> None:
    scene.write("a.jpg")
    scene.write("album/b.PNG")
    scene.write("notes.txt")
    assert scene.scan().added == 2
    assert not scene.scan().changed
    assert scene.present() == {"a.jpg", "album/b.PNG"}


def test_a_changed_file_waits_for_the_worker_again(scene: Scene) -> None:
    scene.write("a.jpg")
    scene.scan()
    scene.write("a.jpg", b"another photo")
    assert scene.scan().modified == 1


@pytest.mark.parametrize(("file_system", "modified"), [("ext4", 1), ("vfat", 0)])
def test_another_file_of_the_same_size_and_time_is_noticed_where_inodes_mean_something(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, file_system: str, modified: int
) -> None:
    monkeypatch.setattr(scanner, "volume_of", lambda path: Volume("", file_system))
    photo = scene.write("a.jpg", b"one")
    scene.scan()
    beside = scene.write("beside.tmp", b"two")
    shutil.copystat(photo, beside)
    beside.replace(photo)
    assert scene.scan().modified == modified
    assert not scene.scan().changed


def test_a_scan_asks_for_the_rows_of_changed_photos_only(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[set[bytes]] = []
    scans = scene.library.index.scans
    real = scans.files_at

    def files_at(folder_id: FolderId, paths: set[bytes]) -> list[KnownFile]:
        asked.append(paths)
        return real(folder_id, paths)

    monkeypatch.setattr(scans, "files_at", files_at)
    for name in ("same.jpg", "changes.jpg", "goes.jpg"):
        scene.write(name)
    scene.scan()
    scene.write("changes.jpg", b"another photo")
    (scene.root / "goes.jpg").unlink()
    scene.write("comes.jpg")
    report = scene.scan()
    assert (report.added, report.modified, report.missing) == (1, 1, 1)
    scene.scan()
    assert asked == [set(), {b"changes.jpg", b"goes.jpg"}, set()]


def test_a_file_still_being_written_waits(scene: Scene) -> None:
    scene.write("album/fresh.jpg", age_s=0.0)
    report = scene.scan()
    assert report.added == 0
    assert report.unsettled == {"album"}


def test_a_time_in_the_future_does_not_wait_for_ever(scene: Scene) -> None:
    scene.write("a.jpg", age_s=-10_000.0)
    assert scene.scan().added == 1


@pytest.mark.parametrize("new", ["b.jpg", "A.jpg", "deep/er/a.jpg"])
def test_a_renamed_file_keeps_its_row(scene: Scene, new: str) -> None:
    old = scene.write("a.jpg")
    scene.write("stays.jpg")
    scene.scan()
    before = scene.rows()["a.jpg"].photo_id
    (scene.root / new).parent.mkdir(parents=True, exist_ok=True)
    old.rename(scene.root / new)
    report = scene.scan()
    assert (report.moved, report.added, report.missing) == (1, 0, 0)
    assert scene.rows()[new].photo_id == before


def test_a_renamed_folder_keeps_its_rows(scene: Scene) -> None:
    for number in range(5):
        scene.write(f"old/{number}.jpg", b"%d" % number)
    scene.scan()
    (scene.root / "old").rename(scene.root / "new")
    report = scene.rescan("")
    assert (report.moved, report.missing) == (5, 0)
    assert scene.present() == {f"new/{number}.jpg" for number in range(5)}


def test_a_move_to_another_watched_folder_keeps_its_row(scene: Scene, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    second = scene.watch(other)
    photo = scene.write("a.jpg")
    scene.write("stays.jpg")
    scene.scan()
    shutil.move(photo, other / "a.jpg")
    reports = scene.scanner.scan_whole([scene.folder, second])
    assert sum(report.moved for report in reports) == 1
    (row,) = scene.library.index.scans.known_files(second.id)
    assert row.path == "a.jpg"


def test_hard_links_are_photos_of_their_own(scene: Scene) -> None:
    photo = scene.write("a.jpg")
    scene.scan()
    os.link(photo, scene.root / "b.jpg")
    assert scene.scan().added == 1
    assert scene.present() == {"a.jpg", "b.jpg"}


def test_a_missing_file_comes_back_as_it_was(scene: Scene, tmp_path: Path) -> None:
    photo = scene.write("a.jpg")
    scene.write("stays.jpg")
    scene.scan()
    aside = photo.rename(tmp_path / "aside.jpg")
    assert scene.scan().missing == 1
    aside.rename(photo)
    report = scene.scan()
    assert (report.returned, report.added, report.modified) == (1, 0, 0)
    assert scene.rows()["a.jpg"].state is PhotoState.PENDING


def test_only_the_changed_folder_is_listed(scene: Scene) -> None:
    scene.write("one/a.jpg")
    gone = scene.write("one/deep/b.jpg")
    hidden_change = scene.write("two/c.jpg")
    scene.scan()
    gone.unlink()
    hidden_change.unlink()
    scene.write("one/new/d.jpg")
    report = scene.rescan("one")
    assert (report.added, report.missing) == (1, 0)
    assert scene.rescan("one/deep").missing == 1
    assert scene.present() == {"one/a.jpg", "one/new/d.jpg", "two/c.jpg"}


def test_a_deleted_tree_is_missing_when_its_parent_is_listed(scene: Scene) -> None:
    scene.write("stays.jpg")
    scene.write("album/deep/a.jpg")
    scene.scan()
    shutil.rmtree(scene.root / "album")
    report = scene.rescan("album/deep")
    assert (report.missing, report.vanished) == (0, {"album/deep"})
    assert scene.rescan("").missing == 1


def test_an_empty_root_is_not_believed(scene: Scene) -> None:
    photo = scene.write("a.jpg")
    scene.scan()
    photo.unlink()
    assert (scene.scan().withheld, scene.present()) == (1, {"a.jpg"})
    assert scene.scan(believe_missing=True).missing == 1
    assert not scene.present()


def test_mass_deletion_is_not_believed(scene: Scene) -> None:
    for number in range(1200):
        scene.write(f"many/{number}.jpg", b"")
    scene.write("one.jpg")
    scene.scan()
    shutil.rmtree(scene.root / "many")
    assert scene.rescan("").withheld == 1200
    assert scene.scan().withheld == 1200
    assert len(scene.present()) == 1201


def test_other_photos_in_the_same_place_after_a_restart_are_not_believed(scene: Scene) -> None:
    photo = scene.write("a.jpg")
    scene.write("notes.txt")
    scene.scan()
    photo.unlink()
    scene.scanner = Scanner(scene.library.index.scans, settle_s=2.0)
    assert scene.scan().withheld == 1


def test_what_cannot_be_read_is_unknown_not_missing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.write("locked/a.jpg")
    scene.write("b.jpg")
    scene.scan()
    real = os.scandir

    def scandir(path: bytes):
        if path.endswith(b"locked"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)  # root may read everything: it cannot be locked out
    report = scene.scan()
    assert (report.missing, report.unreadable) == (0, 1)
    assert report.skipped[skip_rules.UNREADABLE] == 1


def test_links_and_odd_files_are_counted(scene: Scene) -> None:
    photo = scene.write("a.jpg")
    (scene.root / "loop").symlink_to(scene.root, target_is_directory=True)
    (scene.root / "link.jpg").symlink_to(photo)
    (scene.root / "dangling.jpg").symlink_to(scene.root / "nowhere")
    os.mkfifo(scene.root / "pipe.jpg")
    (scene.root / "folder.jpg").mkdir()
    report = scene.scan()
    assert scene.present() == {"a.jpg", "link.jpg"}
    assert report.skipped == {
        skip_rules.FOLDER_LINK: 1,
        skip_rules.BROKEN_LINK: 1,
        skip_rules.NOT_A_FILE: 1,
    }


def test_what_no_person_means_is_left_out(scene: Scene) -> None:
    for name in (
        ".hidden/a.jpg",
        "$RECYCLE.BIN/b.jpg",
        "Mine.photoslibrary/originals/c.jpg",
        "~$d.jpg",
        ".e.jpg",
    ):
        scene.write(name)
    scene.write("f.jpg.part")
    scene.write("kept.jpg")
    report = scene.scan()
    assert scene.present() == {"kept.jpg"}
    assert report.skipped[skip_rules.PACKAGE] == 1
    assert report.skipped[skip_rules.HIDDEN] == 2


def test_excludes_are_globs(scene: Scene, tmp_path: Path) -> None:
    for name in ("a.jpg", "raw/b.jpg", "trips/2020/c.jpg", "x_small.JPG"):
        scene.write(name)
    other = scene.root.rename(tmp_path / "other")
    folder = scene.watch(other, ("raw", "trips/20*", "*_small.*"))
    (report,) = scene.scanner.scan_whole([folder])
    assert report.added == 1
    assert report.skipped[skip_rules.EXCLUDED] == 3


@pytest.mark.parametrize(
    "name",
    [b"caf\xc3\xa9.jpg", b"cafe\xcc\x81.jpg", b"line\nbreak.jpg", b"\xff\xfe.jpg", b"-rf.jpg"],
)
def test_any_name_is_a_name(scene: Scene, name: bytes) -> None:
    photo = Path(os.fsdecode(os.fsencode(scene.root) + b"/" + name))
    photo.write_bytes(b"x")
    os.utime(photo, (HOUR_AGO, HOUR_AGO))
    assert scene.scan().added == 1
    assert not scene.scan().changed
    assert os.fsencode(next(iter(scene.present()))) == name


def test_photos_are_only_looked_at(scene: Scene) -> None:
    photo = scene.write("a.jpg")
    before = photo.stat()
    scene.scan()
    assert photo.stat() == before


def test_a_time_that_no_database_can_hold_is_a_time(scene: Scene) -> None:
    photo = scene.root / "far future.jpg"
    photo.write_bytes(b"x")
    limit = 1 << 34  # seconds since 1970: the year 2514
    os.utime(photo, (limit, limit))
    if photo.stat().st_mtime_ns < 1 << 63:
        pytest.skip("this file system keeps no such time")
    scene.scan()
    assert not scene.scan().changed


def test_a_link_to_itself_hides_nothing_else(scene: Scene) -> None:
    scene.write("a.jpg")
    (scene.root / "loop").symlink_to("loop")
    (scene.root / "loop.jpg").symlink_to("loop.jpg")
    report = scene.scan()
    assert (report.added, report.unreadable) == (1, 0)
    assert report.skipped == {"broken link": 1}


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("#recycle", skip_rules.TRASH),
        ("@Recycle", skip_rules.TRASH),
        (".Trash-1000", skip_rules.TRASH),
        (".Trashes", skip_rules.TRASH),
        ("$RECYCLE.BIN", skip_rules.TRASH),
        ("#snapshot", skip_rules.SNAPSHOT),
        (".snapshot", skip_rules.SNAPSHOT),
        (".zfs", skip_rules.SNAPSHOT),
        ("@GMT-2024.01.31-12.00.00", skip_rules.SNAPSHOT),
        ("@eaDir", skip_rules.SYSTEM_FOLDER),
        (".@__thumb", skip_rules.SYSTEM_FOLDER),
        ("lost+found", skip_rules.SYSTEM_FOLDER),
    ],
)
def test_trash_and_snapshots_of_drives_are_left_out(scene: Scene, name: str, reason: str) -> None:
    scene.write("a.jpg")
    scene.write(f"album/{name}/b.jpg")
    report = scene.scan()
    assert scene.present() == {"a.jpg"}
    assert report.skipped == {reason: 1}


def test_what_is_marked_with_nomedia_is_left_out_until_the_mark_goes(scene: Scene) -> None:
    scene.write("a.jpg")
    scene.write("album/b.jpg")
    scene.write("album/below/c.jpg")
    scene.scan()
    mark = scene.write("album/.nomedia", b"")
    assert scene.rescan("album").missing == 2
    assert scene.rescan("album/below").added == 0
    assert scene.scan().skipped == {skip_rules.NO_MEDIA: 1}
    assert scene.present() == {"a.jpg"}
    mark.unlink()
    assert scene.rescan("album").returned == 2
    assert scene.present() == {"a.jpg", "album/b.jpg", "album/below/c.jpg"}


JPEG_HEAD = b"\xff\xd8\xff\xe0" + bytes(100)
ODD = ["a.jpg_large", "b.jpg:large", "c.pjpeg", "d.jpeg~", "e.jpg.bak", "noext", "f.png.1"]


@pytest.mark.skipif(os.name == "nt", reason="Windows allows no colon in names")
def test_odd_names_are_decided_by_the_first_bytes(scene: Scene) -> None:
    for name in ODD:
        scene.write(name, JPEG_HEAD)
        scene.write(f"other/{name}", b"no picture at all")
    for name in ("photo.xyz", "photo.jpg.xmp", "photo.jpg.json", ".hidden", "empty"):
        scene.write(name, b"" if name == "empty" else JPEG_HEAD)
    scene.scan()
    assert scene.present() == set(ODD)
    assert not scene.scan().changed


def test_an_odd_file_is_read_once(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    real = odd_names.begins_like_photo

    def counted(path: str) -> bool:
        looked.append(path)
        return real(path)

    monkeypatch.setattr(odd_names, "begins_like_photo", counted)
    scene.write("noext", b"no picture at all")
    scene.scan()
    scene.scan()
    assert len(looked) == 1


def test_a_folder_of_other_files_is_not_read_through(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    monkeypatch.setattr(odd_names, "begins_like_photo", lambda path: bool(looked.append(path)))
    for number in range(500):
        scene.write(f"object{number}", b"no picture at all")
    scene.scan()
    assert len(looked) == 200
