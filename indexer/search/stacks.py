"""Folds hits that show the same moment or the same picture, and spreads hits that look alike.

Two photos belong together when they are copies byte for byte, a RAW file with its JPEG, the same
picture resized or edited (one shape, nearly the same vector and thumbnails that do not object, or
much the same vector and thumbnails that agree point by point), or neighbours in a burst (nearly the
same vector, seconds apart). Documents and drawings of one layout look like all that and say
something else, so only copies byte for byte of them belong together; and photos that name
different cameras are different photos.

Stacks form around the best hit: a photo joins the first stack whose first photo it belongs to, so
that likeness is never passed on from photo to photo.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from indexer.core.types import PhotoId, PhotoRecord, SpaceKind, Vector
from indexer.embedding.catalogue import calibration_of
from indexer.search.pictures import NO_OBJECTION
from indexer.search.twins import camera_name, raw_twins

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from indexer.search.pictures import Pictures
    from indexer.store.index_reader import IndexReader

Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]

SAME_PICTURE = 0.6
"""How far between a model's strong floor for similar photos and 1 two photos are one picture."""
SAME_PICTURE_SEEN = 0.0
"""The same for two photos whose thumbnails agree as well."""
SAME_MOMENT = 0.4
"""The same for two photos of the same seconds: one burst."""
UNMEASURED_STRONG = 0.875
"""The strong floor taken for models without a measured one: CLIP's photos all lie close."""
BURST_S = 3.0
SAME_SHOT_S = 1.0
"""A copy keeps the time it was taken, or loses it: thumbnails that agree are no proof otherwise."""
SHAPE_TOLERANCE = 0.02


@dataclass(frozen=True, slots=True)
class Stack:
    """Photos shown as one. The first is the best hit; `positions` are those in the list given."""

    photo_ids: tuple[PhotoId, ...]
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """What is compared of n photos, one entry each."""

    photo_ids: Sequence[PhotoId]
    vectors: Vector
    """Shape (n, dimensions); a row of zeros for a photo without a vector."""
    contents: Sequence[bytes]
    cameras: npt.NDArray[np.str_]
    """Names of camera models; '' when unknown."""
    shapes: npt.NDArray[np.float64]
    """Width by height; 0 when unknown."""
    times: npt.NDArray[np.float64]
    """Seconds; NaN when unknown."""
    strong: float = UNMEASURED_STRONG
    """The cosine from which the model's similar photos are strong hits."""
    pictures: Pictures | None = None
    """Compares thumbnails, where there are some."""
    twins: Sequence[tuple[int, int]] = ()
    """The places of RAW files and the photos of the same shot."""

    def floor(self, way: float) -> float:
        """The cosine this far between the strong floor and 1."""
        return self.strong + way * (1 - self.strong)


def read_likeness(
    reader: IndexReader, photo_ids: Sequence[PhotoId], pictures: Pictures | None = None
) -> Likeness:
    """What stacks are made from, for photos in the order of a ranking; those gone are left out."""
    records = reader.photos(photo_ids)
    spaces = {space.kind: space for space in reader.active_spaces()}
    space = spaces.get(SpaceKind.VISUAL, spaces.get(SpaceKind.JOINT))
    found = reader.vectors.get(space.id, [record.id for record in records]) if space else {}
    blank = np.zeros(space.dimensions if space else 1, np.float32)
    return Likeness(
        photo_ids=[record.id for record in records],
        vectors=np.array([found.get(record.id, blank) for record in records], np.float32).reshape(
            len(records), len(blank)
        ),
        contents=[record.content_id for record in records],
        cameras=np.array([camera_name(record.metadata) for record in records], np.str_),
        shapes=np.array([_shape(record) for record in records], np.float64),
        times=np.array([_time(record) for record in records], np.float64),
        strong=strong_floor(space.model_name) if space else UNMEASURED_STRONG,
        pictures=pictures,
        twins=_twins(records),
    )


def strong_floor(model_name: str) -> float:
    """The model's measured floor of strong similar hits, or the one taken for unmeasured ones."""
    measured = calibration_of(model_name).similar_strong
    return measured if measured > -1.0 else UNMEASURED_STRONG


def fold(likeness: Likeness) -> list[Stack]:
    """The stacks, in the order of their first photos. Compares each photo with each."""
    partners = _partners(likeness)
    free = [True] * len(likeness.photo_ids)
    stacks = []
    for lead in range(len(free)):
        if free[lead]:
            members = [lead, *(it for it in sorted(partners.get(lead, ())) if free[it])]
            for member in members:
                free[member] = False
            ids = tuple(likeness.photo_ids[member] for member in members)
            stacks.append(Stack(ids, tuple(members)))
    return stacks


