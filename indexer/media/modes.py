"""Brings every Pillow mode down to opaque 8-bit L, RGB, CMYK or LAB, with the right brightness."""

from __future__ import annotations

from typing import cast

import numpy as np
import numpy.typing as npt
from PIL import Image

_READY = frozenset({"L", "RGB", "CMYK", "LAB"})
_DARK = "#404040"
_FAINT = 40
"""A drawing whose darkest part differs from white by no more cannot be seen on it."""


def simplify_mode(image: Image.Image) -> Image.Image:
    """An 8-bit, opaque picture in mode L, RGB, CMYK or LAB.

    Transparency shows white, or dark where what is drawn is nearly white itself.
    """
    if image.mode.startswith("I;16"):
        return _from_16_bit(image)
    if image.mode in {"I", "F"}:
        return _from_wide(image)
    if image.has_transparency_data:
        return _on_backdrop(image)
    if image.mode in _READY:
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _from_16_bit(image: Image.Image) -> Image.Image:
    """Scale by the number of bits in use: many cameras and scanners put 10 to 14 bits into 16.

    Pillow's own conversion clips at 255, which makes nearly every pixel white.
    """
    pixels = np.asarray(image).astype(np.float32)
    bits = max(8, int(pixels.max(initial=0)).bit_length())
    return _grey(pixels * (255.0 / ((1 << bits) - 1)))


def _from_wide(image: Image.Image) -> Image.Image:
    """Stretch 32-bit integers and floats, whose white is not defined, from least to greatest."""
    pixels = np.asarray(image).astype(np.float64)
    finite = pixels[np.isfinite(pixels)]
    if finite.size == 0:
        return Image.new("L", image.size)
    low, high = float(finite.min()), float(finite.max())
    span = high - low
    if not 0 < span < np.inf:
        return Image.new("L", image.size, 128)
    stretched = np.nan_to_num((pixels - low) / span * 255.0, nan=0.0, posinf=255.0, neginf=0.0)
    return _grey(stretched)


def _grey(pixels: npt.NDArray[np.floating]) -> Image.Image:
    return Image.fromarray(np.clip(np.rint(pixels), 0, 255).astype(np.uint8))


def _on_backdrop(image: Image.Image) -> Image.Image:
    """On white; on dark grey when white would hide what is drawn."""
    rgba = image.convert("LA").convert("RGBA") if image.mode == "La" else image.convert("RGBA")
    shown = _over(rgba, "white")
    if spread(shown) > _FAINT:
        return shown
    dark = _over(rgba, _DARK)
    return dark if spread(dark) > spread(shown) else shown


def _over(rgba: Image.Image, colour: str) -> Image.Image:
    backdrop = Image.new("RGB", rgba.size, colour)
    backdrop.paste(rgba, mask=rgba.getchannel("A"))
    return backdrop


def spread(image: Image.Image) -> int:
    """By how much the pixels differ in the band where they differ most; 0 for one colour."""
    extremes = cast("tuple[tuple[int, int], ...]", image.convert("RGB").getextrema())
    return max(high - low for low, high in extremes)
