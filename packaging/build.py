"""Builds the installable program of the system it runs on, with one command.

    python packaging/build.py            wheel, frozen program, installer
    python packaging/build.py freeze     only the frozen program, in build/frozen/pixlore

Run it with an environment that has Pixlore's dependencies and packaging/requirements-build.txt.
Everything it makes is under build/ and dist/. See docs/releasing.md.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import icons
import slimming
from project import BUILD, DIST, FROZEN, PROJECT, UNPACKED, version


def main() -> int:
    """Run the asked steps in their order."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("step", nargs="?", choices=[*STEPS, "all"], default="all")
    step = parser.parse_args().step
    for name in STEPS if step == "all" else [step]:
        print(f"== {name}", flush=True)
        STEPS[name]()
    return 0


def build_wheel() -> None:
    """Make the wheel and unpack it: the frozen program is made of exactly its content."""
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--wheel-dir", str(DIST), str(PROJECT)], check=True)
    shutil.rmtree(UNPACKED, ignore_errors=True)
    with zipfile.ZipFile(DIST / f"pixlore-{version()}-py3-none-any.whl") as wheel:
        wheel.extractall(UNPACKED)


def freeze() -> None:
    """Make the folder with both programs, slim it, and print what it weighs."""
    _require_small_torch()
    icons.render_all()
    shutil.rmtree(FROZEN, ignore_errors=True)
    pyinstaller = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    places = ["--distpath", str(FROZEN.parent), "--workpath", str(BUILD / "pyinstaller")]
    subprocess.run([*pyinstaller, *places, str(PROJECT / "packaging" / "pixlore.spec")], check=True)
    print(f"symbols removed: {slimming.strip_symbols(FROZEN) / 1e6:.0f} MB")
    print(slimming.size_report(FROZEN))


def build_installer() -> None:
    """Make what a person downloads: .deb and AppImage, setup program, or disk image."""
    for made in _installers()():
        digest = hashlib.sha256(made.read_bytes()).hexdigest()
        (made.parent / f"{made.name}.sha256").write_text(f"{digest}  {made.name}\n", "ascii")
        print(f"{made.stat().st_size / 1e6:8.1f} MB  {made.relative_to(PROJECT)}")


STEPS: dict[str, Callable[[], None]] = {
    "wheel": build_wheel,
    "freeze": freeze,
    "installer": build_installer,
}


def _installers() -> Callable[[], list[Path]]:
    if sys.platform == "win32":
        import windows_setup

        return windows_setup.build
    if sys.platform == "darwin":
        import disk_image

        return disk_image.build
    import linux_packages

    return linux_packages.build


def _require_small_torch() -> None:
    """Refuse a torch for graphics cards: it would make the program 5 GB larger."""
    import torch

    if torch.version.cuda or torch.version.hip:
        raise SystemExit(f"torch {torch.__version__} is a GPU build: install the CPU build first.")


if __name__ == "__main__":
    sys.exit(main())
