"""Files beside photos: whose they are, and when photos are read again because of them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.core.types import FileStat, PhotoMetadata, SpaceKind
from indexer.pipeline import scanner
from indexer.pipeline.sidecars import LARGEST, beside_photos, names_of, read_beside
from indexer.pipeline.volumes import Volume
from indexer.store.records import Fingerprint, IndexedPhoto, RereadPhoto
from tests.unit.pipeline.test_pipeline_scanner import Scene
from tests.unit.store.conftest import unit_vector

LONG = "a photo with a name that is longer than what Takeout keeps.jpg"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = Scene(tmp_path)
    yield made
    made.library.close()


def sidecars(folder: Path, photo: str, *names: str) -> list[str]:
    """Those of `names` that belong to `photo`."""
    for name in names:
        (folder / name).write_text("{}")
    traces = [(os.fsencode(photo), 1, 1, 1, 1)]
    found = beside_photos(os.fsencode(folder), traces, [os.fsencode(name) for name in names])
    return names_of(found.get(os.fsencode(photo), ""))


@pytest.mark.parametrize(
    ("photo", "beside"),
    [
        ("photo.jpg", "photo.jpg.xmp"),
        ("photo.jpg", "photo.xmp"),
        ("Photo.JPG", "photo.jpg.XMP"),
        ("e\u0301t\u00e9.jpg", "\u00e9te\u0301.jpg.xmp"),
        ("photo.jpg", "photo.jpg.json"),
        ("photo.jpg", "photo.json"),
        ("photo.jpg", "photo.jpg.supplemental-metadata.json"),
        ("photo.jpg", "photo.jpg.supplemental-meta.json"),
        ("photo.jpg", "photo.jpg.s.json"),
        ("photo.jpg", "photo.jpg..json"),
        ("photo(1).jpg", "photo.jpg(1).json"),
        ("photo(1).jpg", "photo(1).jpg.json"),
        ("photo(12).jpg", "photo.jpg.supplemental-metadata(12).json"),
        ("photo-edited.jpg", "photo.jpg.json"),
        ("photo-edited(1).jpg", "photo.jpg(1).json"),
        ("photo(1)-edited.jpg", "photo.jpg.supplemental-metadata(1).json"),
        ("photo-bearbeitet.jpg", "photo.jpg.json"),
        ("photo-\u5df2\u4fee\u6539.jpg", "photo.jpg.json"),
        (LONG, LONG[:46] + ".json"),
        (LONG[:47] + ".jpg", LONG[:46] + ".json"),
        (LONG[:40] + ".jpg", (LONG[:40] + ".jpg.supplemental-metadata")[:46] + ".json"),
    ],
)
def test_a_file_beside_a_photo_is_found_by_its_name(
    tmp_path: Path, photo: str, beside: str
) -> None:
    assert sidecars(tmp_path, photo, beside) == [beside]


@pytest.mark.parametrize(
    ("photo", "beside"),
    [
        ("photo.jpg", "photo1.jpg.xmp"),
        ("photo.jpg", "photo.png.json"),
        ("photo.jpg", "photo.jpg(1).json"),
        ("photo(2).jpg", "photo.jpg(1).json"),
        ("photo(1).jpg", "photo.jpg.json"),
        ("photo.jpg", "photo.jpg.labels.json"),
        ("photo.jpg", "metadata.json"),
        ("photo.jpg", ".photo.jpg.xmp"),
        ("photo-edited.jpg", "photo.jpg.xmp"),
        (LONG, LONG[:40] + ".json"),
    ],
)
def test_files_of_other_photos_are_not_taken(tmp_path: Path, photo: str, beside: str) -> None:
    assert sidecars(tmp_path, photo, beside) == []


def test_the_most_exact_name_comes_first_and_one_json_is_enough(tmp_path: Path) -> None:
    names = ("photo.xmp", "photo.jpg.xmp", "photo.json", "photo.jpg.json")
    expected = ["photo.jpg.xmp", "photo.xmp", "photo.jpg.json"]
    assert sidecars(tmp_path, "photo.jpg", *names) == expected


@pytest.mark.logs("A file beside a photo cannot be read")
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_pipes_and_huge_files_beside_a_photo_are_left_alone(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "photo.jpg.xmp")
    traces = [(b"photo.jpg", 1, 1, 1, 1)]
    assert beside_photos(os.fsencode(tmp_path), traces, [b"photo.jpg.xmp"]) == {}
    (tmp_path / "photo.xmp").write_bytes(b" " * (LARGEST + 1))
    (tmp_path / "photo.json").write_bytes(b"{}")
    known = "1 2 3 photo.jpg.xmp/1 2 3 photo.xmp/1 2 3 gone.xmp/1 2 3 photo.json"
    assert read_beside(str(tmp_path / "photo.jpg"), known) == (b"{}",)


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_names_that_are_no_text_are_kept(scene: Scene) -> None:
    photo = os.fsencode(scene.root) + b"/caf\xe9 \xe6\x97.jpg"
    for path, content in ((photo, b"photo"), (photo + b".xmp", b"<x/>")):
        Path(os.fsdecode(path)).write_bytes(content)
        os.utime(path, (1, 1))
    scene.scan()
    (claimed,) = scene.library.index.queue.claim([scene.folder.id], limit=9)
    assert read_beside(os.fsdecode(photo), claimed.sidecars) == (b"<x/>",)


def stale(scene: Scene) -> set[str]:
    found = scene.library.index.queue.stale_metadata([scene.folder.id], limit=99)
    return {photo.path for photo in found}


def index_all(scene: Scene, content: bytes = b"content".ljust(16)) -> None:
    """Index what is pending, as the worker would, with the sidecars that the queue tells."""
    index = scene.library.index
    space = index.spaces.get_or_create("m1", "starter", SpaceKind.JOINT, 8)
    pending = index.queue.claim([scene.folder.id], limit=99)
    photos = [
        IndexedPhoto(
            photo.photo_id,
            photo.stat,
            content,
            PhotoMetadata(width=4, height=3),
            {space.id: unit_vector(1)},
            sidecars=photo.sidecars,
        )
        for photo in pending
    ]
    assert len(index.results.commit(photos, now=5.0).indexed) == len(pending)
    assert stale(scene) == set()


def read_all_again(scene: Scene) -> None:
    index = scene.library.index
    photos = index.queue.stale_metadata([scene.folder.id], limit=99)
    index.results.replace_metadata(
        [
            RereadPhoto(it.photo_id, it.stat, it.content_id, PhotoMetadata(4, 3), it.sidecars)
            for it in photos
        ]
    )


def test_a_photo_is_read_again_when_its_sidecar_comes_changes_and_goes(scene: Scene) -> None:
    scene.write("album/photo.jpg")
    scene.write("album/other.jpg")
    scene.scan()
    index_all(scene)
    beside = scene.write("album/photo.jpg.xmp", b"<one/>")
    for change in (
        lambda: None,
        lambda: beside.write_bytes(b"<two/>"),
        lambda: beside.rename(beside.with_name("photo.xmp")),
        lambda: beside.with_name("photo.xmp").unlink(),
    ):
        change()
        assert scene.rescan("album").reread == 1
        assert stale(scene) == {"album/photo.jpg"}
        read_all_again(scene)
        assert not scene.scan().changed
        assert stale(scene) == set()


def test_a_sidecar_that_changes_while_it_is_read_is_read_again(scene: Scene) -> None:
    scene.write("photo.jpg")
    beside = scene.write("photo.xmp", b"<one/>")
    scene.scan()
    (claimed,) = scene.library.index.queue.claim([scene.folder.id], limit=9)
    beside.write_bytes(b"<another/>")
    scene.scan()
    index = scene.library.index
    read = IndexedPhoto(
        claimed.photo_id, claimed.stat, b"c" * 16, PhotoMetadata(), {}, sidecars=claimed.sidecars
    )
    index.results.commit([read], now=5.0)
    assert stale(scene) == {"photo.jpg"}


def test_photo_and_sidecar_move_together_or_apart(scene: Scene) -> None:
    photo = scene.write("photo.jpg")
    beside = scene.write("photo.jpg.xmp")
    scene.scan()
    index_all(scene)
    for old, new in ((photo, "renamed.jpg"), (beside, "renamed.jpg.xmp")):
        old.rename(old.with_name(new))
    assert scene.scan().moved == 1
    assert stale(scene) == {"renamed.jpg"}
    read_all_again(scene)
    photo.with_name("renamed.jpg").rename(scene.root / "alone.jpg")
    assert scene.scan().moved == 1
    assert stale(scene) == {"alone.jpg"}
    read_all_again(scene)
    assert not scene.scan().changed


def test_photos_that_look_missing_keep_their_sidecars(scene: Scene) -> None:
    photo, beside = scene.write("photo.jpg"), scene.write("photo.xmp")
    scene.scan()
    index_all(scene)
    for path in (photo, beside):
        path.rename(scene.root.parent / path.name)
    assert scene.scan().withheld == 1
    assert stale(scene) == set()


def test_a_copy_does_not_take_over_what_lies_beside_the_other(scene: Scene) -> None:
    scene.write("one.jpg")
    scene.write("one.xmp")
    scene.scan()
    index_all(scene)
    scene.write("two.jpg")
    scene.scan()
    index = scene.library.index
    (copy,) = index.queue.claim([scene.folder.id], limit=9)
    spaces = [index.spaces.get_or_create("m1", "starter", SpaceKind.JOINT, 8).id]
    print_of_copy = Fingerprint(copy.photo_id, b"content".ljust(16), copy.stat)
    assert index.results.reuse([print_of_copy], spaces, now=9.0) == [copy.photo_id]
    assert stale(scene) == {"two.jpg"}


def test_folders_named_like_sidecars_are_walked(scene: Scene) -> None:
    scene.write("trip.xmp/photo.jpg")
    assert scene.scan().added == 1


# Tags rewritten in place


def rewrite(photo: Path, content: bytes) -> None:
    """As `exiftool -P` does: size and time stay."""
    before = photo.stat()
    while True:  # until the clock of the file system has moved on
        photo.write_bytes(content)
        os.utime(photo, ns=(before.st_atime_ns, before.st_mtime_ns))
        if photo.stat().st_ctime_ns != before.st_ctime_ns:
            return


@pytest.mark.skipif(os.name == "nt", reason="no change times")
@pytest.mark.parametrize(("file_system", "noticed"), [("ext4", {"a.jpg"}), ("vfat", set())])
def test_tags_rewritten_with_size_and_time_kept_are_noticed(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, file_system: str, noticed: set[str]
) -> None:
    monkeypatch.setattr(scanner, "volume_of", lambda path: Volume("", file_system))
    photo = scene.write("a.jpg", b"one")
    scene.write("b.jpg", b"two")
    scene.scan()
    index_all(scene)
    rewrite(photo, b"new")
    assert scene.scan().reread == len(noticed)
    assert stale(scene) == noticed
    read_all_again(scene)
    assert not scene.scan().changed


@pytest.mark.skipif(os.name == "nt", reason="no change times")
def test_the_first_change_times_are_taken_for_known(scene: Scene) -> None:
    photo = scene.write("a.jpg", b"one")
    scene.scan()
    index_all(scene)
    scene.library.index.database.run("UPDATE photo SET ctime_ns = 0")
    assert not scene.scan().changed
    assert stale(scene) == set()
    rewrite(photo, b"new")
    assert scene.scan().reread == 1


@pytest.mark.skipif(os.name == "nt", reason="no change times")
def test_a_failed_photo_is_tried_again_when_its_rights_change(scene: Scene) -> None:
    photo = scene.write("a.jpg", b"one")
    scene.scan()
    scene.library.index.database.run("UPDATE photo SET state = 'failed'")
    before = photo.stat().st_ctime_ns
    deadline = time.monotonic() + 10
    while photo.stat().st_ctime_ns == before and time.monotonic() < deadline:
        photo.chmod(0o600)
    assert scene.scan().modified == 1


def test_other_content_found_by_reading_again_is_told(scene: Scene) -> None:
    scene.write("a.jpg", b"one")
    scene.scan()
    index_all(scene)
    index = scene.library.index
    (row,) = scene.rows().values()
    stat = FileStat(row.stat.size, row.stat.mtime_ns)
    same = RereadPhoto(row.photo_id, stat, row.content_id, PhotoMetadata())
    other = RereadPhoto(row.photo_id, stat, b"other".ljust(16), PhotoMetadata())
    assert not index.results.replace_metadata([same])
    assert index.results.replace_metadata([other])
