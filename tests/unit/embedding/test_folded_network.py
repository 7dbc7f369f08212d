from __future__ import annotations

from typing import Any

import pytest

from indexer.embedding import folded_network
from indexer.embedding.folded_network import FoldedNetwork
from indexer.embedding.torchvision_ops import make_torchvision_importable


@pytest.fixture(scope="module")
def network() -> Any:
    make_torchvision_importable()
    import timm
    import torch

    torch.manual_seed(1)
    made = timm.create_model("tf_efficientnet_lite0", pretrained=False).eval()
    for layer in made.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            layer.running_mean.uniform_(-0.1, 0.1)
            layer.running_var.uniform_(0.5, 1.5)
    return made


@pytest.mark.parametrize("with_one_dnn", [True, False])
@pytest.mark.parametrize("size", [(64, 64), (96, 160)])
def test_folding_changes_no_number(
    network: Any, size: tuple[int, int], with_one_dnn: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    if not with_one_dnn:
        monkeypatch.setattr(folded_network, "_one_dnn", lambda: None)
    elif folded_network._one_dnn() is None:
        pytest.skip("this torch has no oneDNN")
    pixels = torch.rand(3, 3, *size).contiguous(memory_format=torch.channels_last)
    with torch.inference_mode():
        wanted = network.forward_head(network.forward_features(pixels), pre_logits=True)
        folded = FoldedNetwork(network)
        first, again = folded.features(pixels[:2]), folded.features(pixels)
    assert torch.allclose(again, wanted, rtol=1e-3, atol=1e-4)
    assert torch.allclose(first, again[:2], rtol=1e-4, atol=1e-5)


def test_sides_that_a_stride_does_not_halve_are_refused(network: Any) -> None:
    import torch

    with torch.inference_mode(), pytest.raises(ValueError, match="multiples of 32"):
        FoldedNetwork(network).features(torch.rand(1, 3, 64, 80))
