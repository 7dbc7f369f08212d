"""The thread that embeds texts and describes the model, so that neither waits behind photos."""

from __future__ import annotations

import logging
import queue
import threading
from typing import TYPE_CHECKING

from indexer.core.errors import ModelError, PixloreError
from indexer.worker.image_stage import as_bytes
from indexer.worker.requests import (
    Described,
    Embedded,
    EmbedText,
    Failed,
    TriedOut,
    TryOut,
    WarmedUp,
    WarmUp,
)
from indexer.worker.versions import library_versions

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.worker.model_holder import ModelHolder
    from indexer.worker.requests import Answer, Describe

_log = logging.getLogger(__name__)


class TextStage:
    """Answers in the order asked; what takes long gets a passing thread of its own."""

    def __init__(self, model: ModelHolder, send: Callable[[Answer], None]) -> None:
        self._model = model
        self._send = send
        self._waiting: queue.SimpleQueue[EmbedText | Describe] = queue.SimpleQueue()

    def start(self) -> None:
        """Start the thread; it lives as long as the process."""
        threading.Thread(target=self._run, name="embed-text", daemon=True).start()

    def put(self, request: EmbedText | Describe) -> None:
        """Queue a request; any thread."""
        self._waiting.put(request)

    def process_aside(self, request: WarmUp | TryOut) -> None:
        """Answer a request that takes long beside everything else."""
        threading.Thread(target=self._process, args=(request,), name="aside", daemon=True).start()

    def _run(self) -> None:
        while True:
            self._process(self._waiting.get())

    def _process(self, request: EmbedText | Describe | WarmUp | TryOut) -> None:
        """Answer one request: whatever happens, the thread goes on."""
        try:
            self._send(self._answer(request))
        except PixloreError as error:
            self._send(Failed(request.ticket, error.kind, str(error)))
        except Exception:  # noqa: BLE001 - the edge of the thread
            _log.exception("the model failed")
            self._send(
                Failed(
                    request.ticket, ModelError.__name__, "The model could not do this. Try again."
                )
            )

    def _answer(self, request: EmbedText | Describe | WarmUp | TryOut) -> Answer:
        if isinstance(request, EmbedText):
            return self._embedded(request)
        if isinstance(request, TryOut):
            return TriedOut(request.ticket, self._model.try_out(request.seconds))
        if isinstance(request, WarmUp):
            self._model.ready("text" if request.part == "text" else "image")
            return WarmedUp(request.ticket)
        return self._model.with_room(lambda: self._described(request))

    def _embedded(self, request: EmbedText) -> Embedded:
        vectors = self._model.ready("text").encode_text(request.texts)
        return Embedded(request.ticket, len(vectors), as_bytes(vectors))

    def _described(self, request: Describe) -> Described:
        encoder = self._model.encoder()
        return Described(
            ticket=request.ticket,
            model_id=encoder.model_id,
            model_name=encoder.model_name,
            dimensions=encoder.dimensions,
            visual_dimensions=encoder.visual_dimensions,
            logit_scale=float(encoder.logit_scale),
            logit_bias=float(encoder.logit_bias),
            device=str(getattr(encoder, "device", "cpu")),
            precision=self._model.precision,
            versions=library_versions(),
        )
