"""Synthetic libraries for the search benchmark: unit vectors in clusters around a common mean.

`EASY` has clusters of one size, and queries that are photos of them. `HARD` is nearer to a real
library with CLIP: clusters of very different sizes, some with thousands of photos that differ from
each other in every direction alike, which is the worst case for any code; and half of the queries
are texts, which lie off the cone of the photos and score only some deviations above the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.api import Vector

DIMENSIONS = 512
SPREAD = 0.6
_AT_ONCE = 10_000
_TOWARDS_MEAN, _TOWARDS_CLUSTER, _ELSEWHERE = 0.35, 0.25, 0.9
"""What a text's vector is made of. Its best photos then score 0.40 and the others 0.23 +- 0.03, as
CLIP's 0.30 and 0.17 +- 0.03 lie."""


@dataclass(frozen=True)
class Setting:
    """What a library is like. Sizes fall with the rank of a cluster, from `largest` to `least`."""

    least: int
    largest: int
    texts: bool


EASY = Setting(least=500, largest=500, texts=False)
HARD = Setting(least=20, largest=4_000, texts=True)


@dataclass(frozen=True)
class Synthetic:
    """Photos (n, 512), and queries of two kinds."""

    photos: Vector
    queries: Vector


def synthetic(setting: Setting, count: int, queries: int) -> Synthetic:
    """A library of `count` photos and so many queries."""
    random = np.random.default_rng(0)
    sizes = _sizes(setting, count, random)
    mean = random.standard_normal(DIMENSIONS)
    centres = (mean + random.standard_normal((len(sizes), DIMENSIONS))).astype(np.float32)
    labels = random.permutation(np.repeat(np.arange(len(sizes)), sizes)[:count])
    photos = _photos(centres, labels, random)
    asked = labels[random.integers(count, size=queries)]
    found = _photos(centres, asked, random)
    if setting.texts:
        found[::2] = _texts(centres[asked[::2]], mean, random)
    return Synthetic(photos, found)


def _sizes(setting: Setting, count: int, random: np.random.Generator) -> np.ndarray:
    """Sizes of clusters, falling like one over their rank, until they hold all photos."""
    drawn = setting.least / np.maximum(random.random(count // setting.least + 1), 1e-9)
    sizes = np.minimum(drawn, setting.largest).astype(int)
    enough = int(np.searchsorted(np.cumsum(sizes), count)) + 1
    return sizes[:enough]


def _photos(centres: Vector, labels: np.ndarray, random: np.random.Generator) -> Vector:
    found = np.empty((len(labels), DIMENSIONS), np.float32)
    for start in range(0, len(labels), _AT_ONCE):
        part = found[start : start + _AT_ONCE]
        random.standard_normal(out=part, dtype=np.float32)
        part *= SPREAD
        part += centres[labels[start : start + len(part)]]
        part /= np.linalg.norm(part, axis=1, keepdims=True)
    return found


def _texts(centres: Vector, mean: np.ndarray, random: np.random.Generator) -> Vector:
    """Texts about these clusters: most of each is shared by all texts or its own."""
    gap, own = random.standard_normal(DIMENSIONS), random.standard_normal(centres.shape)
    made = (
        _TOWARDS_MEAN * _unit(mean)
        + _TOWARDS_CLUSTER * _unit(centres - mean)
        + _ELSEWHERE * _unit(_unit(gap) + _unit(own))
    )
    return _unit(made).astype(np.float32)


def _unit(vectors: np.ndarray) -> np.ndarray:
    unit: np.ndarray = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    return unit
