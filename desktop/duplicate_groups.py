"""Photos that are there more than once, with a suggestion which of them to keep."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from indexer.api import DuplicateKind, Pictures, suggest_keepers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from indexer.api import GoOn, Library, PhotoId, PhotoRecord

_RECORDS_AT_ONCE = 2000
_COMPARING = 0.95
"""The share of the work that comparing takes; reading the photos found is the rest."""


@dataclass(frozen=True, slots=True)
class Duplicates:
    """One group. `keep` never is empty."""

    kind: DuplicateKind
    photos: tuple[PhotoRecord, ...]
    """Those to keep first."""
    keep: frozenset[PhotoId]

    @property
    def others(self) -> tuple[PhotoRecord, ...]:
        """The photos that are not kept."""
        return tuple(photo for photo in self.photos if photo.id not in self.keep)

    @property
    def freed(self) -> int:
        """Bytes that the others take."""
        return sum(photo.size for photo in self.others)

    def toggled(self, photo_id: PhotoId) -> Duplicates:
        """With one photo kept, or kept no more. The last one stays kept."""
        return replace(self, keep=(self.keep ^ {photo_id}) or self.keep)

    def without(self, gone: Collection[PhotoId]) -> Duplicates | None:
        """What is left when photos are gone; None when there is nothing to decide any more."""
        left = tuple(photo for photo in self.photos if photo.id not in gone)
        keep = frozenset(photo.id for photo in left) & self.keep
        return replace(self, photos=left, keep=keep) if len(left) > 1 and keep else None


def read_duplicates(library: Library, go_on: GoOn) -> list[Duplicates]:
    """All groups of the library in which there is something to free. Blocks, for seconds."""
    found = library.duplicates(DuplicateKind, lambda done: go_on(done * _COMPARING))
    if not found:
        return []
    favourites = library.reader.favourites()
    wanted = sorted({photo_id for group in found for photo_id in group.photo_ids})
    records: dict[PhotoId, PhotoRecord] = {}
    for start in range(0, len(wanted), _RECORDS_AT_ONCE):
        if not go_on(_COMPARING + (1 - _COMPARING) * start / len(wanted)):
            return []
        part = wanted[start : start + _RECORDS_AT_ONCE]
        records |= {record.id: record for record in library.reader.photos(part)}
    groups = ([records[each] for each in group.photo_ids if each in records] for group in found)
    kinds = (group.kind for group in found)
    return list(_suggested(library, zip(kinds, groups, strict=True), favourites))


def _suggested(
    library: Library,
    groups: Iterator[tuple[DuplicateKind, list[PhotoRecord]]],
    favourites: Collection[bytes],
) -> Iterator[Duplicates]:
    pictures = Pictures(library.thumbnails.get)
    for kind, photos in groups:
        keep = suggest_keepers(photos, favourites)
        if kind is DuplicateKind.PICTURE:
            keep |= _unlike(pictures, photos, keep)
        if len(keep) < len(photos):
            ordered = sorted(photos, key=lambda photo: photo.id not in keep)
            yield Duplicates(kind, tuple(ordered), keep)


def _unlike(
    pictures: Pictures, photos: list[PhotoRecord], keep: Collection[PhotoId]
) -> frozenset[PhotoId]:
    """Photos that look like none of those kept: a model's likeness is no reason to let one go."""
    kept = [photo.content_id for photo in photos if photo.id in keep]
    return frozenset(
        photo.id
        for photo in photos
        if not pictures.same([(photo.content_id, content_id) for content_id in kept]).any()
    )
