"""Photos of the whole library that are there more than once, in three kinds.

Copies byte for byte come from the index. For the others `near_pairs` chooses which photos are worth
a closer look, and their vectors, shapes, times and thumbnails decide.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from indexer.core.types import PhotoId, SpaceKind
from indexer.search.near_pairs import GoOn, Pairs, always, near_pairs
from indexer.search.same_file import other_names
from indexer.search.stacks import read_likeness, same_moment, same_picture, strong_floor
from indexer.store.verdicts import ANY_COPY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from indexer.core.types import Space
    from indexer.search.pictures import Pictures
    from indexer.store.index_reader import IndexReader

_PAIRS_AT_ONCE = 2_000
_CHOOSING = 0.3
"""The share of the work that finding pairs to compare takes; comparing them is the rest."""


class DuplicateKind(StrEnum):
    """Why photos are shown as duplicates."""

    IDENTICAL = "identical"
    """The same bytes."""
    PICTURE = "picture"
    """The same picture, resized or edited."""
    BURST = "burst"
    """Taken within seconds of each other, and alike."""


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Photos that are duplicates of each other, the oldest row first."""

    kind: DuplicateKind
    photo_ids: tuple[PhotoId, ...]


def find_duplicates(
    reader: IndexReader,
    kinds: Iterable[DuplicateKind],
    pictures: Pictures | None = None,
    go_on: GoOn = always,
) -> list[DuplicateGroup]:
    """The groups of these kinds, without pairs that a person decided about.

    Of several names of one file only one is in a group: a link is no copy.
    """
    wanted, decided = set(kinds), frozenset(reader.verdicts())
    linked = links(reader)
    groups = list(_identical(reader, decided)) if DuplicateKind.IDENTICAL in wanted else []
    if wanted - {DuplicateKind.IDENTICAL}:
        pairs = alike_pairs(reader, decided, pictures, go_on)
        groups += [
            DuplicateGroup(kind, tuple(PhotoId(member) for member in members))
            for kind in (DuplicateKind.PICTURE, DuplicateKind.BURST)
            if kind in wanted
            for members in connected(pairs[kind])
        ]
    without = (_without(group, linked) for group in groups)
    return [group for group in without if len(group.photo_ids) > 1]


def links(reader: IndexReader) -> frozenset[PhotoId]:
    """Photos that are a second name of a file which another photo stands for. Asks the disk."""
    groups = list(reader.identical_photos().values())
    places = reader.photo_places([photo_id for group in groups for photo_id in group])
    return other_names(groups, places)


def _without(group: DuplicateGroup, photo_ids: Collection[PhotoId]) -> DuplicateGroup:
    left = tuple(photo_id for photo_id in group.photo_ids if photo_id not in photo_ids)
    return DuplicateGroup(group.kind, left)


def alike_pairs(
    reader: IndexReader,
    left_out: Collection[tuple[bytes, bytes]],
    pictures: Pictures | None = None,
    go_on: GoOn = always,
) -> dict[DuplicateKind, list[tuple[int, int]]]:
    """Pairs of photos of one picture and of one burst, without these pairs of contents."""
    pairs: dict[DuplicateKind, list[tuple[int, int]]] = {
        DuplicateKind.PICTURE: [],
        DuplicateKind.BURST: [],
    }
    space = _photo_space(reader)
    if space is None:
        return pairs
    floor = strong_floor(space.model_name)
    near = near_pairs(reader, space, floor, lambda done: go_on(_CHOOSING * done))
    for start in range(0, len(near), _PAIRS_AT_ONCE):
        if not go_on(_CHOOSING + (1 - _CHOOSING) * start / len(near)):
            break
        part = near[start : start + _PAIRS_AT_ONCE]
        for kind, pair in _confirmed(reader, part, left_out, pictures):
            pairs[kind].append(pair)
    return pairs


def connected(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """The members of each group that pairs join, ascending."""
    parents: dict[int, int] = {}

    def root(member: int) -> int:
        parents.setdefault(member, member)
        while parents[member] != member:
            parents[member] = parents[parents[member]]
            member = parents[member]
        return member

    for first, second in pairs:
        parents[root(first)] = root(second)
    members = defaultdict(list)
    for member in parents:
        members[root(member)].append(member)
    return sorted(sorted(group) for group in members.values())


def _identical(
    reader: IndexReader, decided: Collection[tuple[bytes, bytes]]
) -> Iterator[DuplicateGroup]:
    for content_id, photo_ids in reader.identical_photos().items():
        if (ANY_COPY, content_id) not in decided:
            yield DuplicateGroup(DuplicateKind.IDENTICAL, tuple(photo_ids))


def _confirmed(
    reader: IndexReader,
    near: Pairs,
    left_out: Collection[tuple[bytes, bytes]],
    pictures: Pictures | None,
) -> Iterator[tuple[DuplicateKind, tuple[int, int]]]:
    """The pairs that are duplicates by their vectors, shapes, times and thumbnails."""
    likeness = read_likeness(reader, np.unique(near).tolist(), pictures)
    known = np.array(likeness.photo_ids, np.int64)
    near = near[np.isin(near, known).all(axis=1)]
    order = np.argsort(known)
    first, second = order[np.searchsorted(known[order], near)].T
    cosines = np.einsum("ij,ij->i", likeness.vectors[first], likeness.vectors[second])
    moment = same_moment(likeness, cosines, first, second)
    picture = same_picture(likeness, cosines, first, second)
    for place in np.flatnonzero(moment | picture).tolist():
        contents = (likeness.contents[first[place]], likeness.contents[second[place]])
        if contents[0] != contents[1] and tuple(sorted(contents)) not in left_out:
            kind = DuplicateKind.BURST if moment[place] else DuplicateKind.PICTURE
            yield kind, (int(near[place, 0]), int(near[place, 1]))


def _photo_space(reader: IndexReader) -> Space | None:
    spaces = {space.kind: space for space in reader.active_spaces()}
    return spaces.get(SpaceKind.VISUAL, spaces.get(SpaceKind.JOINT))