def _partners(likeness: Likeness) -> dict[int, set[int]]:
    """The photos behind each one that belong to it."""
    cosines = likeness.vectors @ likeness.vectors.T
    first, second = np.divmod(
        np.flatnonzero(cosines.ravel() >= likeness.floor(min(SAME_PICTURE_SEEN, SAME_MOMENT))),
        max(len(cosines), 1),
    )
    first, second = first[first < second], second[first < second]
    near = cosines[first, second]
    together = same_picture(likeness, near, first, second)
    together |= same_moment(likeness, near, first, second)
    pairs = [*zip(first[together].tolist(), second[together].tolist(), strict=True)]
    partners: dict[int, set[int]] = {}
    for one, other in (*pairs, *_same_file(likeness)):
        partners.setdefault(one, set()).add(other)
    return partners


def _same_file(likeness: Likeness) -> Iterator[tuple[int, int]]:
    """Pairs that are copies byte for byte, or a RAW file beside its JPEG."""
    for places in _repeated(likeness.contents):
        yield from combinations(places, 2)
    yield from likeness.twins


def _twins(records: Sequence[PhotoRecord]) -> list[tuple[int, int]]:
    places = {record.id: place for place, record in enumerate(records)}
    pairs = ((places[one.id], places[other.id]) for one, other in raw_twins(records))
    return [(min(pair), max(pair)) for pair in pairs]


def same_picture(likeness: Likeness, cosines: Vector, first: Places, second: Places) -> Mask:
    """Which pairs are one picture, resized or edited.

    Args:
        likeness: the photos.
        cosines: of each pair.
        first: the place of the one photo of each pair, shape (n,).
        second: the place of the other.
    """
    one, other = likeness.shapes[first], likeness.shapes[second]
    alike = (np.abs(one - other) <= SHAPE_TOLERANCE * np.maximum(one, other)) & (one > 0)
    found: Mask = alike & (cosines >= likeness.floor(SAME_PICTURE))
    pictures = likeness.pictures
    if pictures is not None:
        apart = np.abs(likeness.times[first] - likeness.times[second])
        open_still = alike & ~found & (cosines >= likeness.floor(SAME_PICTURE_SEEN))
        joined, asked = np.flatnonzero(found), np.flatnonzero(open_still & ~(apart > SAME_SHOT_S))

        def contents(places: Places) -> list[tuple[bytes, bytes]]:
            each = likeness.contents
            return [(each[first[place]], each[second[place]]) for place in places.tolist()]

        agreement = pictures.agreement(contents(joined), mirrored=True)
        found[joined] = ~(agreement < NO_OBJECTION)  # no thumbnail, no objection
        found[asked] = pictures.same(contents(asked))
    found &= ~_kept_apart(likeness, first, second, found)
    return found


def same_moment(likeness: Likeness, cosines: Vector, first: Places, second: Places) -> Mask:
    """Which pairs are of one burst, as in `same_picture`; photos without a time are of none."""
    apart = np.abs(likeness.times[first] - likeness.times[second])
    found: Mask = (cosines >= likeness.floor(SAME_MOMENT)) & (apart <= BURST_S)
    found &= ~_kept_apart(likeness, first, second, found)
    return found


def _kept_apart(likeness: Likeness, first: Places, second: Places, asked: Mask) -> Mask:
    """Which of the pairs asked about are of two cameras, or have a document or drawing in them."""
    one, other = likeness.cameras[first], likeness.cameras[second]
    apart: Mask = (one != other) & (one != "") & (other != "")
    if likeness.pictures is not None:
        for place in np.flatnonzero(asked & ~apart).tolist():
            contents = (likeness.contents[first[place]], likeness.contents[second[place]])
            apart[place] = likeness.pictures.drawn(contents).any()
    return apart


def varied(vectors: Vector, scores: Vector, variety: float, limit: int) -> list[int]:
    """Positions of `limit` hits that are good and unlike each other, best first.

    Maximal marginal relevance (Carbonell and Goldstein, 1998): each next hit is the one with the
    highest score less `variety` times its likeness to the most alike hit chosen already.

    Args:
        vectors: of the hits, shape (n, dimensions).
        scores: shape (n,).
        variety: from 0, the order of scores, to 1.
        limit: how many to choose.
    """
    left = np.ones(len(scores), np.bool_)
    nearest = np.zeros(len(scores), np.float32)
    chosen: list[int] = []
    while left.any() and len(chosen) < limit:
        worth = np.where(left, (1 - variety) * scores - variety * nearest, -np.inf)
        best = int(np.argmax(worth))
        chosen.append(best)
        left[best] = False
        nearest = np.maximum(nearest, vectors @ vectors[best])
    return chosen


def _repeated(names: Sequence[object]) -> list[list[int]]:
    """The places of each name that is there more than once; empty names are unknown ones."""
    places: dict[object, list[int]] = {}
    for place, name in enumerate(names):
        if name:
            places.setdefault(name, []).append(place)
    return [found for found in places.values() if len(found) > 1]


def _shape(record: PhotoRecord) -> float:
    metadata = record.metadata
    return metadata.width / metadata.height if metadata.height else 0.0


def _time(record: PhotoRecord) -> float:
    """Not a number where it is not known to the second: a scan's year is no moment."""
    taken_at = record.metadata.taken_at
    return np.nan if taken_at is None or record.metadata.taken_within else taken_at
