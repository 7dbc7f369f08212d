"""Icons, the Debian package's layout, and the wheel."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from PIL import Image


@pytest.mark.window
def test_icons_are_drawn_at_every_size(tmp_path: Path, qapp: object) -> None:
    import icons
    from project import APP_ID

    icons.render_all(tmp_path)
    for side in icons.LINUX_SIDES:
        with Image.open(tmp_path / f"hicolor/{side}x{side}/apps/{APP_ID}.png") as image:
            assert image.size == (side, side)
            assert image.getextrema()[3] == (0, 255), "transparent corners, opaque middle"
    with Image.open(tmp_path / "pixlore.ico") as image:
        assert image.info["sizes"] == {(side, side) for side in icons.WINDOWS_SIDES}
    with Image.open(tmp_path / "pixlore.icns") as image:
        assert max(size[0] for size in image.info["sizes"]) >= 512


@pytest.fixture
def frozen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for the frozen folder: the layout around it is what is tested."""
    import linux_tree

    folder = tmp_path / "frozen"
    (folder / "_internal").mkdir(parents=True)
    shutil.copy(shutil.which("true") or "/bin/true", folder / "pixlore")
    (folder / "_internal" / "text.txt").write_text("x", "ascii")
    (tmp_path / "icons" / "hicolor").mkdir(parents=True)
    monkeypatch.setattr(linux_tree, "FROZEN", folder)
    monkeypatch.setattr(linux_tree, "BUILD", tmp_path)
    return folder


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg is not installed")
def test_debian_package(frozen: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import debian_package
    from project import APP_ID

    monkeypatch.setattr(debian_package, "BUILD", tmp_path)
    monkeypatch.setattr(debian_package, "DIST", tmp_path / "dist")
    made = debian_package.build()
    listing = _output("dpkg-deb", "--contents", str(made))
    assert "./usr/bin/pixlore -> ../lib/pixlore/pixlore" in listing
    for path in (
        f"applications/{APP_ID}.desktop",
        "man/man1/pixlore.1.gz",
        "doc/pixlore/copyright",
    ):
        assert "-rw-r--r-- root/root" in next(row for row in listing.splitlines() if path in row)
    assert _output("dpkg-deb", "--field", str(made), "Package", "Depends").startswith(
        "Package: pixlore\nDepends: libc6 (>= 2."
    )


def test_wheel_holds_the_program_and_nothing_else(repository: Path, tmp_path: Path) -> None:
    pytest.importorskip("hatchling", reason="the build system is not installed here")
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation"]
    command += ["--quiet", "--disable-pip-version-check", "--wheel-dir", str(tmp_path)]
    built = subprocess.run([*command, str(repository)], capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = wheel.namelist()
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"desktop", "indexer"}
    assert not [name for name in names if "test" in name.lower()]
    assert "indexer/_resources/icons/pixlore.svg" in names
    assert "indexer/_resources/translations/pixlore_zh_CN.qm" in names


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
