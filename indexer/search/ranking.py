"""How sure a hit is: judged by the model's calibration and by this query's scores in this library.

A cosine alone says little: CLIP's matches lie at 0.25 or at 0.12 depending on the model, and in one
model "a photo" scores high everywhere. So a hit must pass two tests. Its cosine must reach
the model's own floor, measured on captioned photos (or, for a model without such figures, on what
texts that fit any photo score over this library); and it must stand out of the background, which is
what the photos that do not match score for the same query.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from indexer.embedding.catalogue import calibration_of
from indexer.search.query import QuerySource

if TYPE_CHECKING:
    from indexer.core.types import NeutralScores

Scores = npt.NDArray[np.float32]

LIKELY_DEVIATIONS, STRONG_DEVIATIONS = 2.0, 3.0
"""Robust deviations above the background that a hit must reach: 1 in 44 and 1 in 740 by chance."""
UNCALIBRATED_LIKELY_DEVIATIONS, UNCALIBRATED_STRONG_DEVIATIONS = 3.0, 4.0
"""The same where the model has no floor of any kind, and standing out must do alone."""
NEUTRAL_LIKELY_DEVIATIONS, NEUTRAL_STRONG_DEVIATIONS = 3.0, 5.0
"""How far a match scores above texts that say nothing. Chosen with the starter, whose true floors
are known: queries it cannot understand stay weak, and clear matches become strong."""

FEWEST_FOR_BACKGROUND = 8
_MAD_TO_DEVIATION = 1.4826  # a normal distribution's deviation is 1.4826 median absolute deviations
_NOTHING_REACHES = 2.0  # above every cosine


@dataclass(frozen=True, slots=True)
class Floors:
    """The cosines from which a hit is likely and strong."""

    likely: float
    strong: float


@dataclass(frozen=True, slots=True)
class _Background:
    """The scores of photos that do not match, as a centre and a spread."""

    centre: float
    deviation: float
    photos: int

    def at(self, deviations: float) -> float:
        return self.centre + deviations * self.deviation

    @property
    def best_by_chance(self) -> float:
        """What the best of so many normally spread scores reaches: sqrt(2 ln n) deviations."""
        return self.at(math.sqrt(2 * math.log(self.photos)))


def floors(
    model_name: str,
    source: QuerySource,
    scores: Scores,
    *,
    photos: int | None = None,
    neutral: NeutralScores | None = None,
) -> Floors:
    """What a hit of this query must score in this library.

    Args:
        model_name: the model, which may have measured floors.
        source: what the query was made from.
        scores: every photo's, in any order, or those of a sample.
        photos: how many photos were searched, when `scores` is a sample.
        neutral: what neutral texts score over this library, for a model without measured floors.
    """
    calibrated = _calibrated(model_name, source) or _from_neutral(source, neutral)
    ceiling = calibrated.likely if calibrated else math.inf
    background = _background(scores, ceiling, photos or scores.size)
    if calibrated is None:
        return _uncalibrated_floors(background)
    if background is None:
        return calibrated
    likely = max(calibrated.likely, background.at(LIKELY_DEVIATIONS))
    return Floors(likely, max(likely, calibrated.strong, background.at(STRONG_DEVIATIONS)))


def _uncalibrated_floors(background: _Background | None) -> Floors:
    if background is None:
        return Floors(_NOTHING_REACHES, _NOTHING_REACHES)
    likely = background.at(UNCALIBRATED_LIKELY_DEVIATIONS)
    strong = background.at(UNCALIBRATED_STRONG_DEVIATIONS)
    return Floors(likely, max(strong, background.best_by_chance))


def _calibrated(model_name: str, source: QuerySource) -> Floors | None:
    """The floors measured for the model, or None: an unmeasured one is published as -1."""
    if source is QuerySource.MIXED:
        return None
    calibration = calibration_of(model_name)
    if source is QuerySource.TEXT:
        found = Floors(calibration.likely, calibration.strong)
    else:
        found = Floors(calibration.similar_likely, calibration.similar_strong)
    return found if found.likely > -1.0 else None


def _from_neutral(source: QuerySource, neutral: NeutralScores | None) -> Floors | None:
    """Floors for texts from the scores of texts that say nothing."""
    if neutral is None or source is not QuerySource.TEXT:
        return None
    return Floors(
        neutral.centre + NEUTRAL_LIKELY_DEVIATIONS * neutral.deviation,
        neutral.centre + NEUTRAL_STRONG_DEVIATIONS * neutral.deviation,
    )


def centre_and_deviation(scores: Scores) -> tuple[float, float]:
    """The median, and the spread of the lower half, which matches do not widen."""
    centre = float(np.median(scores))
    below = scores[scores <= centre]
    return centre, _MAD_TO_DEVIATION * float(np.median(centre - below))


def _background(scores: Scores, likely: float, photos: int) -> _Background | None:
    """The photos that do not match; None when there are too few of them to tell.

    In a library of cats the median for "a cat" is a match itself: then the background is what
    stays below the likely floor.
    """
    if scores.size and np.median(scores) >= likely:
        scores = scores[scores < likely]
    if scores.size < FEWEST_FOR_BACKGROUND:
        return None
    centre, deviation = centre_and_deviation(scores)
    return _Background(centre, deviation, max(photos, 1))
