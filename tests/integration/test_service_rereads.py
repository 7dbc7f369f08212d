"""Metadata that an older version read is read again, and nothing else of the photo is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from indexer.store.connection import open_writer
from indexer.store.index_reader import IndexReader
from tests.integration.service_bench import OBEYS_MODES, ServiceBench, make_photos, settled

pytestmark = pytest.mark.processes

TAKEN = 1451815200.0  # 2016-01-03 10:00


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[ServiceBench]:
    made = ServiceBench(tmp_path)
    yield made
    made.close()


def dated_photo(path: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2016:01:03 10:00:00"
    Image.new("RGB", (64, 48), (10, 80, 160)).save(path, exif=exif)


def as_an_older_version_left_it(bench: ServiceBench) -> None:
    """Every photo without its date, read by version 0."""
    index = open_writer(bench.paths.index_db, durable=False)
    index.run("UPDATE photo SET taken_at = NULL, metadata_version = 0")
    index.close()


def taken(bench: ServiceBench, photo: Path) -> float | None:
    reader = IndexReader(bench.paths)
    try:
        record = reader.photo_at(str(photo))
        return record.metadata.taken_at if record else None
    finally:
        reader.close()


def index_once(bench: ServiceBench, photos: int) -> None:
    bench.start()
    with bench.client() as client:
        client.call("add_folder", path=str(bench.photos))
        bench.until(settled(client, indexed=photos), "the first scan")
    bench.close()


def test_an_update_reads_metadata_again_and_embeds_nothing(bench: ServiceBench) -> None:
    photo = bench.photos / "dated.jpg"
    dated_photo(photo)
    make_photos(bench.photos, 2)
    index_once(bench, 3)
    embedded = bench.embedded()
    as_an_older_version_left_it(bench)
    assert taken(bench, photo) is None
    bench.start()
    with bench.client() as client:
        bench.until(lambda: taken(bench, photo) == TAKEN, "the date is read again")
        bench.until(settled(client, indexed=3), "all is quiet")
    assert bench.embedded() == embedded
    index = open_writer(bench.paths.index_db, durable=False)
    assert index.value("SELECT count(*) FROM photo WHERE metadata_version = 0") == 0
    assert index.value("SELECT count(*) FROM embedding") > 0
    index.close()


@pytest.mark.skipif(os.name == "nt", reason="modes forbid nothing on Windows")
def test_a_photo_that_cannot_be_read_any_more_keeps_what_it_has(bench: ServiceBench) -> None:
    if os.geteuid() == 0:
        if shutil.which(OBEYS_MODES[0]) is None:
            pytest.skip("root may read everything, and there is no setpriv")
        bench.wrapper = OBEYS_MODES
    photo = bench.photos / "dated.jpg"
    dated_photo(photo)
    index_once(bench, 1)
    stat = photo.stat()
    index = open_writer(bench.paths.index_db, durable=False)
    index.run("UPDATE photo SET metadata_version = 0, caption = 'kept'")
    index.close()
    photo.chmod(0)
    bench.start()
    try:
        with bench.client() as client:
            bench.until(settled(client, indexed=1), "all is quiet")
        bench.close()
    finally:
        photo.chmod(stat.st_mode)
    index = open_writer(bench.paths.index_db, durable=False)
    assert index.rows("SELECT caption, state FROM photo") == [("kept", "indexed")]
    index.close()


def xmp(rating: int) -> str:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        f'xmp:Rating="{rating}"/></rdf:RDF></x:xmpmeta>'
    )


def rating(bench: ServiceBench, photo: Path) -> int | None:
    reader = IndexReader(bench.paths)
    try:
        record = reader.photo_at(str(photo))
        return record.metadata.rating if record else None
    finally:
        reader.close()


def test_files_beside_photos_are_read_as_they_come_change_and_go(bench: ServiceBench) -> None:
    photo, copy = bench.photos / "photo.jpg", bench.photos / "copy.jpg"
    dated_photo(photo)
    copy.write_bytes(photo.read_bytes())
    (bench.photos / "photo.jpg.xmp").write_text(xmp(3))
    bench.start()
    with bench.client() as client:
        client.call("add_folder", path=str(bench.photos))
        bench.until(settled(client, indexed=2), "the first scan")
        bench.until(lambda: rating(bench, photo) == 3, "the first rating")
        bench.until(lambda: rating(bench, copy) is None, "the copy has none")
        embedded = bench.embedded()
        (bench.photos / "photo.jpg.xmp").write_text(xmp(5))
        bench.until(lambda: rating(bench, photo) == 5, "the changed rating")
        (bench.photos / "copy.xmp").write_text(xmp(1))
        bench.until(lambda: rating(bench, copy) == 1, "the copy's own rating")
        (bench.photos / "photo.jpg.xmp").unlink()
        bench.until(lambda: rating(bench, photo) is None, "no rating any more")
        assert rating(bench, copy) == 1
    assert bench.embedded() == embedded


@pytest.mark.skipif(os.name == "nt", reason="no change times")
def test_tags_rewritten_with_size_and_time_kept_are_read_again(bench: ServiceBench) -> None:
    photo, other = bench.photos / "dated.jpg", bench.photos / "other.jpg"
    dated_photo(photo)
    Image.new("RGB", (64, 48), (200, 80, 10)).save(other)
    index_once(bench, 2)
    embedded = bench.embedded()
    before = photo.stat()
    photo.write_bytes(photo.read_bytes().replace(b"2016:01:03", b"2016:01:04"))
    os.utime(photo, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.chmod(0o600)
    bench.start()
    with bench.client() as client:
        bench.until(lambda: taken(bench, photo) == TAKEN + 86400, "the new date")
        bench.until(settled(client, indexed=2), "all is quiet")
    assert len(bench.embedded()) == len(embedded) + 1
