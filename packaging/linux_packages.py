"""What a person on Linux downloads."""

from __future__ import annotations

from pathlib import Path

import appimage
import debian_package


def build() -> list[Path]:
    """Make the .deb, and the AppImage where its tool is there; return what was made."""
    return [made for made in (debian_package.build(), appimage.build()) if made is not None]
