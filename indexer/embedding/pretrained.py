"""Asks open_clip where the weights lie that it calls ARCHITECTURE:TAG.

Its table is read in a process of its own: importing open_clip takes seconds and loads torch.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from typing import Any

from indexer.core.errors import ModelError
from indexer.core.launch import child_environment, pretrained_table_command

_TIMEOUT_S = 120.0


def is_pretrained_name(name: str) -> bool:
    """Whether `name` is written like `ViT-B-16:datacomp_xl_s13b_b90k`."""
    return re.fullmatch(r"\w[\w./-]*:[\w.-]+", name, re.ASCII) is not None


def hub_repository(name: str) -> str:
    """The repository `owner/name` of the weights ARCHITECTURE:TAG. Takes seconds.

    Raises:
        ModelError: open_clip knows no such weights, or none that can be fetched and opened safely.
    """
    found = _ask_open_clip(*name.split(":", 1))
    if not found["known"]:
        raise ModelError(f"open_clip knows no weights “{name}”.{_advice(found['near'])}")
    owner, _, rest = str(found["hub"]).strip("/").partition("/")
    repository, _, file = rest.partition("/")
    if not repository:
        raise ModelError(
            f"open_clip names no repository of the hub for {name}. Get its safetensors file "
            "elsewhere, then use it with --architecture and --weights."
        )
    if file and not file.endswith(".safetensors"):
        raise ModelError(
            f"{name} is published as {file}, a format that can run programs when it is opened, so "
            "Pixlore does not fetch it. Choose another model."
        )
    return f"{owner}/{repository}"


def _advice(near: list[str]) -> str:
    if not near:
        return " Write it as ARCHITECTURE:TAG, such as ViT-B-16:datacomp_xl_s13b_b90k."
    return f" Did you mean {', '.join(near)}?"


def _ask_open_clip(architecture: str, tag: str) -> dict[str, Any]:
    # torch's compiler makes a cache folder on import and leaves it behind: name one that exists.
    compiler_cache = {"TORCHINDUCTOR_CACHE_DIR": tempfile.gettempdir()}
    try:
        ran = subprocess.run(
            [*pretrained_table_command(), architecture, tag],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=child_environment() | compiler_cache,
            timeout=_TIMEOUT_S,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            check=True,
        )
        answer: dict[str, Any] = json.loads(ran.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise ModelError(
            "open_clip's table of weights cannot be read. Name the model's repository on the hub "
            "as owner/name instead; install Pixlore again if this stays."
        ) from error
    return answer
