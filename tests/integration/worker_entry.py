"""A worker for tests: the real process, a tiny encoder, a decoder that obeys poisoned files.

Run as a program: `Worker(command=[sys.executable, <this file>])`. A file whose bytes begin with
`POISON <name>` does to the worker what `_POISONS` says; every other file is decoded for real.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import socket
import stat
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np

from indexer.core.errors import ModelError
from indexer.core.types import EmbeddedVectors
from indexer.worker.__main__ import main

DIMENSIONS = 8
POISON_MARK = b"POISON "


class TinyEncoder:
    """Mean colours of a photo as its vector; a hash of a text as its."""

    model_id = "tiny"
    model_name = "tiny"
    dimensions = DIMENSIONS
    visual_dimensions = 3
    logit_scale = 100.0
    logit_bias = 0.0
    input_side = 16

    def prepare(self, image):
        return np.asarray(image.resize((self.input_side, self.input_side)), dtype=np.uint8)[None]

    def encode_images(self, photos):
        stack = np.concatenate(photos)
        if (stack == 0).all(axis=(1, 2, 3)).any():
            raise ModelError("black photos make this model fail")
        means = stack.reshape(len(stack), -1, 3).mean(axis=1).astype(np.float32)
        joint = np.zeros((len(stack), DIMENSIONS), np.float32)
        joint[:, :3] = means
        return [
            EmbeddedVectors(one / np.linalg.norm(one), mean / np.linalg.norm(mean))
            for one, mean in zip(joint, means, strict=True)
        ]

    def encode_text(self, texts):
        digests = [hashlib.sha256(text.encode()).digest()[:DIMENSIONS] for text in texts]
        vectors = np.array([list(digest) for digest in digests], np.float32) + 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def warm_up(self, *, images=False, text=False):
        pass


def load(spec, threads):
    if spec.name == "broken":
        raise ModelError("The weights of this model are damaged. Install it again.")
    return TinyEncoder()


def decode(file: BinaryIO, *, format_hint: str, target_side: int, beside: Sequence[bytes]):
    start = file.read(64)
    if start.startswith(POISON_MARK):
        _POISONS[start[len(POISON_MARK) :].split()[0].decode()]()
    from indexer.media.decode import decode_photo

    file.seek(0)
    return decode_photo(file, format_hint=format_hint, target_side=target_side, beside=beside)


def _segfault() -> None:
    ctypes.string_at(0)


def _spin() -> None:
    """Block inside native code with the interpreter's lock held, as a looping decoder does."""
    ctypes.PyDLL(None).sleep(3600)


def _memory() -> None:
    hoard = []
    while True:
        hoard.append(bytearray(64 << 20))


def _surprise() -> None:
    raise RuntimeError("a decoder's own error")


def _garbage() -> None:
    for descriptor in _sockets():
        os.write(descriptor, b"\xff" * 64)


def _call_home() -> None:
    """Fail as a photo with the result of connecting to the port in the environment."""
    with socket.socket(socket.AF_INET) as connection:
        connection.settimeout(2)
        code = connection.connect_ex(("127.0.0.1", int(os.environ["PIXLORE_TEST_PORT"])))
    raise ModelError(f"connect said {code}")


def _write_file() -> None:
    try:
        Path(os.environ["PIXLORE_TEST_FILE"]).write_bytes(b"x" * 10)
    except OSError as error:
        raise ModelError(f"write said {error.errno}") from error
    raise ModelError("write said 0")


def _tell_limits() -> None:
    facts = {"nice": os.nice(0), "core": _core_limit(), "command": sys.argv}
    raise ModelError(repr(facts))


def _core_limit() -> int:
    import resource

    return resource.getrlimit(resource.RLIMIT_CORE)[0]


def _sockets() -> list[int]:
    numbers = [int(link.name) for link in Path("/proc/self/fd").iterdir()]
    return [number for number in numbers if _is_socket(number)]


def _is_socket(descriptor: int) -> bool:
    try:
        return stat.S_ISSOCK(os.fstat(descriptor).st_mode)
    except OSError:
        return False


_POISONS = {
    "segfault": _segfault,
    "spin": _spin,
    "memory": _memory,
    "surprise": _surprise,
    "garbage": _garbage,
    "call_home": _call_home,
    "write_file": _write_file,
    "tell_limits": _tell_limits,
}

if __name__ == "__main__":
    main(load=load, decode=decode)
