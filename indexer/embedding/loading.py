"""From a model's description to an encoder. Cheap to import: torch loads inside an encoder."""

from __future__ import annotations

from indexer.embedding.encoder import Encoder, ModelKind, ModelSpec


def load_encoder(spec: ModelSpec, *, threads: int | None = None) -> Encoder:
    """The encoder a spec names; its networks load at first use.

    Args:
        spec: which model.
        threads: CPU threads torch may use; None keeps torch's own choice.

    Raises:
        ModelError: weights are missing, not safetensors, or fail their check.
    """
    if spec.kind is ModelKind.STARTER:
        from indexer.embedding.starter import StarterEncoder

        return StarterEncoder(threads=threads)
    from indexer.embedding.clip import ClipEncoder

    return ClipEncoder(spec, threads=threads)
