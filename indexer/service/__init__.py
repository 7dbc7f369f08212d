"""The background service: wires store, pipeline, worker and socket; stops them in order."""

from indexer.service.service import Service, run_service

__all__ = ["Service", "run_service"]
