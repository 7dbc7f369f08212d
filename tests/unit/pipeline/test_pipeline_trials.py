"""What trials found is kept for each computer and model."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer.embedding.encoder import Device, ModelKind, ModelSpec, Precision
from indexer.embedding.trial import Attempt
from indexer.pipeline import trials
from indexer.pipeline.trials import REFERENCE, Trials

ATTEMPTS = (Attempt("cpu", "fp32", 10.0, 1.0), Attempt("cpu", "bf16", 20.0, 0.9999))


@pytest.fixture
def spec(tmp_path: Path) -> ModelSpec:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "open_clip_model.safetensors").write_bytes(b"weights")
    return ModelSpec("mine", ModelKind.OPEN_CLIP, weights=str(folder))


@pytest.fixture
def kept(tmp_path: Path) -> Trials:
    return Trials(tmp_path / "trials.json")


def test_a_model_is_tried_once(kept: Trials, spec: ModelSpec, tmp_path: Path) -> None:
    assert kept.is_due(spec)
    assert kept.apply(spec) == spec
    kept.note(spec, ATTEMPTS)
    later = Trials(tmp_path / "trials.json")
    assert not later.is_due(spec)
    assert later.attempts_of(spec) == ATTEMPTS
    assert later.apply(spec).precision is Precision.BF16


def test_other_weights_are_tried_again(kept: Trials, spec: ModelSpec) -> None:
    kept.note(spec, ATTEMPTS)
    weights = Path(spec.weights) / "open_clip_model.safetensors"
    os.utime(weights, (1, 1))
    assert kept.is_due(spec)


def test_another_computer_tries_for_itself(
    kept: Trials, spec: ModelSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.note(spec, ATTEMPTS)
    monkeypatch.setattr(trials, "_computer", lambda: ("another",))
    assert kept.is_due(spec)


def test_a_trial_that_ended_badly_leaves_the_plain_way(kept: Trials, spec: ModelSpec) -> None:
    kept.note(spec, (REFERENCE,))
    chosen = kept.apply(spec)
    assert (chosen.device, chosen.precision) == (Device.CPU, Precision.FP32)
    assert not kept.is_due(spec)


def test_the_starter_is_never_tried(kept: Trials) -> None:
    assert not kept.is_due(ModelSpec("starter", ModelKind.STARTER))


@pytest.mark.parametrize("content", ["", "[", "[]", '{"mine": 1}', "\x00"])
def test_a_damaged_file_only_costs_a_trial(tmp_path: Path, spec: ModelSpec, content: str) -> None:
    (tmp_path / "trials.json").write_text(content)
    kept = Trials(tmp_path / "trials.json")
    assert kept.is_due(spec)
    kept.note(spec, ATTEMPTS)
    assert not kept.is_due(spec)
