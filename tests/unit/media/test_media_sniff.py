"""The first bytes tell the family."""

from __future__ import annotations

import pytest

from indexer.core.formats import PILLOW_FORMATS, format_of
from indexer.media.sniff import sniff_family


@pytest.mark.parametrize(
    ("head", "family"),
    [
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "WEBP"),
        (b"RIFF\x10\0\0\0WAVEfmt ", None),
        (b"GIF89a", "GIF"),
        (b"BM\0\0", "BMP"),
        (b"II*\0\x08\0\0\0", "TIFF"),
        (b"MM\0*\0\0\0\x08", "TIFF"),
        (b"II*\0\x10\0\0\0CR\x02\0", "RAW"),
        (b"IIRO\x08\0\0\0", "RAW"),
        (b"IIU\0\x18\0\0\0", "RAW"),
        (b"FUJIFILMCCD-RAW 0201", "RAW"),
        (b"\0\0\0\x18ftypcrx \0\0\0\1crx isom", "RAW"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIF"),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf", "AVIF"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "HEIF"),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42", None),
        (b"\xff\x0a\0\0", "JXL"),
        (b"%!PS-Adobe", None),
        (b"8BPS\0\1", None),
        (b"", None),
    ],
)
def test_sniffing(head: bytes, family: str | None) -> None:
    assert sniff_family(head) == family


def test_postscript_is_never_allowed() -> None:
    assert not {"EPS", "PSD", "PDF", "WMF", "FITS", "ICNS", "MPO"} & set(PILLOW_FORMATS)
    assert format_of("figure.eps") is None
