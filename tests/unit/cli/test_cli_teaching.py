"""`concept` and `duplicates` on a real index; teaching itself needs the service."""

from __future__ import annotations

from indexer.store.concepts import Example
from tests.unit.search.small_library import SmallLibrary, axis


def test_concepts_are_listed(pixlore, small: SmallLibrary) -> None:
    assert pixlore("concept", "list").out == "No concepts.\n"
    thumbs = [Example(bytes([n]) * 16, f"/photos/{n}.jpg", positive=n < 3) for n in range(4)]
    small.store.user.concepts.teach("my-dog", thumbs, now=1.0)
    assert pixlore("concept", "list").out.splitlines() == [
        "concept  up  down",
        "#my-dog   3     1",
    ]
    ran = pixlore("concept", "list", "--json")
    assert ran.answer == {"concepts": [{"name": "my-dog", "up": 3, "down": 1}]}


def test_a_concept_without_a_name_is_wrong_usage(pixlore, small: SmallLibrary) -> None:
    ran = pixlore("concept", "teach")
    assert ran.code == 2
    assert "pixlore concept teach NAME" in ran.err


def test_duplicates_are_listed_by_kind(pixlore, small: SmallLibrary) -> None:
    assert pixlore("duplicates").out == "No duplicates.\n"
    folder = small.watch("/photos")
    small.index(folder, "a.jpg", axis())
    small.index(folder, "b.jpg", axis())
    small.index(folder, "c.jpg", axis(1))
    assert pixlore("duplicates", "--kind", "burst").out == "No duplicates.\n"
    assert pixlore("duplicates").out.splitlines() == [
        "picture: 2 photos",
        "  /photos/a.jpg",
        "  /photos/b.jpg",
    ]
    ran = pixlore("duplicates", "--kind", "picture", "--json")
    paths = ["/photos/a.jpg", "/photos/b.jpg"]
    assert ran.answer == {"groups": [{"kind": "picture", "paths": paths}]}
