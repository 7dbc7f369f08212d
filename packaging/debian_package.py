"""Builds the .deb. It needs no root and no Debian tools but `dpkg-deb` and `dpkg-query`."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import linux_tree
import shared_libraries
from project import BUILD, DIST, PROJECT, summary, version

_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}

_OPENED_BY_QT = ("libwayland-client0", "libwayland-cursor0", "libwayland-egl1")
"""What Qt wants at run time besides what its files name, on Wayland."""

_CONTROL = """\
Package: pixlore
Version: {version}
Architecture: {architecture}
Maintainer: The Pixlore developers <developers@pixlore.invalid>
Section: graphics
Priority: optional
Installed-Size: {kilobytes}
Depends: {depends}
Recommends: ca-certificates, xdg-utils
Description: {summary}
 Type "dog asleep on a red sofa", or show Pixlore a photo and ask for more like
 it. A background indexer notices new, changed, renamed and deleted photos by
 itself. Everything runs on this computer: no photo leaves it, and no photo is
 ever changed.
"""


def build() -> Path:
    """Make dist/pixlore_VERSION_ARCHITECTURE.deb from the frozen folder."""
    root = BUILD / "deb"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    linux_tree.lay_out(root)
    documents = root / "usr" / "share" / "doc" / "pixlore"
    shutil.copyfile(linux_tree.LINUX / "README.Debian", documents / "README.Debian")
    architecture = _ARCHITECTURES[shared_libraries.machine()]
    _write_control(root, architecture)
    made = DIST / f"pixlore_{version()}_{architecture}.deb"
    made.parent.mkdir(exist_ok=True)
    dpkg = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(root), str(made)]
    subprocess.run(dpkg, check=True, stdout=subprocess.DEVNULL)
    return made


def _write_control(root: Path, architecture: str) -> None:
    control = root / "DEBIAN"
    control.mkdir()
    text = _CONTROL.format(
        version=version(),
        architecture=architecture,
        kilobytes=_kilobytes(root),
        depends=", ".join(_depends(root / "usr" / "lib" / "pixlore")),
        summary=summary().partition(".")[0],
    )
    (control / "control").write_text(text, "utf-8")
    (control / "md5sums").write_text(_checksums(root), "utf-8")
    script = control / "prerm"
    shutil.copyfile(PROJECT / "packaging" / "linux" / "prerm", script)
    script.chmod(0o755)


def _depends(program: Path) -> list[str]:
    """The packages of the libraries that the program takes from the system."""
    names = {_package_of(library) for library in shared_libraries.taken_from_system(program)}
    names |= set(_OPENED_BY_QT)
    names.discard("libc6")
    return [f"libc6 (>= {shared_libraries.newest_glibc(program)})", *sorted(names)]


def _package_of(library: str) -> str:
    """The Debian package that owns a library here, under the name older releases know too."""
    paths = shared_libraries.system_paths(library)
    found = subprocess.run(
        ["dpkg-query", "--search", *paths], capture_output=True, text=True, check=False
    )
    owner = found.stdout.partition(":")[0].strip()
    if not owner:
        raise SystemExit(f"No Debian package owns {library}, which the program needs.")
    return re.sub(r"t64$", "", owner)


def _kilobytes(root: Path) -> int:
    files = (path for path in (root / "usr").rglob("*") if path.is_file())
    return sum(-(-path.lstat().st_size // 1024) for path in files)


def _checksums(root: Path) -> str:
    lines = []
    for path in sorted((root / "usr").rglob("*")):
        if path.is_file() and not path.is_symlink():
            digest = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
            lines.append(f"{digest}  {path.relative_to(root)}\n")
    return "".join(lines)
