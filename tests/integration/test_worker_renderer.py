"""Showing photos full-size from a process without torch."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from PIL import Image

from indexer.core.errors import FileUnavailable, NotAPhoto, PhotoError, PhotoQuarantined
from indexer.worker.events import WorkerUnavailable
from indexer.worker.renderer import PhotoRenderer
from tests.integration.worker_bench import ENTRY, Bench

pytestmark = pytest.mark.processes


@pytest.fixture
def renderer() -> Iterator[PhotoRenderer]:
    made = PhotoRenderer(command=ENTRY)
    yield made
    made.close()


def test_pixels_upright_and_never_enlarged(renderer: PhotoRenderer, tmp_path: Path) -> None:
    path = tmp_path / "small.png"
    Image.new("RGB", (40, 20), (1, 2, 3)).save(path)
    shown = renderer.render(str(path), 4000)
    assert (shown.width, shown.height) == (40, 20)
    assert shown.rgb == bytes((1, 2, 3)) * 800


def test_a_turned_photo_is_shown_upright(renderer: PhotoRenderer, tmp_path: Path) -> None:
    path = tmp_path / "turned.jpg"
    photo = Image.new("RGB", (80, 40), (200, 10, 10))
    exif = Image.Exif()
    exif[0x0112] = 6
    photo.save(path, exif=exif)
    shown = renderer.render(str(path), 4000)
    assert (shown.width, shown.height) == (40, 80)


@pytest.mark.parametrize("size", [(3000, 3000), (4000, 3000), (6000, 1000)])
def test_large_photos_fill_the_asked_side(
    renderer: PhotoRenderer, tmp_path: Path, size: tuple[int, int]
) -> None:
    path = tmp_path / "large.jpg"
    Image.linear_gradient("L").resize(size).convert("RGB").save(path)
    shown = renderer.render(str(path), 1920)
    assert max(shown.width, shown.height) == 1920
    assert shown.width / shown.height == pytest.approx(size[0] / size[1], rel=0.01)
    assert len(shown.rgb) == shown.width * shown.height * 3


def test_it_goes_on_after_a_hostile_file(renderer: PhotoRenderer, tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    with pytest.raises(PhotoQuarantined, match="cannot be shown"):
        renderer.render(str(bench.poison("segfault")), 500)
    with pytest.raises(PhotoQuarantined, match=r"over 0\.5 s"):
        renderer.render(str(bench.poison("spin")), 500, timeout_s=0.5)
    assert renderer.render(str(bench.photo("a.png")), 500).width == 64


def test_clear_errors(renderer: PhotoRenderer, tmp_path: Path) -> None:
    with pytest.raises(FileUnavailable, match="no longer there"):
        renderer.render(str(tmp_path / "gone.jpg"), 500)
    text = tmp_path / "text.jpg"
    text.write_text("hello")
    with pytest.raises(NotAPhoto):
        renderer.render(str(text), 500)
    with pytest.raises(PhotoError):
        renderer.render(str(tmp_path), 500)


def test_after_close_nothing_is_shown(tmp_path: Path) -> None:
    renderer = PhotoRenderer(command=ENTRY)
    path = Bench(tmp_path).photo("a.png")
    renderer.render(str(path), 100)
    renderer.close()
    renderer.close()
    with pytest.raises(WorkerUnavailable):
        renderer.render(str(path), 100)


@pytest.mark.skipif(sys.platform != "linux", reason="reads the maps of a Linux process")
def test_the_real_rendering_worker_loads_no_torch(tmp_path: Path) -> None:
    renderer = PhotoRenderer()
    try:
        renderer.render(str(Bench(tmp_path).photo("a.png")), 100)
        children = psutil.Process().children()
        maps = [Path(f"/proc/{child.pid}/maps").read_text() for child in children]
    finally:
        renderer.close()
    assert any("PIL" in text for text in maps)
    assert not any("libtorch" in text for text in maps)
