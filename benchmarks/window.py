"""Measures the window.

    python benchmarks/window.py start|stalls|first_minute [--json] [--keep]

`start`: seconds from the start of the program to its first painted window, and to the thumbnails of
all photos in sight, over a library of 100,000 photos; and the window's memory then. Median of five
runs, the disk warm. `bare_window_s` is what an empty window of Qt and numpy takes here.
`stalls`: the real window over the real service while 2,000 files are being indexed with all
processor cores busy. A stall is how much later than asked the event loop came round.

`first_minute`: how soon a newcomer with 5,000 photos sees photos, and hits of a typed query. Makes
the photos from real ones that lie beside the checkout.

Each makes a library of their own in a temporary folder and needs no display.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from recording import options, report  # noqa: E402
from window_starts import measure_starts  # noqa: E402
from window_work import measure_first_minute, measure_stalls  # noqa: E402


def main() -> int:
    """Read the command line, measure, print."""
    parser = options(__doc__.splitlines()[0])
    parser.add_argument("what", choices=("start", "stalls", "first_minute"))
    parser.add_argument("--photos", type=int, default=100_000, help="photos of the library (start)")
    parser.add_argument("--files", type=int, default=2000, help="photos to index (stalls)")
    parser.add_argument("--newcomer", type=int, default=5000, help="photos (first_minute)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pixlore-window-") as folder:
        scratch = Path(folder)
        match arguments.what:
            case "start":
                figures = measure_starts(scratch, arguments.photos)
            case "stalls":
                figures = measure_stalls(scratch, arguments.files)
            case _:
                figures = measure_first_minute(scratch, arguments.newcomer)
    report(f"window-{arguments.what}", figures, arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main())
