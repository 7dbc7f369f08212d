"""The stacks of a whole library: photos that a client shows as one wherever they meet.

Copies byte for byte, a RAW file with the photo of the same shot beside it, and bursts are joined
through each other; photos of one picture only with the photo that most of them are like, so that
likeness is not passed on.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from indexer.core.types import PhotoId
from indexer.search.duplicates import DuplicateKind, alike_pairs, connected, links
from indexer.search.keepers import best_first
from indexer.search.near_pairs import always
from indexer.search.twins import raw_twins
from indexer.store.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indexer.search.near_pairs import GoOn
    from indexer.search.pictures import Pictures
    from indexer.store.index_reader import IndexReader

Pair = tuple[int, int]
_GROUPS_AT_ONCE = 500


def library_stacks(
    reader: IndexReader, pictures: Pictures | None = None, go_on: GoOn = always
) -> list[list[PhotoId]]:
    """Every stack of two and more photos, the one to keep first.

    What a person called different is kept apart, and a second name of one file is in no stack.
    """
    verdicts = reader.verdicts()
    different = {pair for pair, verdict in verdicts.items() if verdict is Verdict.DIFFERENT}
    alike = alike_pairs(reader, different, pictures, go_on)
    linked = links(reader)
    pairs: list[Pair] = []
    for photo_ids in reader.identical_photos().values():
        pairs += pairwise(each for each in photo_ids if each not in linked)
    pairs += _raw_twins(reader)
    pairs += alike[DuplicateKind.BURST]
    pairs += starred(alike[DuplicateKind.PICTURE])
    return _best_first(reader, connected(pair for pair in pairs if linked.isdisjoint(pair)))


def _raw_twins(reader: IndexReader) -> list[Pair]:
    beside = [photo_id for group in reader.raw_beside_photos() for photo_id in group]
    found: list[Pair] = []
    for one, other in raw_twins(reader.photos(beside)):
        found.append((one.id, other.id))
    return found


def _best_first(reader: IndexReader, groups: list[list[int]]) -> list[list[PhotoId]]:
    """Each group with the photo to keep first, the others in the order of their rows."""
    favourites = frozenset(reader.favourites())
    found = []
    for start in range(0, len(groups), _GROUPS_AT_ONCE):
        part = groups[start : start + _GROUPS_AT_ONCE]
        wanted = [PhotoId(member) for members in part for member in members]
        records = {record.id: record for record in reader.photos(wanted)}
        for members in part:
            photos = [records[member] for member in map(PhotoId, members) if member in records]
            if len(photos) > 1:
                first = best_first(photos, favourites)[0].id
                found.append([first, *(photo.id for photo in photos if photo.id != first)])
    return found


def starred(pairs: Iterable[Pair]) -> list[Pair]:
    """Only pairs around a centre: who has most neighbours takes those that are free, and so on."""
    neighbours: dict[int, set[int]] = defaultdict(set)
    for first, second in pairs:
        neighbours[first].add(second)
        neighbours[second].add(first)
    free = set(neighbours)
    kept: list[Pair] = []
    for centre in sorted(neighbours, key=lambda photo_id: (-len(neighbours[photo_id]), photo_id)):
        if centre in free:
            around = neighbours[centre] & free
            free -= {centre, *around}
            kept += [(centre, photo_id) for photo_id in sorted(around)]
    return kept
