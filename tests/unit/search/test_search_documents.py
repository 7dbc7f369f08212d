"""Documents, screens and drawings of one layout are never called one picture."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.media.thumbnail import make_thumbnail
from indexer.search.duplicates import DuplicateKind, find_duplicates
from indexer.search.fine_detail import is_drawn
from indexer.search.library_stacks import library_stacks
from indexer.search.pictures import Pictures
from indexer.search.stacks import fold, read_likeness
from tests.unit.search.pages import PAGES, page, scanned
from tests.unit.search.small_library import axis
from tests.unit.search.test_search_pictures import compressed, scene
from tests.unit.search.test_search_stacks import Album


@pytest.fixture
def album(small) -> Album:
    return Album(small)


def seen(reader, photo_ids, jpegs) -> Pictures:
    contents = [record.content_id for record in reader.photos(photo_ids)]
    known = dict(zip(contents, jpegs, strict=True))
    return Pictures(lambda wanted: {each: known[each] for each in wanted})


@pytest.mark.parametrize("scan", [False, True], ids=["drawn", "scanned"])
@pytest.mark.parametrize("kind", PAGES)
def test_two_pages_of_one_layout_are_no_copies_and_no_burst(album, reader, kind, scan):
    images = [page(kind, seed) for seed in range(2)]
    images = [scanned(image, seed) if scan else image for seed, image in enumerate(images)]
    photo_ids = [album.add(f"{number}.png", axis(0), at=100.0) for number in range(2)]
    pictures = seen(reader, photo_ids, [make_thumbnail(image) for image in images])
    assert find_duplicates(reader, DuplicateKind, pictures) == []
    assert library_stacks(reader, pictures) == []
    assert [stack.photo_ids for stack in fold(read_likeness(reader, photo_ids, pictures))] == [
        (photo_id,) for photo_id in photo_ids
    ]


def test_copies_of_a_page_byte_for_byte_are_still_found(album, reader):
    photo_ids = [album.add(f"{number}.png", axis(0), content=b"same") for number in range(2)]
    jpeg = make_thumbnail(page("invoice", 1))
    pictures = Pictures(lambda wanted: dict.fromkeys(wanted, jpeg))
    (group,) = find_duplicates(reader, DuplicateKind, pictures)
    assert (group.kind, group.photo_ids) == (DuplicateKind.IDENTICAL, tuple(photo_ids))
    assert library_stacks(reader, pictures) == [photo_ids]


def test_copies_of_a_photo_are_still_found(album, reader):
    photo = scene(1)
    images = [photo, photo.resize((400, 300)), compressed(photo, 25), photo.convert("L")]
    photo_ids = [album.add(f"{number}.jpg", axis(0)) for number in range(4)]
    pictures = seen(reader, photo_ids, [make_thumbnail(it.convert("RGB")) for it in images])
    (group,) = find_duplicates(reader, [DuplicateKind.PICTURE], pictures)
    assert group.photo_ids == tuple(photo_ids)


def test_photos_that_differ_in_one_part_only_are_not_the_same():
    photo = scene(1)
    changed = photo.copy()
    changed.paste(scene(5, (160, 160)), (500, 400))
    one, other = make_thumbnail(photo), make_thumbnail(changed)
    assert Pictures(lambda _: {b"a": one, b"b": other}).agreement([(b"a", b"b")])[0] > 0.9
    known = {b"a": one, b"b": other, b"c": make_thumbnail(photo.resize((320, 240)))}
    same = Pictures(lambda _: known).same([(b"a", b"b"), (b"a", b"c"), (b"c", b"b")])
    assert same.tolist() == [False, True, False]


def test_plain_and_tiny_pictures_are_no_drawings():
    assert not is_drawn(np.full((300, 300), 255, np.float32))
    assert not is_drawn(np.zeros((3, 3), np.float32))


def test_a_picture_without_a_thumbnail_is_not_known_to_be_drawn():
    assert Pictures(lambda _: {}).drawn([b"a", b"b"]).tolist() == [False, False]
