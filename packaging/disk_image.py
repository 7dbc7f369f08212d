"""Builds the macOS disk image, and has Apple notarise it where the secrets for that are set."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from pathlib import Path

from project import BUILD, DIST, FROZEN, version

APPLICATION = FROZEN.parent / "Pixlore.app"
"""Made and signed by PyInstaller: with $PIXLORE_MACOS_IDENTITY, else ad hoc."""

NOTARY_SECRETS = ("APPLE_ID", "APPLE_TEAM_ID", "APPLE_APP_PASSWORD")


def build() -> list[Path]:
    """Make dist/Pixlore-VERSION-MACHINE.dmg with the application and a link to put it behind."""
    staging = BUILD / "dmg"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    _run("ditto", str(APPLICATION), str(staging / APPLICATION.name))
    (staging / "Applications").symlink_to("/Applications")
    made = DIST / f"Pixlore-{version()}-{platform.machine()}.dmg"
    image = ["-srcfolder", str(staging), "-format", "ULMO", "-ov", str(made)]
    _run("hdiutil", "create", "-volname", "Pixlore", *image)
    if all(os.environ.get(name) for name in NOTARY_SECRETS):
        _notarise(made)
    return [made]


def _notarise(image: Path) -> None:
    account, team, password = (os.environ[name] for name in NOTARY_SECRETS)
    who = ["--apple-id", account, "--team-id", team, "--password", password]
    _run("codesign", "--sign", os.environ["PIXLORE_MACOS_IDENTITY"], "--timestamp", str(image))
    _run("xcrun", "notarytool", "submit", str(image), *who, "--wait")
    _run("xcrun", "stapler", "staple", str(image))


def _run(*command: str) -> None:
    subprocess.run(command, check=True)
