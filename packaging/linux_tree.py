"""Lays out `usr/` as both the Debian package and the AppImage carry it."""

from __future__ import annotations

import gzip
import os
import shutil
from pathlib import Path

import licences
import manual
from project import APP_ID, BUILD, FROZEN, PROJECT

LINUX = PROJECT / "packaging" / "linux"
_DESKTOP_FILES = (f"{APP_ID}.desktop", f"{APP_ID}.OpenFolder.desktop")


def lay_out(root: Path) -> None:
    """Fill an empty `root` with `usr/`: the program, its desktop integration and its documents."""
    usr = root / "usr"
    shutil.copytree(FROZEN, usr / "lib" / "pixlore", symlinks=True)
    (usr / "bin").mkdir()
    (usr / "bin" / "pixlore").symlink_to("../lib/pixlore/pixlore")
    _integrate(usr / "share")
    _document(usr / "share" / "doc" / "pixlore")
    _compress_text(manual.render(), usr / "share" / "man" / "man1" / "pixlore.1.gz")
    _set_modes(root)


def _integrate(share: Path) -> None:
    for name in _DESKTOP_FILES:
        _copy(LINUX / name, share / "applications" / name)
    _copy(LINUX / f"{APP_ID}.metainfo.xml", share / "metainfo" / f"{APP_ID}.metainfo.xml")
    shutil.copytree(BUILD / "icons" / "hicolor", share / "icons" / "hicolor")
    drawing = share / "icons" / "hicolor" / "scalable" / "apps" / f"{APP_ID}.svg"
    _copy(PROJECT / "resources" / "icons" / "pixlore.svg", drawing)


def _document(folder: Path) -> None:
    _copy(LINUX / "copyright", folder / "copyright")
    _compress_text((PROJECT / "CHANGELOG.md").read_text("utf-8"), folder / "changelog.gz")
    _compress_text(licences.collect(), folder / "third-party-licences.txt.gz")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _compress_text(text: str, target: Path) -> None:
    """Gzip without a time stamp: the same input gives the same package."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def _set_modes(root: Path) -> None:
    """0755 for folders and programs, 0644 for the rest, whatever the builder's umask was."""
    for path in root.rglob("*"):
        if not path.is_symlink():
            runs = path.is_dir() or (os.access(path, os.X_OK) and ".so" not in path.name)
            path.chmod(0o755 if runs else 0o644)
