"""How sure a hit is called, for calibrated and uncalibrated models."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.core.types import NeutralScores
from indexer.embedding.catalogue import Calibration
from indexer.search import ranking
from indexer.search.query import QuerySource
from indexer.search.ranking import floors

MEASURED = Calibration(likely=0.3, strong=0.4, similar_likely=0.6, similar_strong=0.8)
UNMEASURED = Calibration()


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    calibrations = {"measured": MEASURED, "unmeasured": UNMEASURED}
    monkeypatch.setattr(ranking, "calibration_of", calibrations.__getitem__)
    return str(request.param)


def spread(count: int, centre: float, deviation: float, *best: float) -> np.ndarray:
    noise = np.random.default_rng(7).normal(centre, deviation, count)
    return np.concatenate([noise, best]).astype(np.float32)


measured = pytest.mark.parametrize("model", ["measured"], indirect=True)
unmeasured = pytest.mark.parametrize("model", ["unmeasured"], indirect=True)


@measured
def test_the_models_own_floors_hold_where_nothing_stands_out(model: str) -> None:
    found = floors(model, QuerySource.TEXT, spread(1000, 0.0, 0.05))
    assert (found.likely, found.strong) == (pytest.approx(0.3), pytest.approx(0.4))


@measured
def test_photos_are_judged_by_floors_of_their_own(model: str) -> None:
    found = floors(model, QuerySource.PHOTO, spread(1000, 0.2, 0.05))
    assert (found.likely, found.strong) == (pytest.approx(0.6), pytest.approx(0.8))


@measured
def test_a_query_that_fits_every_photo_alike_makes_no_hit_strong(model: str) -> None:
    scores = spread(1000, 0.29, 0.08)
    found = floors(model, QuerySource.TEXT, scores)
    assert found.strong > 0.5
    assert np.count_nonzero(scores >= found.strong) < 10


@measured
def test_matches_stay_strong_where_most_photos_match(model: str) -> None:
    cats = spread(900, 0.6, 0.05)
    others = spread(100, 0.0, 0.05)
    found = floors(model, QuerySource.TEXT, np.concatenate([cats, others]))
    assert np.mean(cats >= found.strong) > 0.95
    assert not np.any(others >= found.likely)


@measured
@pytest.mark.parametrize("count", [0, 1, 3])
def test_few_photos_are_judged_by_calibration_alone(model: str, count: int) -> None:
    found = floors(model, QuerySource.TEXT, spread(count, 0.5, 0.01))
    assert (found.likely, found.strong) == (0.3, 0.4)


@unmeasured
def test_without_floors_a_hit_must_beat_the_best_by_chance(model: str) -> None:
    scores = spread(10_000, 0.15, 0.02, 0.30)
    found = floors(model, QuerySource.TEXT, scores)
    assert np.flatnonzero(scores >= found.strong).tolist() == [10_000]
    assert 0.15 + 0.02 * 2.8 < found.likely < found.strong < 0.25


@unmeasured
def test_without_floors_and_background_nothing_is_sure(model: str) -> None:
    found = floors(model, QuerySource.TEXT, np.array([0.99, 0.1], np.float32))
    assert found.likely > 1


@measured
@pytest.mark.parametrize("scores", [np.zeros(50), np.ones(50)])
def test_equal_scores_do_no_harm(model: str, scores: np.ndarray) -> None:
    found = floors(model, QuerySource.TEXT, scores.astype(np.float32))
    assert np.isfinite([found.likely, found.strong]).all()
    assert found.likely <= found.strong


NEUTRAL = NeutralScores(centre=0.2, deviation=0.02, photos=1000)


@unmeasured
def test_texts_that_say_nothing_set_the_floors_of_an_unmeasured_model(model: str) -> None:
    scores = spread(1000, 0.15, 0.02, 0.27, 0.31)
    found = floors(model, QuerySource.TEXT, scores, neutral=NEUTRAL)
    assert (found.likely, found.strong) == (pytest.approx(0.26), pytest.approx(0.30))


@unmeasured
def test_nothing_is_likely_that_a_text_without_meaning_reaches(model: str) -> None:
    scores = spread(1000, 0.10, 0.01, 0.22)
    found = floors(model, QuerySource.TEXT, scores, neutral=NEUTRAL)
    assert not np.any(scores >= found.likely)


@unmeasured
def test_neutral_texts_judge_no_photo_queries(model: str) -> None:
    scores = spread(1000, 0.5, 0.05)
    with_neutral = floors(model, QuerySource.PHOTO, scores, neutral=NEUTRAL)
    assert with_neutral == floors(model, QuerySource.PHOTO, scores)


@measured
def test_measured_floors_come_first(model: str) -> None:
    scores = spread(1000, 0.0, 0.05)
    with_neutral = floors(model, QuerySource.TEXT, scores, neutral=NEUTRAL)
    assert with_neutral == floors(model, QuerySource.TEXT, scores)
