"""Builds the AppImage: one file that runs without being installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import linux_tree
import shared_libraries
from project import APP_ID, BUILD, DIST, version

_RUN = """\
#!/bin/sh
# First program of the AppImage; $APPDIR is set by its runtime.
here=${APPDIR:-$(dirname "$(readlink -f "$0")")}
exec "$here/usr/lib/pixlore/pixlore" "$@"
"""


def lay_out(folder: Path) -> None:
    """Fill an empty folder as the AppImage's content; `AppRun` in it starts Pixlore."""
    linux_tree.lay_out(folder)
    share = folder / "usr" / "share"
    shutil.copyfile(share / "applications" / f"{APP_ID}.desktop", folder / f"{APP_ID}.desktop")
    icon = share / "icons" / "hicolor" / "256x256" / "apps" / f"{APP_ID}.png"
    shutil.copyfile(icon, folder / f"{APP_ID}.png")
    (folder / ".DirIcon").symlink_to(f"{APP_ID}.png")
    start = folder / "AppRun"
    start.write_text(_RUN, "ascii")
    start.chmod(0o755)


def build() -> Path | None:
    """Make dist/Pixlore-VERSION-MACHINE.AppImage; None where `appimagetool` is missing."""
    tool = shutil.which("appimagetool")
    if tool is None:
        print("appimagetool is not on the PATH: no AppImage is made")
        return None
    folder = BUILD / "Pixlore.AppDir"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    lay_out(folder)
    made = DIST / f"Pixlore-{version()}-{shared_libraries.machine()}.AppImage"
    environment = {**os.environ, "ARCH": shared_libraries.machine(), "VERSION": version()}
    subprocess.run([tool, str(folder), str(made)], check=True, env=environment)
    return made
