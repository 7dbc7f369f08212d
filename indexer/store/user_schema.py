"""The schema of `user.db`. A released step is never edited: a change is a new step."""

from __future__ import annotations

from indexer.store.migrations import Step

USER_STEPS = (
    Step(
        "folders and settings",
        # A folder's id is never used twice: the index may still hold rows of a removed one.
        """
        CREATE TABLE folder(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            path BLOB NOT NULL UNIQUE,
            volume TEXT NOT NULL,
            added_at REAL NOT NULL,
            excludes TEXT NOT NULL DEFAULT '[]',
            min_side INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
        """,
    ),
    Step(
        "favourites, searches, concepts and verdicts",
        # Photos are named by content, so that these survive moves and a rebuilt index.
        """
        CREATE TABLE favourite(
            content_id BLOB PRIMARY KEY,
            path BLOB NOT NULL,
            added_at REAL NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE saved_search(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE COLLATE NOCASE,
            query TEXT NOT NULL,
            created_at REAL NOT NULL,
            seen_at REAL NOT NULL
        ) STRICT;
        CREATE TABLE history(
            query TEXT PRIMARY KEY,
            searched_at REAL NOT NULL,
            times INTEGER NOT NULL DEFAULT 1
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX history_by_time ON history(searched_at);
        CREATE TABLE concept(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE COLLATE NOCASE,
            created_at REAL NOT NULL
        ) STRICT;
        CREATE TABLE concept_example(
            concept_id INTEGER NOT NULL REFERENCES concept(id) ON DELETE CASCADE,
            content_id BLOB NOT NULL,
            path BLOB NOT NULL,
            positive INTEGER NOT NULL CHECK (positive IN (0, 1)),
            added_at REAL NOT NULL,
            PRIMARY KEY (concept_id, content_id)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE verdict(
            first BLOB NOT NULL,
            second BLOB NOT NULL,
            kind TEXT NOT NULL,
            decided_at REAL NOT NULL,
            PRIMARY KEY (first, second),
            CHECK (first < second)
        ) STRICT, WITHOUT ROWID;
        """,
    ),
)
