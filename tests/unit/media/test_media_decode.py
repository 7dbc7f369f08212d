"""Pixels come out upright, complete and small enough; bad files end as a PhotoError."""

from __future__ import annotations

import threading
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image

from indexer.core.errors import CorruptPhoto, FileUnavailable, NotAPhoto, PhotoTooLarge
from indexer.core.formats import MAX_PIXELS
from indexer.media.decode import DecodedPhoto, decode_photo

QUADRANTS = ((255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255))
"""Top left, top right, bottom left, bottom right."""

TO_STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""What a camera does to the upright picture before it writes the orientation (EXIF 2.3, 4.6.4)."""


def picture(width: int = 96, height: int = 64) -> Image.Image:
    image = Image.new("RGB", (width, height))
    half = (width // 2, height // 2)
    for number, colour in enumerate(QUADRANTS):
        image.paste(Image.new("RGB", half, colour), (number % 2 * half[0], number // 2 * half[1]))
    return image


def noise(width: int, height: int) -> Image.Image:
    pixels = np.random.default_rng(7).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(pixels)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def decoded(content: bytes, hint: str = "", side: int = 256) -> DecodedPhoto:
    return decode_photo(BytesIO(content), format_hint=hint, target_side=side)


def assert_quadrants(image: Image.Image, tolerance: int = 12) -> None:
    assert image.mode == "RGB"
    for number, colour in enumerate(QUADRANTS):
        spot = (
            image.width * (1 + 2 * (number % 2)) // 4,
            image.height * (1 + 2 * (number // 2)) // 4,
        )
        difference = np.abs(np.subtract(image.getpixel(spot), colour))
        assert difference.max() <= tolerance, (number, image.getpixel(spot))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "PNG", "WEBP"])
def test_every_exif_orientation_comes_out_upright(kind: str, orientation: int) -> None:
    turn = TO_STORED[orientation]
    stored = picture() if turn is None else picture().transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"quality": 95, "subsampling": 0} if kind == "JPEG" else {"lossless": True}
    content = encoded(stored, kind, exif=exif, **({} if kind in {"TIFF", "PNG"} else options))

    photo = decoded(content)

    assert photo.image.size == (96, 64)
    assert (photo.metadata.width, photo.metadata.height) == (96, 64)
    assert photo.metadata.orientation == orientation
    assert_quadrants(photo.image)


@pytest.mark.parametrize(
    ("kind", "family"), [("GIF", "GIF"), ("BMP", "BMP"), ("AVIF", "AVIF"), ("PNG", "PNG")]
)
def test_each_format_keeps_its_colours(kind: str, family: str) -> None:
    photo = decoded(encoded(picture(), kind))
    assert photo.metadata.format == family
    assert_quadrants(photo.image)


def test_heic_is_decoded_upright_once() -> None:
    import pillow_heif

    exif = Image.Exif()
    exif[0x0112] = 6
    buffer = BytesIO()
    stored = picture().transpose(TO_STORED[6])
    pillow_heif.from_pillow(stored).save(buffer, quality=95, exif=exif.tobytes())

    photo = decoded(buffer.getvalue(), "HEIF")

    assert photo.metadata.format == "HEIF"
    assert photo.image.size == (photo.metadata.width, photo.metadata.height) == (96, 64)
    assert_quadrants(photo.image, tolerance=24)


def test_mpo_shows_its_first_picture() -> None:
    content = encoded(picture(), "MPO", save_all=True, append_images=[Image.new("RGB", (96, 64))])
    photo = decoded(content, "JPEG")
    assert photo.metadata.format == "JPEG"
    assert photo.metadata.frames == 2
    assert_quadrants(photo.image)


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "AVIF", "TIFF"])
def test_several_pictures_in_a_file_show_the_first(kind: str) -> None:
    rest = [Image.new("RGB", (96, 64), colour) for colour in ("black", "gray")]
    photo = decoded(encoded(picture(), kind, save_all=True, append_images=rest))
    assert photo.metadata.frames > 1
    assert_quadrants(photo.image, tolerance=24)


def test_damage_behind_the_first_picture_does_not_matter() -> None:
    content = encoded(picture(), "GIF", save_all=True, append_images=[noise(96, 64)] * 2)
    assert_quadrants(decoded(content[: len(content) // 2]).image)


def test_the_content_decides_not_the_name() -> None:
    photo = decoded(encoded(picture(), "PNG"), hint="JPEG")
    assert photo.metadata.format == "PNG"


@pytest.mark.parametrize(("kind", "size"), [("JPEG", (1000, 750)), ("PNG", (800, 600))])
def test_a_large_photo_is_decoded_smaller(kind: str, size: tuple[int, int]) -> None:
    photo = decoded(encoded(picture(4000, 3000), kind), side=256)
    assert photo.image.size == size
    assert (photo.metadata.width, photo.metadata.height) == (4000, 3000)
    assert_quadrants(photo.image)


def test_a_panorama_keeps_enough_rows() -> None:
    photo = decoded(encoded(picture(6000, 600), "JPEG"), side=256)
    assert photo.image.height >= 512


def test_full_size_on_request() -> None:
    assert decoded(encoded(picture(2000, 1500), "JPEG"), side=0).image.size == (2000, 1500)


def test_what_is_kept_of_the_file_is_its_pixels() -> None:
    photo = decoded(encoded(picture(), "JPEG", comment=b"hidden", dpi=(300, 300)))
    assert photo.image.info == {}


def test_a_zero_tail_without_end_marker_is_suspect() -> None:
    content = encoded(noise(400, 300), "JPEG")
    half = content[: len(content) // 2] + bytes(len(content) - len(content) // 2)
    assert decoded(half, "JPEG").suspect
    assert not decoded(content, "JPEG").suspect
    assert not decoded(content + bytes(8192), "JPEG").suspect
    assert not decoded(content + bytes(80_000) + noise(200, 200).tobytes(), "JPEG").suspect


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "BMP"])
@pytest.mark.parametrize("kept", [0.02, 0.5, 0.9])
def test_a_truncated_file_is_corrupt(kind: str, kept: float) -> None:
    if (kind, kept) == ("JPEG", 0.9):
        pytest.skip("enough of a JPEG")
    content = encoded(noise(200, 150), kind)
    with pytest.raises(CorruptPhoto, match=r"damaged or incomplete"):
        decoded(content[: max(20, int(len(content) * kept))])


@pytest.mark.parametrize("side", [0, 256])
@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_rows": 1}])
def test_a_jpeg_without_its_end_is_read_and_marked(side: int, options: dict[str, Any]) -> None:
    content = encoded(noise(1200, 900), "JPEG", **options)
    for kept in (len(content) - 2, len(content) - 1, int(0.9 * len(content))):
        photo = decoded(content[:kept], "JPEG", side=side)
        assert photo.suspect
        assert (photo.metadata.width, photo.metadata.height) == (1200, 900)


@pytest.mark.parametrize("options", [{}, {"progressive": True}])
def test_half_of_a_jpeg_is_refused(options: dict[str, Any]) -> None:
    content = encoded(noise(1200, 900), "JPEG", **options)
    with pytest.raises(CorruptPhoto, match=r"too much of its end is missing"):
        decoded(content[: len(content) // 2], "JPEG")


def test_a_black_lower_half_is_no_missing_end() -> None:
    night = noise(400, 300)
    night.paste("black", (0, 100, 400, 300))
    content = encoded(night, "JPEG")
    assert decoded(content[:-2], "JPEG").suspect


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_a_blank_first_frame_gives_way_to_one_that_shows_something(kind: str) -> None:
    frames = [Image.new("RGB", (120, 80), colour) for colour in ("black", "#080808", "#101010")]
    shown = encoded(frames[0], kind, save_all=True, append_images=[*frames[1:], picture(120, 80)])
    low, high = decoded(shown).image.convert("L").getextrema()
    assert high - low > 96


def test_a_blank_animation_is_still_a_photo() -> None:
    frames = [Image.new("RGB", (120, 80), colour) for colour in ("black", "#040404")]
    shown = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert decoded(shown).image.size == (120, 80)


def test_a_first_frame_that_shows_something_stays() -> None:
    frames = [picture(120, 80), Image.new("RGB", (120, 80), "red")]
    photo = decoded(encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert_quadrants(photo.image)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_a_white_drawing_on_transparency_can_be_seen(kind: str, mode: str) -> None:
    drawing = Image.new("LA", (120, 80), (255, 0))
    drawing.paste((250, 255), (30, 20, 90, 60))
    made = drawing.convert("RGBA")
    if mode == "LA":
        made = drawing
    if mode == "P":
        if kind != "PNG":
            pytest.skip("a palette with transparency is PNG's")
        made = made.quantize(8)
    low, high = decoded(encoded(made, kind)).image.convert("L").getextrema()
    assert high - low > 96


def test_an_empty_file_says_so() -> None:
    with pytest.raises(CorruptPhoto, match=r"empty \(0 bytes\)"):
        decoded(b"", "JPEG")


def test_a_file_of_zeros_was_not_copied() -> None:
    with pytest.raises(CorruptPhoto, match="not copied whole"):
        decoded(bytes(5000), "JPEG")


@pytest.mark.parametrize(
    "content",
    [
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"hello, world",
        b"%PDF-1.7\n",
        b"\x7fELF",
    ],
)
def test_other_files_named_jpg_are_no_photos(content: bytes) -> None:
    with pytest.raises(NotAPhoto, match="not a picture"):
        decoded(content + b"x" * 100, "JPEG")


def test_a_bomb_is_refused_by_its_header() -> None:
    side = int(MAX_PIXELS**0.5) + 1000
    header = encoded(Image.new("1", (8, 8)), "BMP")
    bomb = header[:18] + side.to_bytes(4, "little") * 2 + header[26:]
    with pytest.raises(PhotoTooLarge, match="megapixels"):
        decoded(bomb)


def test_a_photo_of_200_megapixels_is_let_through_the_gate() -> None:
    header = encoded(Image.new("1", (8, 8)), "BMP")
    big = header[:18] + (16320).to_bytes(4, "little") + (12240).to_bytes(4, "little") + header[26:]
    with pytest.raises(CorruptPhoto):
        decoded(big)


def test_jpeg_xl_without_its_plugin_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.media.plugins._JXL_PLUGIN", "no_such_plugin_for_jpeg_xl")
    with pytest.raises(NotAPhoto, match="pillow-jxl-plugin"):
        decoded(b"\xff\x0a" + bytes(range(64)), "JXL")


def test_lack_of_memory_is_left_to_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("indexer.media.decode.to_srgb", full)
    with pytest.raises(MemoryError):
        decoded(encoded(picture(), "PNG"))


class FailingFile(BytesIO):
    """A file on a drive that fails after `good` bytes."""

    def __init__(self, content: bytes, good: int) -> None:
        super().__init__(content)
        self.good = good

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() >= self.good:
            raise OSError(5, "Input/output error")
        return super().read(size)


@pytest.mark.parametrize("good", [0, 64, 20_000])
def test_a_failing_drive_is_not_the_photos_fault(good: int) -> None:
    content = encoded(noise(400, 300), "JPEG")
    with pytest.raises(FileUnavailable, match="Input/output error"):
        decode_photo(FailingFile(content, good), format_hint="JPEG", target_side=64)


def test_threads_decode_at_once() -> None:
    contents = [encoded(picture(800, 600), kind) for kind in ("JPEG", "PNG", "TIFF", "WEBP")] * 4
    contents[3] = contents[3][:200]
    failures: list[BaseException] = []

    def work(content: bytes) -> None:
        try:
            assert_quadrants(decoded(content).image)
        except (AssertionError, CorruptPhoto) as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(content,)) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(error) for error in failures] == [CorruptPhoto]
