"""One byte a dimension, in a file: near the cosines, silent where a row is not to be trusted."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from indexer.core.errors import DatabaseDamaged
from indexer.store import scalar_codes
from indexer.store.scalar_codes import ScalarCodes

DIMENSIONS = 64
COUNT = 300


@pytest.fixture
def vectors():
    """Unit vectors far from the origin's middle, as those of CLIP are."""
    random = np.random.default_rng(5)
    found = random.standard_normal((COUNT, DIMENSIONS)) + np.where(np.arange(DIMENSIONS) == 3, 9, 1)
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def path(tmp_path: Path, vectors):
    """A file with rows for the ids 1 to 300 but 100."""
    path = tmp_path / "1-1.sq8"
    codes = ScalarCodes.create(path, vectors.mean(axis=0))
    ids = np.delete(np.arange(1, COUNT + 1), 99)
    codes.put(ids[::-1], vectors[ids - 1][::-1], 5)
    codes.sync()
    codes.close()
    return path


@pytest.fixture
def codes(path):
    return ScalarCodes.open(path)


def looked_up(codes: ScalarCodes, vector: np.ndarray, *ids: int, revision: int = 5) -> list[float]:
    return codes.cosines(vector, np.array(ids), revision)[0].tolist()


def test_estimates_err_as_little_as_they_say(codes, vectors):
    ids = np.arange(1, COUNT + 1)
    for vector in vectors[:20]:
        scores, deviations = codes.cosines(vector, ids, 5)
        assert np.flatnonzero(np.isnan(scores)).tolist() == [99]
        assert np.isnan(deviations[99])
        errors = np.abs(scores - vectors @ vector)
        assert np.nanmax(errors / deviations) < 5
        assert np.nanmax(errors) < 0.005


def test_the_order_asked_for_is_the_order_of_the_answer(codes, vectors):
    ids = np.array([250, 3, 17])
    found, _ = codes.cosines(vectors[0], ids, 5)
    assert found == pytest.approx(vectors[ids - 1] @ vectors[0], abs=0.005)


def test_photos_without_a_row_have_no_estimate(codes, vectors):
    assert np.isnan(looked_up(codes, vectors[0], 0, 100, 301, 10**7)).all()
    assert looked_up(codes, vectors[0]) == []


def test_a_row_that_is_too_new_is_not_used(path, codes, vectors):
    writer = ScalarCodes.open(path, writable=True)
    writer.put(np.array([7]), vectors[6:7], 6)
    assert np.isnan(looked_up(codes, vectors[0], 7)).all()
    assert not np.isnan(looked_up(codes, vectors[0], 7, revision=6)).any()


def test_rows_are_replaced_cleared_and_added(path, codes, vectors):
    writer = ScalarCodes.open(path, writable=True)
    writer.put(np.array([9, 100, 400]), np.stack([vectors[0], vectors[99], -vectors[0]]), 5)
    writer.clear(np.array([2, 3]))
    assert looked_up(codes, vectors[0], 9, 100, 400) == pytest.approx(
        [1, float(vectors[99] @ vectors[0]), -1], abs=0.01
    )
    assert np.isnan(looked_up(codes, vectors[0], 2, 3)).all()
    assert looked_up(codes, vectors[0], 1) == pytest.approx([1], abs=0.005)


@pytest.mark.parametrize("place", [-1, -6, -14, -40])
def test_a_damaged_row_has_no_estimate(path, vectors, place):
    content = bytearray(path.read_bytes())
    content[place] ^= 4
    path.write_bytes(content)
    scores = looked_up(ScalarCodes.open(path), vectors[0], 299, 300)
    assert np.isnan(scores).tolist() == [False, True]


def test_a_file_that_was_cut_has_the_rows_before(path, vectors):
    path.write_bytes(path.read_bytes()[:-100])
    scores = looked_up(ScalarCodes.open(path), vectors[0], 1, 299, 300)
    assert np.isnan(scores).tolist() == [False, True, True]


@pytest.mark.parametrize("content", [b"", b"PixSQ8", b"something else altogether, and longer"])
def test_another_file_is_refused(tmp_path, content):
    path = tmp_path / "odd.sq8"
    path.write_bytes(content)
    with pytest.raises(DatabaseDamaged):
        ScalarCodes.open(path)


def test_a_damaged_beginning_is_refused(path):
    content = bytearray(path.read_bytes())
    content[50] ^= 1
    path.write_bytes(content)
    with pytest.raises(DatabaseDamaged):
        ScalarCodes.open(path)


def test_a_closed_file_has_no_estimates(codes, vectors):
    codes.close()
    codes.close()
    assert np.isnan(looked_up(codes, vectors[0], 1, 2)).all()


def test_only_the_owner_may_read_it(path):
    if os.name == "nt":
        pytest.skip("Windows gives a file the rights of its folder")
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("positioned", [True, False])
def test_it_is_read_the_same_where_the_system_cannot_read_at_a_place(
    path, vectors, positioned, monkeypatch
):
    if positioned and not hasattr(os, "pread"):
        pytest.skip("this system has no pread")
    reader = scalar_codes.read_at(positioned=positioned)
    monkeypatch.setattr(scalar_codes, "read_at", lambda: reader)
    scores = looked_up(ScalarCodes.open(path), vectors[0], 1, 100, 300)
    assert np.isnan(scores).tolist() == [False, True, False]
