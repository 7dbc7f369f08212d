"""Documents, screens and drawings of one layout that say different things."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

_WORDS = ("alpha", "beta", "gamma", "of", "the", "in", "order", "house", "27", "quick")
_DARK = (10, 14, 20)

Draw = Callable[[ImageDraw.ImageDraw, np.random.Generator], None]


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _letter(draw: ImageDraw.ImageDraw, random: np.random.Generator) -> None:
    for y in range(120, 1630, 34):
        words = " ".join(random.choice(_WORDS, int(random.integers(4, 13))))
        draw.text((100, y), words, fill="black", font=_font(26))


def _code(draw: ImageDraw.ImageDraw, random: np.random.Generator) -> None:
    draw.rectangle((0, 0, 1240, 1754), fill=(30, 30, 30))
    for y in range(120, 1630, 34):
        words = " ".join(random.choice(_WORDS, int(random.integers(2, 9))))
        draw.text((100, y), words, fill=(200, 220, 200), font=_font(26))


def _invoice(draw: ImageDraw.ImageDraw, random: np.random.Generator) -> None:
    draw.rectangle((80, 80, 1160, 260), fill=(30, 60, 140))
    draw.text((120, 130), "EXAMPLE INVOICE", fill="white", font=_font(60))
    for y in range(500, 1250, 100):
        draw.line((80, y, 1160, y), fill="grey", width=3)
    total = f"Total: {random.integers(100, 9999)}.00 EUR"
    draw.text((100, 1380), total, fill="black", font=_font(60))


def _receipt(draw: ImageDraw.ImageDraw, random: np.random.Generator) -> None:
    for line in range(25):
        price = f"{random.integers(0, 9)}.{random.integers(10, 99)}"
        draw.text((40, 120 + line * 55), f"Item {line:02}  1 x  {price}", "black", font=_font(40))


def _chat(draw: ImageDraw.ImageDraw, random: np.random.Generator) -> None:
    draw.rectangle((0, 0, 1240, 1754), fill=(229, 221, 213))
    _bubbles(draw, random, (220, 248, 198), "black")


def _dark_chat(draw: ImageDraw.ImageDraw, random: np.random.Generator) -> None:
    draw.rectangle((0, 0, 1240, 1754), fill=_DARK)
    _bubbles(draw, random, (0, 92, 75), "white")


def _bubbles(
    draw: ImageDraw.ImageDraw, random: np.random.Generator, fill: tuple[int, int, int], ink: str
) -> None:
    for number in range(8):
        left, top = (480 if number % 2 else 60), 200 + number * 180
        draw.rounded_rectangle((left, top, left + 700, top + 130), 20, fill=fill)
        words = " ".join(random.choice(_WORDS, 4))
        draw.text((left + 30, top + 40), words, fill=ink, font=_font(38))


def _music(draw: ImageDraw.ImageDraw, random: np.random.Generator) -> None:
    for top in range(150, 1600, 190):
        for line in range(5):
            draw.line((80, top + line * 16, 1160, top + line * 16), fill="black", width=2)
        for x in range(120, 1140, 55):
            y = top + int(random.integers(-1, 9)) * 8
            draw.ellipse((x, y, x + 18, y + 14), fill="black")
            draw.line((x + 17, y + 5, x + 17, y - 50), fill="black", width=3)


def _map(draw: ImageDraw.ImageDraw, random: np.random.Generator) -> None:
    draw.rectangle((0, 0, 1240, 1754), fill=(240, 236, 224))
    for number in range(60):
        steps = random.integers(-150, 150, (6, 2)).cumsum(axis=0)
        points = (random.random(2) * (1240, 1754) + steps).astype(int)
        colour = ((200, 120, 60), (90, 140, 200), (120, 120, 120))[number % 3]
        draw.line([tuple(point) for point in points.tolist()], fill=colour, width=6)


def _table(draw: ImageDraw.ImageDraw, random: np.random.Generator) -> None:
    for y in range(100, 1700, 45):
        draw.line((80, y, 1160, y), fill=(180, 180, 180))
        for x in range(90, 1100, 180):
            draw.text((x, y + 6), str(random.integers(0, 9999)), fill="black", font=_font(26))


PAGES: dict[str, Draw] = {
    "letter": _letter,
    "code": _code,
    "invoice": _invoice,
    "receipt": _receipt,
    "chat": _chat,
    "dark chat": _dark_chat,
    "music": _music,
    "map": _map,
    "table": _table,
}


def page(kind: str, seed: int) -> Image.Image:
    """A page of one kind; all of one kind have one layout."""
    image = Image.new("RGB", (1240, 1754), "white")
    PAGES[kind](ImageDraw.Draw(image), np.random.default_rng(seed))
    return image


def scanned(image: Image.Image, seed: int) -> Image.Image:
    """The page as a scanner or a camera sees it: soft, grey, unevenly lit, with noise."""
    levels = np.asarray(image.filter(ImageFilter.GaussianBlur(1)), np.float32) * 0.85 + 25
    height, width = levels.shape[:2]
    light = np.linspace(-18, 14, width)[None, :, None]
    light = light + np.linspace(-10, 12, height)[:, None, None]
    noise = np.random.default_rng(seed).normal(0, 6, (height, width, 1))
    return Image.fromarray((levels + light + noise).clip(0, 255).astype(np.uint8))
