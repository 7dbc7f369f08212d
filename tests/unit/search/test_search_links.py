"""A link to a photo is no copy of it."""

from __future__ import annotations

import os
import shutil

import pytest

from indexer.core.types import FileStat, PhotoId, PhotoMetadata
from indexer.search.duplicates import DuplicateKind, find_duplicates
from indexer.search.library_stacks import library_stacks
from indexer.store.records import IndexedPhoto
from tests.unit.search.small_library import axis


@pytest.fixture
def place(tmp_path, small):
    """A folder with one photo, and a way to index files of any watched folder."""
    root = tmp_path / "photos"
    root.mkdir()
    (root / "original.jpg").write_bytes(b"a photo")
    folders = {}

    def add(name: str, watched=root) -> PhotoId:
        if watched not in folders:
            folders[watched] = small.watch(watched)
        photo_id = small.find(folders[watched], [name])[0]
        vectors = {small.joint.id: axis(0), small.visual.id: axis(0)}
        facts = PhotoMetadata(width=4, height=3)
        photo = IndexedPhoto(photo_id, FileStat(10, 1), b"same".ljust(16), facts, vectors)
        small.store.index.results.commit([photo], now=2.0)
        return photo_id

    return root, add


def test_links_and_chains_of_links_are_no_copies(place, reader):
    root, add = place
    (root / "a.jpg").symlink_to("original.jpg")
    (root / "b.jpg").symlink_to("a.jpg")
    os.link(root / "original.jpg", root / "hard.jpg")
    link, chain, hard, original = map(add, ("a.jpg", "b.jpg", "hard.jpg", "original.jpg"))
    assert find_duplicates(reader, DuplicateKind) == []
    assert library_stacks(reader) == []
    shutil.copy(root / "original.jpg", root / "copy.jpg")
    copy = add("copy.jpg")
    (group,) = find_duplicates(reader, DuplicateKind)
    assert copy in group.photo_ids
    assert len(group.photo_ids) == 2
    assert not {link, chain} & set(group.photo_ids), "the file is kept, not a link to it"
    assert {hard, original} & set(group.photo_ids)


def test_links_between_watched_folders_and_a_folder_watched_twice(place, reader, tmp_path):
    root, add = place
    other, again = tmp_path / "other", tmp_path / "again"
    other.mkdir()
    (other / "link.jpg").symlink_to(root / "original.jpg")
    again.symlink_to(root)
    add("original.jpg", again)
    add("link.jpg", other)
    original = add("original.jpg")
    assert find_duplicates(reader, DuplicateKind) == []
    shutil.copy(root / "original.jpg", other / "copy.jpg")
    copy = add("copy.jpg", other)
    (group,) = find_duplicates(reader, DuplicateKind)
    assert group.photo_ids == (original, copy)
