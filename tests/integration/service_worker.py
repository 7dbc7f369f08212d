"""The worker of `service_entry`: `worker_entry`'s, with an identity for each model asked for."""

from __future__ import annotations

from indexer.worker.__main__ import main
from tests.integration.worker_entry import TinyEncoder, decode, load


def load_named(spec, threads) -> TinyEncoder:
    encoder = load(spec, threads)
    encoder.model_id = f"tiny {spec.name}"
    return encoder


if __name__ == "__main__":
    main(load=load_named, decode=decode)
