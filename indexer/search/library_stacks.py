"""The stacks of a whole library: photos that a client shows as one wherever they meet.

Copies byte for byte, a RAW file with the photo beside it, and bursts are joined through each other;
photos of one picture only with the photo that most of them are like, so that likeness is not
passed on.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from indexer.core.types import PhotoId
from indexer.search.duplicates import DuplicateKind, alike_pairs, connected
from indexer.search.near_pairs import always
from indexer.store.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indexer.search.near_pairs import GoOn
    from indexer.search.pictures import Pictures
    from indexer.store.index_reader import IndexReader

Pair = tuple[int, int]


def library_stacks(
    reader: IndexReader, pictures: Pictures | None = None, go_on: GoOn = always
) -> list[list[PhotoId]]:
    """Every stack of two and more photos; what a person called different is kept apart."""
    verdicts = reader.verdicts()
    different = {pair for pair, verdict in verdicts.items() if verdict is Verdict.DIFFERENT}
    alike = alike_pairs(reader, different, pictures, go_on)
    together = [*reader.identical_photos().values(), *reader.raw_twins()]
    pairs: list[Pair] = [pair for photo_ids in together for pair in pairwise(photo_ids)]
    pairs += alike[DuplicateKind.BURST]
    pairs += starred(alike[DuplicateKind.PICTURE])
    return [[PhotoId(member) for member in members] for members in connected(pairs)]


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
