"""A CLIP model with random weights that are the same each time: as fast as the real one."""

from __future__ import annotations

from pathlib import Path

from indexer.embedding.catalogue import find_model
from indexer.embedding.encoder import ModelKind, ModelSpec, Precision
from indexer.embedding.runtime import prepare_open_clip

ARCHITECTURE = "ViT-B-32-256"


def write_random_clip(folder: Path, architecture: str = ARCHITECTURE) -> Path:
    """Write the weights into `folder`, if they are not there from an earlier run."""
    import torch
    from safetensors.torch import save_file

    path = folder / f"{architecture}.safetensors"
    if not path.exists():
        prepare_open_clip()
        import open_clip

        torch.manual_seed(7)
        network = open_clip.create_model(architecture, load_weights=False)
        state = {name: tensor.contiguous() for name, tensor in network.state_dict().items()}
        save_file(state, path)
    return path


def random_clip_spec(weights: Path, precision: Precision = Precision.FP32) -> ModelSpec:
    """How to load it."""
    return ModelSpec(
        name="random",
        kind=ModelKind.OPEN_CLIP,
        architecture=ARCHITECTURE,
        weights=str(weights),
        precision=precision,
        pretrained=find_model(ARCHITECTURE).pretrained,
    )
