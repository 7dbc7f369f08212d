"""Tells the format family of a file by its first bytes, whatever its name says."""

from __future__ import annotations

HEAD_BYTES = 64

_RAW_SIGNATURES = (b"IIRO", b"IIRS", b"MMOR", b"IIU\x00", b"FUJIFILMCCD-RAW")
"""Olympus (three), Panasonic, Fujifilm: raw files that are not plain TIFF."""

_SIGNATURES = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"II+\x00", "TIFF"),
    (b"MM\x00+", "TIFF"),
    (b"\xff\x0a", "JXL"),
    (b"\x00\x00\x00\x0cJXL \r\n\x87\n", "JXL"),
)
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIF_BRANDS = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
)


def sniff_family(head: bytes) -> str | None:
    """The family that the first `HEAD_BYTES` bytes announce, or None when they are no photo's.

    A TIFF-based raw file (DNG, NEF, ARW ...) is "TIFF" here: only its name tells them apart.
    """
    if head.startswith(_RAW_SIGNATURES) or (head[8:10] == b"CR" and head.startswith(b"II*")):
        return "RAW"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp":
        return _family_of_brands(head)
    return next((family for start, family in _SIGNATURES if head.startswith(start)), None)


def _family_of_brands(head: bytes) -> str | None:
    """The family of an ISO base media file: its major brand, then the compatible ones."""
    end = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, end - 3, 4))}
    if b"crx " in brands:
        return "RAW"
    if brands & _AVIF_BRANDS:
        return "AVIF"
    return "HEIF" if brands & _HEIF_BRANDS else None
