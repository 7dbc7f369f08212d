"""Regions are cut where they say, and refused when they lie outside."""

from __future__ import annotations

import pytest
from PIL import Image

from indexer.core.errors import QueryError
from indexer.media.crop import crop_region, side_for_region


def test_the_cut_is_where_it_says() -> None:
    image = Image.new("RGB", (200, 100), "black")
    image.paste((255, 0, 0), (100, 50, 200, 100))
    cut = crop_region(image, (0.5, 0.5, 0.5, 0.5))
    assert cut.size == (100, 50)
    assert cut.getextrema() == ((255, 255), (0, 0), (0, 0))


@pytest.mark.parametrize(
    "region", [(0.999, 0.999, 0.0001, 0.0001), (0.0, 0.0, 1e-9, 1.0), (0.1, 0.2, 0.9, 0.8)]
)
def test_a_cut_has_at_least_a_pixel(region: tuple[float, float, float, float]) -> None:
    cut = crop_region(Image.new("RGB", (7, 5)), region)
    assert 1 <= cut.width <= 7
    assert 1 <= cut.height <= 5


@pytest.mark.parametrize(
    "region",
    [
        (0.5, 0.5, 0.6, 0.1),
        (-0.1, 0, 0.5, 0.5),
        (0, 0, 0, 1),
        (1, 0, 0.5, 0.5),
        (float("nan"), 0, 1, 1),
        (0, 0, 2, 1),
    ],
)
def test_regions_outside_are_refused(region: tuple[float, float, float, float]) -> None:
    with pytest.raises(QueryError, match="inside the photo"):
        crop_region(Image.new("RGB", (7, 5)), region)


def test_small_regions_ask_for_more_pixels() -> None:
    assert side_for_region(256, (0, 0, 1, 1)) == 256
    assert side_for_region(256, (0.2, 0.2, 0.5, 0.25)) == 1024
    assert side_for_region(256, (0, 0, 0.001, 0.001)) == 256 * 16
