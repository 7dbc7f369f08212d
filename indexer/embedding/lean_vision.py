"""open_clip's vision transformer with less to compute for the same vectors.

Patches that share no pixel are one matrix product, not a convolution. Queries, keys and values come
from one ordinary linear layer, which `packed_layers` can pack. Only the class token is looked at
after the last block, so that block computes no other: it is the only one that may leave them out.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

_CLASS_TOKEN = slice(0, 1)
_ALL_TOKENS = slice(None)


def make_lean(visual: Any) -> None:
    """Change an image network in place; one of another kind stays as it is."""
    if not _is_plain(visual):
        return
    _separate_patches(visual)
    for block in visual.transformer.resblocks:
        _separate_layers(block)
    if visual.pool_type == "tok" and visual.attn_pool is None and not visual.output_tokens:
        last = visual.transformer.resblocks[-1]
        last.forward = partial(_only_class_token, last)


def _is_plain(visual: Any) -> bool:
    """Whether this is open_clip's own vision transformer with ordinary blocks."""
    from open_clip.transformer import ResidualAttentionBlock, VisionTransformer

    return (
        isinstance(visual, VisionTransformer)
        and visual.conv1.bias is None
        and visual.transformer.batch_first
        and all(type(block) is ResidualAttentionBlock for block in visual.transformer.resblocks)
    )


def _separate_patches(visual: Any) -> None:
    """Embed patches, which lie side by side, by a linear layer instead of a convolution."""
    convolution = visual.conv1
    rows = convolution.weight.detach().permute(0, 2, 3, 1)
    visual.patch_layer = _linear(rows.reshape(convolution.out_channels, -1), None)
    convolution.weight = None  # one copy is enough
    convolution.forward = partial(_embed_patches, visual, convolution.kernel_size[0])


def _embed_patches(visual: Any, side: int, pixels: torch.Tensor) -> torch.Tensor:
    """(n, 3, height, width) to (n, width of the network, rows, columns)."""
    photos, channels, height, width = pixels.shape
    rows, columns = height // side, width // side
    cut = pixels.permute(0, 2, 3, 1)[:, : rows * side, : columns * side]
    patches = cut.reshape(photos, rows, side, columns, side, channels).transpose(2, 3)
    embedded: torch.Tensor = visual.patch_layer(patches.reshape(photos * rows * columns, -1))
    return embedded.view(photos, rows, columns, -1).permute(0, 3, 1, 2)


def _separate_layers(block: Any) -> None:
    """Compute a block's attention with two linear layers, those that its weights describe."""
    from torch.nn import ModuleDict

    attention = block.attn
    block.attn = ModuleDict(
        {
            "into": _linear(attention.in_proj_weight, attention.in_proj_bias),
            "out": _linear(attention.out_proj.weight, attention.out_proj.bias),
        }
    )
    block.attention = partial(_attend, block.attn, attention.num_heads)


def _linear(weight: torch.Tensor, bias: torch.Tensor | None) -> Any:
    from torch.nn import Linear, Parameter

    outputs, inputs = weight.shape
    # "meta": without memory of its own
    layer = Linear(inputs, outputs, bias=bias is not None, device="meta")
    layer.weight = Parameter(weight, requires_grad=False)
    if bias is not None:
        layer.bias = Parameter(bias, requires_grad=False)
    return layer


def _attend(
    layers: Any,
    heads: int,
    q_x: torch.Tensor,
    k_x: None = None,
    v_x: None = None,
    attn_mask: torch.Tensor | None = None,
    *,
    tokens: slice = _ALL_TOKENS,
) -> torch.Tensor:
    """What the block's attention answers for `tokens`; other arguments as open_clip names them."""
    from torch.nn.functional import scaled_dot_product_attention

    photos, count, width = q_x.shape
    parts = layers["into"](q_x).view(photos, count, 3, heads, width // heads)
    queries, keys, values = parts.permute(2, 0, 3, 1, 4)
    seen = scaled_dot_product_attention(queries[:, :, tokens], keys, values, attn_mask=attn_mask)
    joined: torch.Tensor = layers["out"](seen.transpose(1, 2).flatten(2))
    return joined


def _only_class_token(block: Any, q_x: torch.Tensor, attn_mask: None = None) -> torch.Tensor:
    """The block's answer for the first token: it sees all others, as they see nothing more."""
    seen = block.attention(q_x=block.ln_1(q_x), tokens=_CLASS_TOKEN)
    token = q_x[:, _CLASS_TOKEN] + block.ls_1(seen)
    answer: torch.Tensor = token + block.ls_2(block.mlp(block.ln_2(token)))
    return answer
