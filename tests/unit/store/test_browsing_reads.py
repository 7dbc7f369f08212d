"""What browsing reads: shapes, favourites, the photos below a folder, over a real library."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from indexer.core.types import PhotoId, WatchedFolder
from indexer.store.index_reader import IndexReader
from indexer.store.library import Library
from indexer.store.records import ScannedDirectory, ScanOutcome

Index = Callable[..., list[PhotoId]]


def test_shapes_are_those_of_the_photos_on_show(
    reader: IndexReader, index: Index, add: Index
) -> None:
    first, second = index("a.jpg", "b.jpg", taken_at=77.0)
    add("waiting.jpg")
    shapes = reader.shapes()
    assert shapes.ids.tolist() == [first, second]
    assert shapes.shown_at.tolist() == [77.0, 77.0]
    assert shapes.aspects.tolist() == pytest.approx([4 / 3, 4 / 3])


def test_favourites_are_kept_by_content(
    library: Library, reader: IndexReader, index: Index
) -> None:
    first, second = index("a.jpg", "b.jpg")
    gone = PhotoId(999)
    assert library.set_favourites([first, second, gone], favourite=True, now=1.0) == 2
    library.set_favourites([first], favourite=True, now=2.0)
    assert set(reader.ids_with_content(reader.favourites()).tolist()) == {first, second}
    library.set_favourites([first], favourite=False, now=3.0)
    assert reader.ids_with_content(reader.favourites()).tolist() == [second]


def test_a_folder_has_its_photos_and_those_below_and_no_others(
    library: Library, reader: IndexReader, folder: WatchedFolder, index: Index
) -> None:
    top, sea, deep, _seaside = index("top.jpg", "sea/a.jpg", "sea/far/b.jpg", "sea side/c.jpg")
    assert len(reader.ids_below("/photos")) == 4
    assert set(reader.ids_below("/photos/sea").tolist()) == {sea, deep}
    assert reader.ids_below("/photos/sea/far").tolist() == [deep]
    assert reader.ids_below("/photosets").tolist() == []
    assert top not in reader.ids_below("/photos/sea")
    scanned = [ScannedDirectory(path, 1) for path in ("", "empty", "sea", "sea/far", "sea side")]
    library.index.scans.apply(ScanOutcome(folder.id, seen_at=2.0, directories=scanned))
    expected: dict[Any, list[str]] = {folder.id: ["", "sea", "sea side", "sea/far"]}
    assert reader.directories() == expected
