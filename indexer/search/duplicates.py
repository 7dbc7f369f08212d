"""Photos of the whole library that are there more than once, in three kinds.

Copies byte for byte come from the index. For the others every photo is compared only with
photos whose sign code is like its own: codes are cut into bands of 16 bits, photos are sorted by
each band in turn, and neighbours in that order are compared (Indyk and Motwani, 1998). The work
grows with the library, not with its square.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from indexer.core.types import PhotoId, SpaceKind
from indexer.search.sign_codes import signs, words_of
from indexer.search.stacks import read_likeness, same_moment, same_picture
from indexer.store.compact_index import PhotoIds
from indexer.store.verdicts import ANY_COPY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from indexer.core.types import Space
    from indexer.search.sign_codes import Words
    from indexer.store.index_reader import IndexReader

Pairs = npt.NDArray[np.int64]

_NEIGHBOURS = 6
_WORDS_PER_BAND = 4  # bands of 16 bits in a word of 64
_DIFFERING = 0.25
"""The share of bits up to which codes are worth a look: a cosine of 0.7 seen from the mean."""
_PAIRS_AT_ONCE = 2_000
_READ_AT_ONCE = 4_096
_SAMPLED = 2_048
_CHOOSING = 0.3
"""The share of the work that finding pairs to compare takes; comparing them is the rest."""

GoOn = Callable[[float], bool]
"""Told now and then which part of the work is done; ends it by returning False."""


def always(_done: float) -> bool:
    """Work to the end."""
    return True


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
    reader: IndexReader, kinds: Iterable[DuplicateKind], go_on: GoOn = always
) -> list[DuplicateGroup]:
    """The groups of these kinds, without pairs that a person decided about."""
    wanted, decided = set(kinds), frozenset(reader.verdicts())
    groups = list(_identical(reader, decided)) if DuplicateKind.IDENTICAL in wanted else []
    if wanted - {DuplicateKind.IDENTICAL}:
        pairs = alike_pairs(reader, decided, go_on)
        groups += [
            DuplicateGroup(kind, tuple(PhotoId(member) for member in members))
            for kind in (DuplicateKind.PICTURE, DuplicateKind.BURST)
            if kind in wanted
            for members in connected(pairs[kind])
        ]
    return groups


def alike_pairs(
    reader: IndexReader, left_out: Collection[tuple[bytes, bytes]], go_on: GoOn = always
) -> dict[DuplicateKind, list[tuple[int, int]]]:
    """Pairs of photos of one picture and of one burst, without these pairs of contents."""
    pairs: dict[DuplicateKind, list[tuple[int, int]]] = {
        DuplicateKind.PICTURE: [],
        DuplicateKind.BURST: [],
    }
    space = _photo_space(reader)
    if space is None:
        return pairs
    near = near_pairs(*_all_codes(reader, space), space.dimensions, go_on)
    for start in range(0, len(near), _PAIRS_AT_ONCE):
        if not go_on(_CHOOSING + (1 - _CHOOSING) * start / len(near)):
            break
        for kind, pair in _confirmed(reader, near[start : start + _PAIRS_AT_ONCE], left_out):
            pairs[kind].append(pair)
    return pairs


def near_pairs(photo_ids: PhotoIds, codes: Words, bits: int, go_on: GoOn = always) -> Pairs:
    """Pairs of photos whose codes differ in few of their `bits`, shape (n, 2), lesser id first."""
    found = []
    for word in range(codes.shape[1]):
        if not go_on(_CHOOSING * word / codes.shape[1]):
            break
        for band in range(_WORDS_PER_BAND):
            keys = np.bitwise_right_shift(codes[:, word], np.uint64(16 * band)).astype(np.uint16)
            found.append(_neighbours(np.argsort(keys, kind="stable"), keys, codes, bits))
    places = np.unique(np.concatenate(found), axis=0) if found else np.empty((0, 2), np.int64)
    pairs: Pairs = np.sort(photo_ids[places], axis=1)
    return pairs


def _neighbours(
    order: npt.NDArray[np.int64], keys: npt.NDArray[np.uint16], codes: Words, bits: int
) -> Pairs:
    """Places of photos that lie near each other in `order`, share a key and have near codes."""
    found = []
    for step in range(1, min(_NEIGHBOURS, len(order) - 1) + 1):
        first, second = order[:-step], order[step:]
        same = keys[first] == keys[second]
        first, second = first[same], second[same]
        apart = np.bitwise_count(codes[first] ^ codes[second]).sum(axis=1, dtype=np.int64)
        near = apart <= _DIFFERING * bits
        found.append(np.sort(np.stack([first[near], second[near]], axis=1), axis=1))
    return np.concatenate(found) if found else np.empty((0, 2), np.int64)


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
    reader: IndexReader, near: Pairs, left_out: Collection[tuple[bytes, bytes]]
) -> Iterator[tuple[DuplicateKind, tuple[int, int]]]:
    """The pairs that are duplicates by their vectors, shapes and times."""
    likeness = read_likeness(reader, np.unique(near).tolist())
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


def _all_codes(reader: IndexReader, space: Space) -> tuple[PhotoIds, Words]:
    """The signs of every photo's vector, seen from the middle of the library."""
    with reader.snapshot():
        sample = reader.vectors.sampled(space.id, _SAMPLED)
        mean = sample.mean(axis=0) if len(sample) else np.zeros(space.dimensions, np.float32)
        all_ids = [np.empty(0, np.int64)]
        all_signs = [np.empty((0, words_of(space.dimensions)), np.uint64)]
        for ids, vectors in reader.vectors.in_parts(space.id, _READ_AT_ONCE):
            all_ids.append(ids)
            all_signs.append(signs(vectors, mean))
    return np.concatenate(all_ids), np.concatenate(all_signs)
