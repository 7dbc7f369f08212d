"""Settings of the heavy libraries that hold for the whole process."""

from __future__ import annotations

import os

from indexer.embedding.torchvision_ops import make_torchvision_importable


def use_threads(threads: int | None) -> None:
    """Let torch use this many CPU threads; None keeps its own choice."""
    import torch

    if threads is not None:
        torch.set_num_threads(threads)


def prepare_open_clip() -> None:
    """Make `import open_clip` work, offline and silent. Call before the first such import.

    open_clip brings the hub's client along, which reads these variables once, when imported.
    """
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ["HF_HUB_DISABLE_IMPLICIT_TOKEN"] = "1"  # noqa: S105
    os.environ["TRANSFORMERS_VERBOSITY"] = "error"
    make_torchvision_importable()
