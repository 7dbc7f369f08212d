"""Lets torchvision be imported beside a torch build that its compiled part was not made for."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

_lock = Lock()
_declared: list[torch.library.Library] = []  # a library's operators vanish with the object


def make_torchvision_importable() -> None:
    """Declare the `nms` operators if torchvision's compiled part cannot load.

    torchvision registers Python twins of them while it is imported and fails where the
    compiled part did not bring them, as beside a CPU build of torch. Detection operators are never
    called here, so a declaration is enough. https://github.com/pytorch/vision/issues/9085
    """
    import torch

    with _lock:
        if _declared or _compiled_part_loads():
            return
        library = torch.library.Library("torchvision", "DEF")  # type: ignore[no-untyped-call]
        for name in ("nms", "qnms"):
            schema = f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"
            library.define(schema)  # type: ignore[no-untyped-call]
        _declared.append(library)


def _compiled_part_loads() -> bool:
    """Whether this torch can load torchvision's own extension; loads it if so."""
    import torch

    spec = find_spec("torchvision")
    if spec is None or spec.origin is None:
        return True  # without torchvision its own ImportError says it best
    extensions = [*Path(spec.origin).parent.glob("_C.*")]
    if not extensions:
        return False
    try:
        torch.ops.load_library(str(extensions[0]))  # type: ignore[no-untyped-call]
    except (ImportError, OSError):
        return False
    return True
