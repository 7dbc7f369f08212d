"""Holds the one model of a worker: made at first need, each half loaded once."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, TypeVar

from indexer.core.errors import ModelError
from indexer.worker import confinement

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.embedding.encoder import Encoder, ModelSpec
    from indexer.embedding.trial import Attempt

Loaded = TypeVar("Loaded")


class ModelHolder:
    """Gives the encoder to the stages. Any thread; one that asks while it loads waits."""

    def __init__(
        self,
        fields: dict[str, str] | None,
        load: Callable[[ModelSpec, int], Encoder],
        *,
        threads: int,
        memory_mb: int,
    ) -> None:
        """`fields` as `ModelSpec.to_json` gives them, None for a worker that only decodes."""
        self._fields = fields
        self._load = load
        self._threads = threads
        self._memory_mb = memory_mb
        self._making = threading.Lock()
        self._encoder: Encoder | None = None
        self._spec: ModelSpec | None = None
        self._halves = {"image": threading.Lock(), "text": threading.Lock()}
        self._warm: set[str] = set()
        self._limiting = threading.Lock()
        self._loading = 0

    def encoder(self) -> Encoder:
        """The encoder, its networks perhaps not loaded yet. Raises `ModelError`."""
        with self._making:
            if self._encoder is None:
                self._encoder = self._make()
            return self._encoder

    def ready(self, half: str) -> Encoder:
        """The encoder with its "image" or "text" half loaded. Raises `ModelError`."""
        encoder = self.encoder()
        with self._halves[half]:
            if half not in self._warm:
                self.with_room(lambda: encoder.warm_up(images=half == "image", text=half == "text"))
                self._warm.add(half)
        return encoder

    def try_out(self, seconds: float) -> tuple[Attempt, ...]:
        """Try devices and number formats, each for `seconds`. Raises `ModelError`."""
        from indexer.embedding.trial import run_trial

        self.encoder()
        spec = self._spec
        assert spec is not None
        return self.with_room(
            lambda: run_trial(spec, lambda one: self._load(one, self._threads), seconds=seconds)
        )

    @property
    def precision(self) -> str:
        """The number format of the loaded model."""
        return "" if self._spec is None else self._spec.precision.value

    def _make(self) -> Encoder:
        if self._fields is None:
            raise ModelError("This worker only shows photos; it has no model.")
        from indexer.embedding.encoder import ModelSpec

        spec = ModelSpec.from_json(self._fields)
        encoder = self.with_room(lambda: self._load(spec, self._threads))
        self.with_room(lambda: encoder.input_side)  # loads the configuration decoders ask for
        self._spec = spec
        return encoder

    def with_room(self, load: Callable[[], Loaded]) -> Loaded:
        """What `load` returns, without limits meanwhile; the last to finish sets them again."""
        with self._limiting:
            self._loading += 1
            confinement.loosen()
        try:
            return load()
        finally:
            with self._limiting:
                self._loading -= 1
                if self._loading == 0:
                    confinement.tighten(self._memory_mb)
