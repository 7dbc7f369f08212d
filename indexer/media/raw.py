"""Gets the preview out of a camera's raw file. Nothing is demosaiced: that costs seconds."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from PIL import Image

from indexer.core.errors import CorruptPhoto, FileUnavailable, NotAPhoto, PhotoTooLarge
from indexer.media.exif import Exif, exif_of_file
from indexer.media.faults import DAMAGED, DECODER_FAULTS, TOO_LARGE, unreadable

if TYPE_CHECKING:
    import rawpy

_ORIENTATION_OF_FLIP = {0: 1, 3: 3, 5: 8, 6: 6}
"""LibRaw's way to write a rotation, to EXIF's."""

_NO_PREVIEW = (
    "This raw file has no preview picture that can be read. "
    "Export it as JPEG next to the raw file to have it indexed."
)


@dataclass(frozen=True, slots=True)
class RawPreview:
    """The picture a camera stored beside its raw pixels."""

    file: BinaryIO
    """An encoded picture: the JPEG of the camera, or a BMP made of a bitmap preview."""
    orientation: int
    """EXIF orientation of the raw picture."""
    size: tuple[int, int]
    """Width and height of the raw picture, not turned."""


def extract_preview(file: BinaryIO) -> RawPreview:
    """The largest embedded preview. Raises a `PhotoError` or `FileUnavailable`."""
    import rawpy

    damaged: tuple[type[Exception], ...] = (
        rawpy.LibRawError,
        rawpy.NotSupportedError,
        *DECODER_FAULTS,
    )
    try:
        return _extract(file)
    except (rawpy.LibRawNoThumbnailError, rawpy.LibRawUnsupportedThumbnailError) as error:
        raise NotAPhoto(_NO_PREVIEW) from error
    except rawpy.LibRawFileUnsupportedError as error:
        raise NotAPhoto(
            "This raw format is not known, or the file is no raw file. Export it as JPEG."
        ) from error
    except (rawpy.LibRawTooBigError, rawpy.LibRawUnsufficientMemoryError) as error:
        raise PhotoTooLarge(TOO_LARGE) from error
    except damaged as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise FileUnavailable(unreadable(error)) from error
        raise CorruptPhoto(DAMAGED.format(detail=_plain(error))) from error


def raw_exif(file: BinaryIO) -> Exif:
    """The EXIF of a raw file built like a TIFF; empty for the others."""
    try:
        return exif_of_file(file)
    except DECODER_FAULTS:
        return Exif()


def _extract(file: BinaryIO) -> RawPreview:
    import rawpy

    file.seek(0)
    with rawpy.imread(file) as raw:
        thumb, sizes = raw.extract_thumb(), raw.sizes
    return RawPreview(
        file=_encoded(thumb),
        orientation=_ORIENTATION_OF_FLIP.get(sizes.flip, 1),
        size=(sizes.width, sizes.height),
    )


def _encoded(thumb: rawpy.Thumbnail) -> BytesIO:
    if isinstance(thumb.data, bytes):
        return BytesIO(thumb.data)
    bitmap = BytesIO()
    Image.fromarray(thumb.data).save(bitmap, "BMP")
    bitmap.seek(0)
    return bitmap


def _plain(error: Exception) -> str:
    """LibRaw's exceptions carry their text as bytes."""
    text = error.args[0] if error.args else ""
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
