"""What clients of the indexer may import: the window and the command line use nothing else.

Cheap to import: no torch, no watchdog, no Qt.
"""

from __future__ import annotations

from indexer.core.crash_report import CrashReport
from indexer.core.errors import (
    CorruptPhoto,
    DatabaseDamaged,
    DiskFull,
    EnvironmentFault,
    FileUnavailable,
    FolderUnavailable,
    HubUnavailable,
    ModelError,
    NotAPhoto,
    PhotoError,
    PhotoQuarantined,
    PhotoTooLarge,
    PixloreError,
    QueryError,
    SchemaTooNew,
    ServiceUnavailable,
    StoreError,
    UsageError,
)
from indexer.core.formats import (
    FORMAT_BY_EXTENSION,
    THUMBNAIL_LEAST,
    THUMBNAIL_SIDE,
    format_of,
    thumbnail_size,
)
from indexer.core.logging_setup import set_up_logging
from indexer.core.normal import folded
from indexer.core.paths import LibraryPaths, library_paths
from indexer.core.peer import is_trusted
from indexer.core.resources import resource_path
from indexer.core.types import (
    EmbeddedVectors,
    FolderId,
    Hit,
    LibraryCounts,
    PhotoId,
    PhotoMetadata,
    PhotoRecord,
    PhotoState,
    Space,
    SpaceKind,
    Strength,
    TextScore,
    Vector,
    WatchedFolder,
)
from indexer.hub.progress import InstallPhase, InstallProgress
from indexer.ipc.client import ServiceClient, connect_or_start
from indexer.ipc.status import (
    FolderState,
    FolderStatus,
    Progress,
    ServiceState,
    ServiceStatus,
)
from indexer.library import Library, PhotoScores, open_library
from indexer.media.named_date import named_moment
from indexer.pipeline.skip_rules import NO_MEDIA, SNAPSHOT, TRASH
from indexer.places.gazetteer import City, nearest_city
from indexer.search.concepts import concept_query
from indexer.search.duplicates import DuplicateGroup, DuplicateKind
from indexer.search.engine import SearchEngine, SearchResult
from indexer.search.explain import Cause, Explanation, PartOfAnswer
from indexer.search.grammar.chips import Chip, ChipKind, Parse
from indexer.search.grammar.completion import Completion, completions
from indexer.search.grammar.parse import parse
from indexer.search.keepers import suggest_keepers
from indexer.search.language_hint import LanguageHint, language_hint
from indexer.search.near_pairs import GoOn
from indexer.search.pictures import Pictures
from indexer.search.places import Place
from indexer.search.query import MAX_QUERY_CHARACTERS, QuerySource, QueryVector, checked_text
from indexer.search.query_vectors import Box, QueryVectors
from indexer.search.ranked import Ranking
from indexer.search.stacks import Stack, fold, read_likeness, varied
from indexer.search.typed import Found
from indexer.store.concepts import Concept
from indexer.store.index_reader import IndexReader
from indexer.store.records import PhotoShapes
from indexer.store.searches import SavedSearch
from indexer.store.thumbnail_store import ThumbnailReader
from indexer.store.verdicts import Verdict
from indexer.worker.renderer import PhotoRenderer, RenderedPhoto

__all__ = [
    "FORMAT_BY_EXTENSION",
    "MAX_QUERY_CHARACTERS",
    "NO_MEDIA",
    "SNAPSHOT",
    "THUMBNAIL_LEAST",
    "THUMBNAIL_SIDE",
    "TRASH",
    "Box",
    "Cause",
    "Chip",
    "ChipKind",
    "City",
    "Completion",
    "Concept",
    "CorruptPhoto",
    "CrashReport",
    "DatabaseDamaged",
    "DiskFull",
    "DuplicateGroup",
    "DuplicateKind",
    "EmbeddedVectors",
    "EnvironmentFault",
    "Explanation",
    "FileUnavailable",
    "FolderId",
    "FolderState",
    "FolderStatus",
    "FolderUnavailable",
    "Found",
    "GoOn",
    "Hit",
    "HubUnavailable",
    "IndexReader",
    "InstallPhase",
    "InstallProgress",
    "LanguageHint",
    "Library",
    "LibraryCounts",
    "LibraryPaths",
    "ModelError",
    "NotAPhoto",
    "Parse",
    "PartOfAnswer",
    "PhotoError",
    "PhotoId",
    "PhotoMetadata",
    "PhotoQuarantined",
    "PhotoRecord",
    "PhotoRenderer",
    "PhotoScores",
    "PhotoShapes",
    "PhotoState",
    "PhotoTooLarge",
    "Pictures",
    "PixloreError",
    "Place",
    "Progress",
    "QueryError",
    "QuerySource",
    "QueryVector",
    "QueryVectors",
    "Ranking",
    "RenderedPhoto",
    "SavedSearch",
    "SchemaTooNew",
    "SearchEngine",
    "SearchResult",
    "ServiceClient",
    "ServiceState",
    "ServiceStatus",
    "ServiceUnavailable",
    "Space",
    "SpaceKind",
    "Stack",
    "StoreError",
    "Strength",
    "TextScore",
    "ThumbnailReader",
    "UsageError",
    "Vector",
    "Verdict",
    "WatchedFolder",
    "checked_text",
    "completions",
    "concept_query",
    "connect_or_start",
    "fold",
    "folded",
    "format_of",
    "is_trusted",
    "language_hint",
    "library_paths",
    "named_moment",
    "nearest_city",
    "open_library",
    "parse",
    "read_likeness",
    "resource_path",
    "set_up_logging",
    "suggest_keepers",
    "thumbnail_size",
    "varied",
]
