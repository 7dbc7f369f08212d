"""An EfficientNet with less to do for the same numbers: half the time of its layers one by one.

Normalisation is folded into the convolutions' weights. Where torch has oneDNN (x86), a convolution
also does the clamp or the addition after it while its output is still in the cache, with weights
laid out for its kernel once; elsewhere torch's ordinary functions do the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

if TYPE_CHECKING:
    import torch

_HALVED = 32
"""Five strides halve both sides of a photo."""
_MOST = 6.0
"""The activation is ReLU6: clamp to 0..6."""


class FoldedNetwork:
    """The convolutions of a timm EfficientNet "Lite" (ReLU6, no squeeze-and-excite).

    Safe to call from several threads at once, under `torch.inference_mode`.
    """

    def __init__(self, network: Any) -> None:
        """`network` is timm's, in evaluation mode with its weights."""
        self._stem = _folded(network.conv_stem, network.bn1)
        self._blocks = [_block(block) for stage in network.blocks for block in stage]
        self._head = _folded(network.conv_head, network.bn2)

    def features(self, pixels: torch.Tensor) -> torch.Tensor:
        """Mean of the last maps, (n, channels), of pixels (n, 3, height, width), channels last.

        Height and width are multiples of 32: each of the five strides halves them.
        """
        if any(length % _HALVED for length in pixels.shape[2:]):
            raise ValueError(f"both sides must be multiples of {_HALVED}")
        maps = self._stem(pixels)
        for block in self._blocks:
            maps = block(maps)
        return self._head(maps).mean((2, 3))


class _Block(NamedTuple):
    """Convolutions one after another; `has_skip` adds the block's input to its output."""

    inner: list[_Convolution]
    last: _Convolution
    has_skip: bool

    def __call__(self, maps: torch.Tensor) -> torch.Tensor:
        inside = maps
        for convolution in self.inner:
            inside = convolution(inside)
        return self.last.added_to(maps, inside) if self.has_skip else self.last(inside)


class _Convolution:
    """One convolution with folded normalisation, perhaps followed by ReLU6."""

    def __init__(self, convolution: torch.nn.Conv2d, *, is_clamped: bool) -> None:
        import torch

        assert convolution.bias is not None
        self._bias = convolution.bias.detach()
        self._side = convolution.kernel_size[0]
        self._stride = convolution.stride[0]
        self._groups = convolution.groups
        self._is_clamped = is_clamped
        weight = convolution.weight.detach()
        if self._stride > 1:
            weight = _shifted(weight)
        self._weight = weight.contiguous(memory_format=torch.channels_last)
        self._operators: Any = _one_dnn()
        self._packed: torch.Tensor | None = None

    def __call__(self, maps: torch.Tensor) -> torch.Tensor:
        if self._operators is None:
            output = self._plain(maps)
            return output.clamp_(0.0, _MOST) if self._is_clamped else output
        after = ("hardtanh", [0.0, _MOST], "") if self._is_clamped else ("none", [], "")
        output = self._operators._convolution_pointwise(maps, *self._arguments(maps), *after)
        return cast("torch.Tensor", output)

    def added_to(self, maps: torch.Tensor, inside: torch.Tensor) -> torch.Tensor:
        """`maps`, changed in place, plus the convolution of `inside`."""
        if self._operators is None:
            return maps.add_(self._plain(inside))
        add = self._operators._convolution_pointwise_.binary
        after: tuple[Any, ...] = ("add", 1.0, None, [], None)
        return cast("torch.Tensor", add(maps, inside, *self._arguments(inside), *after))

    def _arguments(self, maps: torch.Tensor) -> tuple[object, ...]:
        """What oneDNN's operators take after the maps; lays the weights out at the first call."""
        import torch

        shape = (self._padding, [self._stride] * 2, [1, 1], self._groups)
        if self._packed is None:
            pack: Any = torch._C._nn.mkldnn_reorder_conv2d_weight
            # The size matters: without it oneDNN takes a layout that needs twice the time.
            self._packed = pack(self._weight.to_mkldnn(), *shape, list(maps.shape))
        return (self._packed, self._bias, *shape)

    @property
    def _padding(self) -> list[int]:
        return [self._side // 2] * 2

    def _plain(self, maps: torch.Tensor) -> torch.Tensor:
        from torch.nn.functional import conv2d

        return conv2d(
            maps, self._weight, self._bias, self._stride, self._padding, groups=self._groups
        )


def _shifted(weight: torch.Tensor) -> torch.Tensor:
    """A filter with a row and a column of zeros before its own.

    It gives TensorFlow's "same" padding, one more behind than before, out of equal padding: maps
    with wider borders would have to be copied first. Right for maps that the stride divides.
    """
    from torch.nn.functional import pad

    return pad(weight, (1, 0, 1, 0))


def _one_dnn() -> Any:
    """The operators of oneDNN, or None where this torch has none."""
    import torch

    is_available: Any = torch.backends.mkldnn.is_available
    operators = torch.ops.mkldnn
    return operators if is_available() and hasattr(operators, "_convolution_pointwise") else None


def _block(block: Any) -> _Block:
    """A depthwise-separable or inverted-residual block of timm."""
    if hasattr(block, "conv_pwl"):
        pairs = [
            (block.conv_pw, block.bn1),
            (block.conv_dw, block.bn2),
            (block.conv_pwl, block.bn3),
        ]
    else:
        pairs = [(block.conv_dw, block.bn1), (block.conv_pw, block.bn2)]
    *inner, last = [_folded(*pair) for pair in pairs]
    return _Block(inner, last, bool(block.has_skip))


def _folded(convolution: Any, normalisation: Any) -> _Convolution:
    from torch.nn import Identity
    from torch.nn.utils.fusion import fuse_conv_bn_eval

    fused = fuse_conv_bn_eval(convolution, normalisation)
    return _Convolution(fused, is_clamped=not isinstance(normalisation.act, Identity))
