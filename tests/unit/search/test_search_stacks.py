"""Stacks, variety and duplicates."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import ImageOps

from indexer.core.types import FileStat, PhotoId, PhotoMetadata, Vector
from indexer.media.thumbnail import make_thumbnail
from indexer.search import near_pairs, sign_codes
from indexer.search.duplicates import DuplicateKind, connected, find_duplicates
from indexer.search.keepers import suggest_keepers
from indexer.search.library_stacks import library_stacks, starred
from indexer.search.pictures import Pictures
from indexer.search.stacks import fold, read_likeness, varied
from indexer.search.twins import same_shot
from indexer.store.index_reader import IndexReader
from indexer.store.records import IndexedPhoto
from indexer.store.verdicts import Verdict
from tests.unit.search.small_library import SmallLibrary, at_cosine, axis
from tests.unit.search.test_search_pictures import scene

STAT = FileStat(10, 1)


class Album:
    """Adds photos with the metadata that stacks look at."""

    def __init__(self, small: SmallLibrary) -> None:
        self._small = small
        self._folder = small.watch("/photos")

    def add(
        self,
        name: str,
        vector: Vector,
        *,
        content: bytes = b"",
        size: tuple[int, int] = (400, 300),
        at: float | None = None,
        within: float = 0.0,
        kind: str = "JPEG",
        camera: str = "",
    ) -> PhotoId:
        photo_id = self._small.find(self._folder, [name], STAT)[0]
        metadata = PhotoMetadata(
            width=size[0],
            height=size[1],
            taken_at=at,
            taken_within=within,
            format=kind,
            camera_model=camera,
        )
        vectors = {self._small.joint.id: vector, self._small.visual.id: vector}
        content = content.ljust(16, b"=") if content else photo_id.to_bytes(16, "little")
        photo = IndexedPhoto(photo_id, STAT, content, metadata, vectors)
        self._small.store.index.results.commit([photo], now=2.0)
        return photo_id


@pytest.fixture
def album(small: SmallLibrary) -> Album:
    return Album(small)


def stacks(reader: IndexReader, *photo_ids: PhotoId) -> list[tuple[PhotoId, ...]]:
    return [stack.photo_ids for stack in fold(read_likeness(reader, photo_ids))]


def test_scans_of_one_year_are_no_burst(album, reader):
    first = album.add("s1.jpg", axis(3), at=100.0, within=365 * 86400.0)
    second = album.add("s2.jpg", at_cosine(0.82)[[2, 1, 3, 0]], at=100.0, within=365 * 86400.0)
    assert stacks(reader, first, second) == [(first,), (second,)]


def test_copies_resized_copies_raw_twins_and_bursts_fold(album, reader):
    first = album.add("a.jpg", axis(0), content=b"same")
    copy = album.add("copy of a.jpg", axis(0), content=b"same")
    small = album.add("a small.jpg", at_cosine(0.99), size=(200, 150))
    cropped = album.add("a square.jpg", at_cosine(0.99), size=(300, 300))
    raw = album.add("b.cr2", axis(1), kind="RAW", size=(1, 2), at=9.0, camera="X1")
    twin = album.add("B.jpg", axis(2), at=9.0, camera="X1")
    nearly = at_cosine(0.82)[[2, 1, 3, 0]]
    shot = album.add("c1.jpg", axis(3), at=100.0)
    next_shot = album.add("c2.jpg", nearly, at=101.0)
    later = album.add("c3.jpg", nearly, at=200.0)
    found = stacks(reader, first, copy, small, cropped, raw, twin, shot, next_shot, later)
    assert found == [(first, copy, small), (cropped,), (raw, twin), (shot, next_shot), (later,)]


def test_a_stack_forms_around_the_best_hit_and_likeness_is_not_passed_on(album, reader):
    middle = album.add("b.jpg", at_cosine(0.96))
    left = album.add("a.jpg", axis(0))
    right = album.add("c.jpg", at_cosine(0.96 * 0.96 - 0.08))
    assert stacks(reader, middle, left, right) == [(middle, left, right)]
    assert stacks(reader, left, middle, right) == [(left, middle), (right,)]
    assert stacks(reader) == []
    assert stacks(reader, PhotoId(999)) == []


def test_what_vectors_leave_open_thumbnails_decide(album, reader):
    first = album.add("a.jpg", axis(0), at=100.0)
    small = album.add("small.jpg", at_cosine(0.7), size=(200, 150), at=100.0)
    undated = album.add("sent.jpg", at_cosine(0.68)[[0, 2, 1, 3]], size=(200, 150))
    later = album.add("later.jpg", at_cosine(0.7)[[0, 3, 2, 1]], at=160.0)
    cropped = album.add("square.jpg", at_cosine(0.7), size=(300, 300), at=100.0)
    far = album.add("far.jpg", at_cosine(0.5), at=100.0)
    photo_ids = [first, small, undated, later, cropped, far]
    contents = [record.content_id for record in reader.photos(photo_ids)]
    jpeg = make_thumbnail(scene(1))
    pictures = Pictures(lambda _: dict.fromkeys(contents, jpeg))
    assert fold(read_likeness(reader, photo_ids, pictures))[0].photo_ids == (first, small, undated)
    assert stacks(reader, *photo_ids)[0] == (first,)
    group = find_duplicates(reader, [DuplicateKind.PICTURE], pictures)[0]
    assert {first, small, undated} <= set(group.photo_ids)
    for each in find_duplicates(reader, [DuplicateKind.PICTURE]):
        assert first not in each.photo_ids


def test_thumbnails_object_to_what_vectors_alone_would_join(album, reader):
    first = album.add("a.jpg", axis(0))
    mirrored = album.add("mirrored.jpg", at_cosine(0.95))
    other = album.add("b.jpg", at_cosine(0.95)[[0, 2, 1, 3]])
    unseen = album.add("c.jpg", at_cosine(0.95)[[0, 3, 2, 1]])
    photo_ids = [first, mirrored, other, unseen]
    contents = [record.content_id for record in reader.photos(photo_ids)]
    images = (scene(1), ImageOps.mirror(scene(1)), scene(2))
    jpegs = dict(zip(contents, map(make_thumbnail, images), strict=False))
    pictures = Pictures(lambda _: jpegs)
    found = fold(read_likeness(reader, photo_ids, pictures))
    assert [stack.photo_ids for stack in found] == [(first, mirrored, unseen), (other,)]
    assert stacks(reader, *photo_ids) == [(first, mirrored, other, unseen)]


def test_photos_of_two_cameras_are_no_copies_of_each_other_and_no_burst(album, reader):
    first = album.add("a.jpg", axis(0), at=100.0, camera="X1")
    other = album.add("b.jpg", axis(0), at=101.0, camera="Y2")
    unknown = album.add("sent.jpg", axis(0))
    assert stacks(reader, first, other) == [(first,), (other,)]
    assert stacks(reader, first, unknown) == [(first, unknown)]


@pytest.mark.parametrize(
    ("camera", "at", "joined"),
    [
        ("X1", 100.0, True),
        ("X1", 100.7, True),  # only one of the files has fractions
        ("X1", 101.0, True),  # rounded
        ("X1", 102.0, False),
        ("Y2", 100.0, False),
        ("", 100.0, False),
        ("X1", None, False),
    ],
)
def test_a_raw_file_and_its_namesake_are_one_shot_of_one_camera_or_nothing(
    album, reader, camera, at, joined
):
    raw = album.add("IMG_1.dng", axis(0), kind="RAW", at=100.0, camera="X1")
    photo = album.add("IMG_1.jpg", axis(1), at=at, camera=camera)
    album.add("elsewhere/IMG_1.jpg", axis(2), at=100.0, camera="X1")
    assert library_stacks(reader) == ([[raw, photo]] if joined else [])
    assert stacks(reader, raw, photo) == ([(raw, photo)] if joined else [(raw,), (photo,)])
    kept = suggest_keepers(reader.photos([raw, photo]))
    assert kept == ({raw, photo} if joined else {raw})


def test_a_day_or_a_year_alone_is_no_moment():
    day = PhotoMetadata(taken_at=100.0, taken_within=86_400.0, camera_model="X1")
    assert not same_shot(day, day)
    assert same_shot(replace(day, taken_within=0.0), replace(day, taken_within=0.0))


def test_variety_prefers_what_is_unlike_the_chosen():
    vectors = np.array([at_cosine(1.0), at_cosine(0.99), at_cosine(0.0)], np.float32)
    scores = np.array([0.9, 0.89, 0.5], np.float32)
    assert varied(vectors, scores, 0.0, 3) == [0, 1, 2]
    assert varied(vectors, scores, 0.5, 2) == [0, 2]


def test_duplicates_of_three_kinds_and_a_remembered_verdict(album, reader, small):
    first = album.add("a.jpg", axis(0), content=b"same")
    copy = album.add("copy.jpg", axis(0), content=b"same")
    resized = album.add("small.jpg", at_cosine(0.999), size=(200, 150))
    shot = album.add("c1.jpg", axis(2), at=100.0)
    next_shot = album.add("c2.jpg", axis(2), at=101.0)
    album.add("other.jpg", axis(3))
    groups = find_duplicates(reader, DuplicateKind)
    assert [(group.kind.value, group.photo_ids) for group in groups] == [
        ("identical", (first, copy)),
        ("picture", (first, copy, resized)),
        ("burst", (shot, next_shot)),
    ]
    contents = [record.content_id for record in reader.photos([shot, next_shot])]
    assert small.store.user.verdicts.decide(contents, Verdict.DIFFERENT, now=1.0) == 1
    assert [it.kind for it in find_duplicates(reader, [DuplicateKind.BURST])] == []
    copies = [record.content_id for record in reader.photos([first, copy])]
    assert small.store.user.verdicts.decide(copies, Verdict.KEPT, now=1.0) == 1
    assert find_duplicates(reader, [DuplicateKind.IDENTICAL]) == []


def test_the_stacks_of_a_library_join_copies_bursts_and_raw_twins(album, reader, small):
    first = album.add("a.jpg", axis(0), content=b"same")
    copy = album.add("copy.jpg", axis(0), content=b"same")
    resized = album.add("small.jpg", at_cosine(0.999), size=(200, 150))
    raw = album.add("trip/b.cr2", axis(1), kind="RAW", size=(1, 2), at=9.0, camera="X1")
    twin = album.add("trip/B.jpg", axis(3), at=9.0, camera="X1")
    shots = [album.add(f"c{number}.jpg", axis(2), at=100.0 + number) for number in range(9)]
    album.add("elsewhere/b.jpg", at_cosine(0.1), size=(9, 1))
    whole = [[first, copy, resized], [twin, raw], shots]  # the one to keep first
    assert library_stacks(reader) == whole
    contents = [record.content_id for record in reader.photos(shots)]
    small.store.user.verdicts.decide(contents, Verdict.KEPT, now=1.0)
    assert library_stacks(reader) == whole
    small.store.user.verdicts.decide(contents, Verdict.DIFFERENT, now=2.0)
    assert library_stacks(reader) == whole[:2]
    assert library_stacks(reader, go_on=lambda _done: False) == [[first, copy], [twin, raw]]


def test_likeness_of_pictures_is_not_passed_on():
    assert starred([(1, 2), (2, 3), (3, 4), (4, 5)]) == [(2, 1), (2, 3), (4, 5)]


def test_the_largest_is_kept_and_each_favourite(album, reader):
    small_one = album.add("small.jpg", axis(0), size=(100, 100))
    large = album.add("large.jpg", axis(0))
    copy = album.add("large (2).jpg", axis(0), content=b"loved")
    photos = reader.photos([small_one, large, copy])
    assert suggest_keepers(photos) == {large}
    assert suggest_keepers(photos, {photos[2].content_id}) == {copy}
    assert suggest_keepers(photos, {photos[0].content_id, photos[2].content_id}) == {
        copy,
        small_one,
    }


def test_an_empty_library_has_no_duplicates(reader):
    assert find_duplicates(reader, DuplicateKind) == []


def test_in_a_small_library_each_photo_is_compared_with_its_nearest_ones(monkeypatch):
    monkeypatch.setattr(near_pairs, "_ROWS_AT_ONCE", 7)
    random = np.random.default_rng(2)
    vectors = random.standard_normal((60, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ids = np.arange(60) * 3 + 5
    cosines = vectors @ vectors.T
    wanted = {
        (int(ids[i]), int(ids[j])) for i in range(60) for j in range(i) if cosines[i, j] >= 0.3
    }
    wanted = {(min(pair), max(pair)) for pair in wanted}
    found = near_pairs.nearest_pairs(ids, vectors, 0.3, near_pairs.always)
    assert {tuple(pair) for pair in found.tolist()} == wanted
    monkeypatch.setattr(near_pairs, "_NEAREST", 2)
    nearest = near_pairs.nearest_pairs(ids, vectors, -1.0, near_pairs.always)
    assert 60 <= len(nearest) <= 120
    for place in range(60):
        best = int(ids[np.argsort(-cosines[place])[1]])
        assert sorted([int(ids[place]), best]) in nearest.tolist()
    assert len(near_pairs.nearest_pairs(ids, vectors, 0.3, lambda _done: False)) == 0


def test_a_large_library_is_compared_by_codes(album, reader, monkeypatch):
    monkeypatch.setattr(near_pairs, "ALL_COMPARED", 1)
    first, copy = album.add("a.jpg", axis(0)), album.add("b.jpg", axis(0))
    for number in range(1, 4):
        album.add(f"{number}.jpg", axis(number))
    (group,) = find_duplicates(reader, [DuplicateKind.PICTURE])
    assert group.photo_ids == (first, copy)


def test_near_pairs_are_found_among_many():
    random = np.random.default_rng(5)
    vectors = random.standard_normal((4_000, 256)).astype(np.float32)
    twins = vectors[:200] + 0.25 * random.standard_normal((200, 256)).astype(np.float32)
    mean = np.zeros(256, np.float32)
    codes = sign_codes.signs(np.concatenate([vectors, twins]), mean)
    found = near_pairs.alike_codes(np.arange(4_200), codes, 256)
    pairs = {tuple(pair) for pair in found.tolist()}
    found = sum((number, 4_000 + number) in pairs for number in range(200))
    assert found >= 195
    assert len(pairs) < 300


def test_pairs_join_into_groups():
    assert connected([(1, 2), (5, 6), (2, 3)]) == [[1, 2, 3], [5, 6]]
    assert connected([]) == []
