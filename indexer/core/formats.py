"""The formats Pixlore indexes: an allow-list by extension, checked by content when decoding."""

from __future__ import annotations

from pathlib import PurePath

FORMAT_BY_EXTENSION = {
    ".jpg": "JPEG", ".jpeg": "JPEG", ".jpe": "JPEG", ".jfif": "JPEG", ".mpo": "JPEG",
    ".png": "PNG", ".apng": "PNG",
    ".webp": "WEBP",
    ".tif": "TIFF", ".tiff": "TIFF",
    ".gif": "GIF",
    ".bmp": "BMP", ".dib": "BMP",
    ".avif": "AVIF",
    ".heic": "HEIF", ".heif": "HEIF", ".hif": "HEIF",
    ".jxl": "JXL",
    ".dng": "RAW", ".cr2": "RAW", ".cr3": "RAW", ".nef": "RAW", ".nrw": "RAW", ".arw": "RAW",
    ".sr2": "RAW", ".raf": "RAW", ".orf": "RAW", ".rw2": "RAW", ".pef": "RAW", ".srw": "RAW",
    ".rwl": "RAW", ".3fr": "RAW", ".iiq": "RAW", ".erf": "RAW", ".mrw": "RAW", ".kdc": "RAW",
    ".dcr": "RAW", ".mef": "RAW",
}  # fmt: skip
"""Lower-case extension to format family. X3F is left out: its parser has had the most CVEs."""

PILLOW_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP", "AVIF", "HEIF")
"""What Pillow may open, one at a time, once the first bytes have announced it. EPS is left out on
purpose: Pillow would run Ghostscript on it. MPO is opened by the JPEG plugin."""

MAX_PIXELS = 268_000_000
"""Above a 200-megapixel phone photo, below what fills the worker's memory."""

MAX_FILE_BYTES = 1 << 30

THUMBNAIL_SIDE = 360
"""The longer side of a thumbnail, in pixels."""
THUMBNAIL_LEAST = 120
"""The shorter side at least, where the photo has as much: a tile shows a part of a panorama, three
times as wide as high, and a whole panorama of 360 by 36 pixels holds nothing sharp for it."""
THUMBNAIL_LONGEST = 2160
"""The longer side at most, for the sake of the disk: a panorama of 18 to 1."""

_TEMPORARY_ENDINGS = (".part", ".crdownload", ".tmp", ".download", ".filepart")


def thumbnail_size(width: int, height: int) -> tuple[int, int]:
    """The size of the thumbnail of a photo; never larger than the photo."""
    longer, shorter = max(width, height), min(width, height)
    scale = THUMBNAIL_SIDE / longer
    if shorter * scale < THUMBNAIL_LEAST:
        scale = min(THUMBNAIL_LEAST / shorter, THUMBNAIL_LONGEST / longer)
    scale = min(1.0, scale)
    return max(1, round(width * scale)), max(1, round(height * scale))


def format_of(name: str) -> str | None:
    """The format family a file name promises, or None if Pixlore does not index it."""
    return FORMAT_BY_EXTENSION.get(PurePath(name).suffix.lower())


def is_temporary(name: str) -> bool:
    """Whether a program is probably still writing this file under a passing name."""
    low = name.lower()
    return low.endswith(_TEMPORARY_ENDINGS) or low.startswith((".", "~$"))
