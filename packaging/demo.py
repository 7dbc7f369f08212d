"""Shows Pixlore at work where there is no display: indexes demo photos and prints a ranked search.

The photos are the ones that the scikit-image package ships; nothing is downloaded. Everything is
written into a temporary folder and removed again. Run it with the project's environment:
`make run`, or `.venv/bin/python packaging/demo.py`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

QUERIES = ("a cat", "a cup of coffee", "rocket launch")


def demo_photos() -> list[Path]:
    """The photographs in scikit-image's package; it has no photo folder of its own to watch."""
    import skimage

    folder = Path(skimage.__file__).parent / "data"
    return sorted(p for p in folder.iterdir() if p.suffix in {".png", ".jpg"})


def pixlore(data_dir: Path, *arguments: str) -> int:
    """Run one Pixlore command as a person would, and return its exit code."""
    command = [sys.executable, "-m", "indexer", "--data-dir", str(data_dir), *arguments]
    print(f"\n$ pixlore {' '.join(repr(a) if ' ' in a else a for a in arguments)}", flush=True)
    root = Path(__file__).resolve().parents[1]
    return subprocess.run(
        command, check=False, env={**os.environ, "PYTHONPATH": str(root)}
    ).returncode


def main() -> int:
    """Index, search, find similar; the first failure is the exit code."""
    with tempfile.TemporaryDirectory(prefix="pixlore-demo-") as scratch:
        folder = Path(scratch) / "demo-photos"
        folder.mkdir()
        for photo in demo_photos():
            shutil.copy(photo, folder)
        data_dir = Path(scratch) / "library"
        try:
            code = pixlore(data_dir, "index", str(folder))
            for query in QUERIES:
                code = code or pixlore(data_dir, "search", query, "-n", "3")
            left = folder / "motorcycle_left.png"
            code = code or pixlore(data_dir, "similar", str(left), "-n", "3")
        finally:
            pixlore(data_dir, "stop")
    if code == 0:
        print("\nThis machine has no display; on a desktop, `make run` opens the window.")
        print("To search your own photos here:")
        print("  .venv/bin/pixlore index FOLDER")
        print('  .venv/bin/pixlore search "dog asleep on a red sofa"')
    return code


if __name__ == "__main__":
    sys.exit(main())
