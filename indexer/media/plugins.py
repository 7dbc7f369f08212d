"""The image libraries with the limits Pixlore gives them. The only caller of `Image.open`."""

from __future__ import annotations

import importlib
from functools import lru_cache
from typing import BinaryIO

# Imported by name: left to itself Pillow loads every plugin it has, lazily, from any thread.
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from indexer.core.errors import NotAPhoto
from indexer.core.formats import MAX_PIXELS, PILLOW_FORMATS

PLUGINS = (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

# Pillow raises DecompressionBombError above twice this number.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2
# Decode threads are ours: a decoder that starts its own takes cores from the encoder.
AvifImagePlugin.DEFAULT_MAX_THREADS = 1

_ALLOWED = frozenset(PILLOW_FORMATS) | {"JXL"}
_JXL_PLUGIN = "pillow_jxl"


def open_image(file: BinaryIO, family: str) -> ImageFile.ImageFile:
    """Parse the header of `file` as `family` and as nothing else; pixels come with `load`.

    Raises `NotAPhoto` for a family outside the allow-list or without its plugin, else whatever
    Pillow raises.
    """
    if family not in _ALLOWED:
        raise NotAPhoto(f"Pixlore does not read {family} here. Export the picture as JPEG.")
    if family == "HEIF":
        _register_heif()
    elif family == "JXL":
        _register_jxl()
    file.seek(0)
    return Image.open(file, formats=(family,))


@lru_cache(maxsize=1)
def _register_heif() -> None:
    """Security limits stay on (the default); auxiliary pictures are not parsed."""
    import pillow_heif

    pillow_heif.register_heif_opener(
        decode_threads=1, thumbnails=False, depth_images=False, aux_images=False
    )


@lru_cache(maxsize=1)
def _register_jxl() -> None:
    try:
        importlib.import_module(_JXL_PLUGIN)
    except ImportError as error:
        raise NotAPhoto(
            "JPEG XL pictures need an extra decoder. "
            "Install the Python package pillow-jxl-plugin where Pixlore runs, then retry."
        ) from error
