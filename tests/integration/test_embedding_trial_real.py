"""The trial with a real network of open_clip."""

from __future__ import annotations

from pathlib import Path

from indexer.embedding.encoder import ModelKind, ModelSpec
from indexer.embedding.loading import load_encoder
from indexer.embedding.trial import LOWEST_COSINE, fastest, run_trial
from tests.integration.tiny_clip import write_tiny_clip


def test_a_real_network_is_tried_in_every_number_format(tmp_path: Path) -> None:
    spec = ModelSpec("tiny", ModelKind.OPEN_CLIP, weights=str(write_tiny_clip(tmp_path / "tiny")))
    attempts = run_trial(spec, lambda one: load_encoder(one, threads=1), seconds=0.0)
    on_processor = [attempt for attempt in attempts if attempt.device == "cpu"]
    assert [attempt.precision for attempt in on_processor] == ["fp32", "bf16", "fp16", "int8"]
    assert on_processor[0].worst_cosine > 0.9999
    assert all(a.problem or a.worst_cosine >= LOWEST_COSINE for a in attempts)
    chosen = load_encoder(fastest(attempts).apply(spec))
    assert chosen.model_id == load_encoder(spec).model_id
