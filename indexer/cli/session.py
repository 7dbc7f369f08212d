"""What every command gets: the library, and where to print."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.api import (
    Library,
    LibraryPaths,
    ServiceClient,
    ServiceUnavailable,
    library_paths,
    open_library,
)
from indexer.cli.output import Output
from indexer.core.config import load_timings


@dataclass(frozen=True, slots=True)
class Session:
    """One run of a command."""

    library: Library
    output: Output

    @property
    def paths(self) -> LibraryPaths:
        """Where the library is."""
        return self.library.paths

    def running_service(self) -> ServiceClient | None:
        """The service if one runs; starts none. Close it after use."""
        try:
            return ServiceClient(self.paths)
        except ServiceUnavailable as error:
            if "another version" in str(error):
                raise
            return None


def open_session(data_dir: str | None, *, as_json: bool) -> Session:
    """A session whose service, when it has to be started, leaves by itself after its work."""
    timings = load_timings()
    library = open_library(library_paths(data_dir), idle_exit_s=timings.idle_exit_s)
    return Session(library, Output(as_json=as_json))
