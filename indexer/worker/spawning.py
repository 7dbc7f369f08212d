"""Starts a worker process and connects to it."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.core.launch import child_environment
from indexer.worker.events import WorkerUnavailable
from indexer.worker.frames import MAX_ANSWER_BODY, Channel, PipeChannel, SocketChannel

ENVIRONMENT = {
    # The worker has no network; its libraries must not even try, nor send a token or usage.
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    # Waiting OpenMP threads sleep: the cores they would spin on decode photos.
    "OMP_WAIT_POLICY": "PASSIVE",
    "KMP_BLOCKTIME": "0",
    "TOKENIZERS_PARALLELISM": "false",
    # One malloc arena a thread would keep hundreds of megabytes of freed pixels.
    "MALLOC_ARENA_MAX": "2",
    # Freed pixels are kept for the next photo: fetched afresh for each, a photo costs 7,000 page
    # faults, a sixth of all its processor time.
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(128 << 20),
    "PYTHONFAULTHANDLER": "1",
    "PYTHONUNBUFFERED": "1",
}


@dataclass(frozen=True, slots=True)
class RunningProcess:
    """A started worker and the service's end of its channel."""

    process: subprocess.Popen[bytes]
    channel: Channel
    passes_descriptors: bool


def spawn(command: Sequence[str]) -> RunningProcess:
    """Start `command` with a channel as its standard input (on Windows: input and output).

    On Linux the child dies with the calling thread: call from one that outlives it.
    Raises `WorkerUnavailable` when the program cannot be started.
    """
    try:
        return _over_pipes(command) if os.name == "nt" else _over_socket(command)
    except OSError as error:
        raise WorkerUnavailable(
            f"The program that reads photos cannot be started ({error.strerror}). "
            "Install Pixlore again if this stays."
        ) from error


def _over_socket(command: Sequence[str]) -> RunningProcess:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    with theirs:
        try:
            process = subprocess.Popen(
                list(command),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=_environment(),
                close_fds=True,
            )
        except OSError:
            ours.close()
            raise
    return RunningProcess(process, SocketChannel(ours, max_body=MAX_ANSWER_BODY), True)


def _over_pipes(command: Sequence[str]) -> RunningProcess:
    process = subprocess.Popen(
        list(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    if process.stdin is None or process.stdout is None:
        raise WorkerUnavailable("The program that reads photos has no input or output.")
    channel = PipeChannel(process.stdout, process.stdin, max_body=MAX_ANSWER_BODY)
    return RunningProcess(process, channel, False)


def _environment() -> dict[str, str]:
    # torch's compiler makes a cache folder on import and leaves it behind: name one that exists.
    compiler_cache = {"TORCHINDUCTOR_CACHE_DIR": tempfile.gettempdir()}
    return child_environment() | ENVIRONMENT | compiler_cache
