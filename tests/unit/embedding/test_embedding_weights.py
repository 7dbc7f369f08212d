"""Weights are safetensors with the right hash, or they are refused."""

from __future__ import annotations

import os
import pickle
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from indexer.core.errors import ModelError
from indexer.embedding import weights
from indexer.embedding.unit_vectors import to_unit_length


def _save(path: Path, value: float = 1.0) -> Path:
    save_file({"layer": np.full((4, 4), value, np.float32)}, path)
    return path


def test_a_file_with_another_hash_is_refused(tmp_path: Path) -> None:
    path = _save(tmp_path / "a.safetensors")
    weights.require_sha256(path, sha256(path.read_bytes()).hexdigest())
    with pytest.raises(ModelError, match="Install Pixlore again"):
        weights.require_sha256(path, "0" * 64)


def test_a_missing_package_file_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="missing"):
        weights.require_sha256(tmp_path / "a.pth", "0" * 64)


@pytest.mark.parametrize("name", ["model.pt", "model.bin", "model.pth", "model.ckpt"])
def test_pickles_are_never_opened(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(pickle.dumps({"weights": 1}))
    with pytest.raises(ModelError, match="not a safetensors file"):
        weights.find_safetensors(path)


def test_a_pickle_under_a_safetensors_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(pickle.dumps({"weights": 1}))
    with pytest.raises(ModelError, match="damaged"):
        weights.find_safetensors(path)


def test_a_folder_of_pickles_holds_no_model(tmp_path: Path) -> None:
    (tmp_path / "open_clip_pytorch_model.bin").write_bytes(b"pickle")
    with pytest.raises(ModelError, match="no safetensors"):
        weights.find_safetensors(tmp_path)


def test_the_usual_name_wins_in_a_folder(tmp_path: Path) -> None:
    _save(tmp_path / "a.safetensors")
    best = _save(tmp_path / "open_clip_model.safetensors")
    assert weights.find_safetensors(tmp_path) == best


def test_no_weights_at_all(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="Install the model first"):
        weights.find_safetensors(tmp_path / "absent")


def test_a_changed_file_is_noticed(tmp_path: Path) -> None:
    (tmp_path / weights.CONFIG_NAME).write_text("{}", "utf-8")
    path = _save(tmp_path / "model.safetensors", 1.0)
    first = weights.identify(path)
    assert weights.identify(path) == first
    os.utime(_save(path, 2.0), ns=(1, 1))
    assert weights.identify(path) != first
    assert weights.identify(path) == sha256(path.read_bytes()).hexdigest()


def test_nothing_is_written_beside_a_persons_own_file(tmp_path: Path) -> None:
    weights.identify(_save(tmp_path / "mine.safetensors"))
    assert [path.name for path in tmp_path.iterdir()] == ["mine.safetensors"]


@pytest.mark.parametrize("bad", [np.nan, np.inf, 0.0])
def test_no_vector_without_direction_leaves_an_encoder(bad: float) -> None:
    rows = np.ones((3, 8), np.float32)
    rows[1] = bad
    with pytest.raises(ModelError, match="not a direction"):
        to_unit_length(rows)
