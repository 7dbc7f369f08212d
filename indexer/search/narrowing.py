"""From all photos to the best ones: codes choose the candidates, whose vectors are then compared.

How far the codes' estimates err is measured for each query on the candidates just compared, and
candidates are compared until none is left that could be among the best: an easy query compares some
hundred vectors, one whose best photos hardly differ some thousand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from indexer.search.ranked import best_first
from indexer.store.compact_index import PhotoIds, Scores

if TYPE_CHECKING:
    from indexer.search.code_cache import Scan
    from indexer.search.ranked import Compare

SETTLED = 50
"""So many best photos are the right ones; those behind are nearly."""

_CANDIDATES = 2_048
_FIRST = 256
_ROUND = 768
_WORTH_A_ROUND = 32
_ERRORS = 3.5
"""Candidates are compared whose estimates lie less than so many deviations below the worst of the
best. With 2.15, 5 of 40 searches among 30,000 photos had another photo among the first 20; with
3.5 none."""
_DEVIATION = 0.8413
"""The part of a normal distribution that lies below its mean and one deviation."""


@dataclass(frozen=True, slots=True)
class Best:
    """Photos that were compared exactly, best first."""

    ids: PhotoIds
    scores: Scores
    next_ids: PhotoIds
    """The candidates behind them, which were not compared."""
    next_scores: Scores
    """Their estimated cosines, falling."""


def best_of(scan: Scan, compare: Compare) -> Best:
    """The best photos of a scan.

    Args:
        scan: a query, ready to be compared with codes.
        compare: gives exact cosines.
    """
    candidates, estimates = scan.nearest(_CANDIDATES, scan.among)
    ids, scores = np.empty(0, np.int64), np.empty(0, np.float32)
    errors = np.empty(0, np.float32)
    done, end = 0, min(_FIRST, len(candidates))
    while done < end:
        part = candidates[done:end]
        found, exact = compare(part)
        ids, scores = np.concatenate([ids, found]), np.concatenate([scores, exact])
        # Of the latest: the very best are often of a cluster that no list stands for.
        errors = np.concatenate([errors, _errors(part, estimates[done:end], found, exact)])[
            -_FIRST:
        ]
        done = end
        bound = _floor(scores) - _ERRORS * _deviation(errors)
        end = min(int(np.count_nonzero(estimates >= bound)), done + _ROUND)
        if end < done + _WORTH_A_ROUND:
            break
    return Best(*best_first(ids, scores), candidates[done:], estimates[done:])


def _floor(scores: Scores) -> float:
    """What the worst of the best 50 scores; below every cosine while there are fewer."""
    if len(scores) < SETTLED:
        return -2.0
    return float(np.partition(scores, -SETTLED)[-SETTLED])


def _errors(asked: PhotoIds, estimates: Scores, found: PhotoIds, exact: Scores) -> Scores:
    """By how much the estimates of the photos that were found differ from their cosines."""
    order = np.argsort(asked)
    errors: Scores = estimates[order[np.searchsorted(asked[order], found)]] - exact
    return errors


def _deviation(errors: Scores) -> float:
    """The deviation of a normal distribution that has the same middle part."""
    if not len(errors):
        return 0.0
    ordered, last = np.sort(errors), len(errors) - 1
    low, high = ordered[round((1 - _DEVIATION) * last)], ordered[round(_DEVIATION * last)]
    return float(high - low) / 2
