"""From all photos to the best ones: each step looks closer at fewer of them.

Codes in memory choose the candidates; rows of one byte a dimension, read from a file, choose among
these; and the vectors of what is left are compared. How far the codes' estimates err is measured
for each query on the candidates just looked at, and candidates are looked at until none is left
that could be among the best: an easy query looks at some hundred, one whose best photos hardly
differ at some thousand.
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

_COMPARED = 64
"""So many are compared exactly at least. Those behind are in the order of their rows, which err by
a four-thousandth."""
_CANDIDATES = 2_560
_FIRST = 256
_ROUND = 768
_WORTH_A_ROUND = 32
_ERRORS = 3.5
"""Candidates are looked at whose estimates lie less than so many deviations below the worst of the
best. With 2.15, 5 of 40 searches among 30,000 photos had another photo among the first 20; with
3.5 none."""
_ROW_ERRORS = 6.0
"""The same for the estimates of rows: these err so little that a wide margin costs nothing."""
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
    seen = _nothing_seen()
    errors = np.empty(0, np.float32)
    done, end = 0, min(_FIRST, len(candidates))
    while done < end:
        part = _look_at(candidates[done:end], scan, compare)
        seen = _joined(seen, part)
        # Of the latest: the very best are often of a cluster that no list stands for.
        errors = np.concatenate([errors, _errors(candidates[done:end], estimates[done:end], part)])[
            -_FIRST:
        ]
        done = end
        bound = _floor(seen.scores, SETTLED) - _ERRORS * _deviation(errors)
        end = min(int(np.count_nonzero(estimates >= bound)), done + _ROUND)
        if end < done + _WORTH_A_ROUND:
            break
    return _settled(seen, compare, candidates[done:], estimates[done:])


@dataclass(frozen=True, slots=True)
class _Seen:
    """Photos that were looked at: by rows, or exactly where the deviation is zero."""

    ids: PhotoIds
    scores: Scores
    deviations: Scores


def _nothing_seen() -> _Seen:
    nothing = np.empty(0, np.float32)
    return _Seen(np.empty(0, np.int64), nothing, nothing)


def _joined(first: _Seen, second: _Seen) -> _Seen:
    return _Seen(
        np.concatenate([first.ids, second.ids]),
        np.concatenate([first.scores, second.scores]),
        np.concatenate([first.deviations, second.deviations]),
    )


def _look_at(photo_ids: PhotoIds, scan: Scan, compare: Compare) -> _Seen:
    """Those photos that are still there."""
    scores, deviations = scan.closer(photo_ids)
    known = ~np.isnan(scores)
    seen = _Seen(photo_ids[known], scores[known], deviations[known])
    if known.all():
        return seen
    ids, exact = compare(photo_ids[~known])
    return _joined(seen, _Seen(ids, exact, np.zeros(len(ids), np.float32)))


def _settled(seen: _Seen, compare: Compare, next_ids: PhotoIds, next_scores: Scores) -> Best:
    """Compare those of the photos seen that may be among the best."""
    margin = _ROW_ERRORS * float(seen.deviations.max(initial=0))
    # The worst of the best may lie that much lower than it seems, and another one as much higher.
    enough = min(_floor(seen.scores, _COMPARED), _floor(seen.scores, SETTLED) - 2 * margin)
    exact = seen.deviations == 0
    asked = ~exact & (seen.scores >= enough)
    ids, scores = compare(seen.ids[asked]) if asked.any() else (seen.ids[:0], seen.scores[:0])
    waiting = ~exact & ~asked
    order = np.argsort(-seen.scores[waiting])
    best = best_first(
        np.concatenate([seen.ids[exact], ids]), np.concatenate([seen.scores[exact], scores])
    )
    return Best(
        *best,
        np.concatenate([seen.ids[waiting][order], next_ids]),
        np.minimum.accumulate(np.concatenate([seen.scores[waiting][order], next_scores])),
    )


def _floor(scores: Scores, count: int) -> float:
    """What the worst of the best so many scores; below every cosine while there are fewer."""
    if len(scores) < count:
        return -2.0
    return float(np.partition(scores, -count)[-count])


def _errors(asked: PhotoIds, estimates: Scores, seen: _Seen) -> Scores:
    """By how much the estimates of the photos that are there differ from their scores."""
    if np.array_equal(asked, seen.ids):
        return estimates - seen.scores
    order = np.argsort(asked)
    errors: Scores = estimates[order[np.searchsorted(asked[order], seen.ids)]] - seen.scores
    return errors


def _deviation(errors: Scores) -> float:
    """The deviation of a normal distribution that has the same middle part."""
    if not len(errors):
        return 0.0
    ordered, last = np.sort(errors), len(errors) - 1
    low, high = ordered[round((1 - _DEVIATION) * last)], ordered[round(_DEVIATION * last)]
    return float(high - low) / 2
