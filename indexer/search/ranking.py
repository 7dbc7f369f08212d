"""How sure a hit is: judged by the model's calibration and by this query's scores in this library.

A cosine alone says little: CLIP's matches lie at 0.25 or at 0.12 depending on the model, and in one
model "a photo" scores high everywhere. So a hit must pass two tests. Its cosine must reach
the model's own floor, measured on captioned photos; and it must stand out of the
background, which is what the photos that do not match score for the same query.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.embedding.catalogue import calibration_of
from indexer.search.query import QuerySource

Scores = npt.NDArray[np.float32]

STANDS_OUT = 3.0
"""Robust deviations above the background for a strong hit: one in 740 by chance."""
LEANS_OUT = 2.0
"""... and for a likely one: one in 44."""
_FEWEST_FOR_BACKGROUND = 8
_MAD_TO_DEVIATION = 1.4826  # a normal distribution's deviation is 1.4826 median absolute deviations


@dataclass(frozen=True, slots=True)
class Floors:
    """The cosines from which a hit is likely and strong."""

    likely: float
    strong: float


def floors(model_name: str, source: QuerySource, scores: Scores) -> Floors:
    """What a hit of this query must score in this library. `scores` is every photo's, any order."""
    calibrated = _calibrated(model_name, source)
    background = _background(scores, calibrated.likely)
    if background is None:
        return calibrated
    centre, deviation = background
    likely = max(calibrated.likely, centre + LEANS_OUT * deviation)
    strong = max(calibrated.strong, centre + STANDS_OUT * deviation)
    return Floors(likely, max(likely, strong))


def _calibrated(model_name: str, source: QuerySource) -> Floors:
    calibration = calibration_of(model_name)
    if source is QuerySource.TEXT:
        return Floors(calibration.likely, calibration.strong)
    return Floors(calibration.similar_likely, calibration.similar_strong)


def _background(scores: Scores, likely: float) -> tuple[float, float] | None:
    """Centre and deviation of the photos that do not match; None when there are too few to tell.

    In a library of cats the median for "a cat" is a match itself. The centre is therefore never
    above the likely floor, and the spread is that of the scores below the centre, which matches do
    not widen.
    """
    if scores.size < _FEWEST_FOR_BACKGROUND:
        return None
    centre = min(float(np.median(scores)), likely)
    below = scores[scores <= centre]
    if below.size < _FEWEST_FOR_BACKGROUND // 2:
        return None
    return centre, _MAD_TO_DEVIATION * float(np.median(centre - below))
