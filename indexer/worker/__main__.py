"""The worker process. Its standard input is the channel; on Windows its output is the way back."""

from __future__ import annotations

import logging
import os
import signal
import stat
import sys
from typing import TYPE_CHECKING

from indexer.worker.confinement import confine

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

    from indexer.embedding.encoder import Encoder, ModelSpec
    from indexer.worker.decoding import Decoder
    from indexer.worker.frames import Channel


def main(
    *,
    load: Callable[[ModelSpec, int], Encoder] | None = None,
    decode: Decoder | None = None,
) -> NoReturn:
    """Serve requests until the service closes the channel or says stop.

    Tests put their own `load` and `decode` in the place of the real ones.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is for the service
    offline = confine()  # before numpy is imported: its libraries start threads
    log = logging.getLogger(__name__)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    from indexer.worker.process import serve

    status = 1
    try:
        serve(_channel(), offline=offline, load=load, decode=decode)
        status = 0
    except Exception:
        log.exception("the worker failed")
    finally:
        sys.stderr.flush()
        # The worker keeps nothing, and ending torch's threads in order takes seconds.
        os._exit(status)


def _channel() -> Channel:
    from indexer.worker.frames import MAX_REQUEST_BODY, PipeChannel, SocketChannel

    if os.name != "nt" and stat.S_ISSOCK(os.fstat(0).st_mode):
        import socket

        return SocketChannel(socket.socket(fileno=_taken(0)), max_body=MAX_REQUEST_BODY)
    reader, writer = os.fdopen(_taken(0), "rb"), os.fdopen(_taken(1), "wb")
    return PipeChannel(reader, writer, max_body=MAX_REQUEST_BODY)


def _taken(standard: int) -> int:
    """A private copy of a standard stream, whose number then leads nowhere.

    A library that prints or reads cannot disturb the channel.
    """
    private = os.dup(standard)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, standard)
    os.close(nowhere)
    return private


if __name__ == "__main__":
    main()
