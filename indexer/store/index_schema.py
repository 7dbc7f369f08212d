"""The schema of `index.db`. A released step is never edited: a change is a new step.

A photo's `state` is what it would be if its file were there; `missing_since` lies over it, so
that a returned file costs nothing. `content_id`, the metadata and the embeddings belong together
and are replaced together; `indexed_at` tells that they are present, whatever the state.

The generation starts at the time so that a rebuilt index never repeats a number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.store.derived import write_derived
from indexer.store.migrations import Step

if TYPE_CHECKING:
    from indexer.store.connection import Database

_AT_ONCE = 1_000

_PHOTOS = """
CREATE TABLE directory(
    folder_id INTEGER NOT NULL,
    path BLOB NOT NULL,
    mtime_ns INTEGER NOT NULL,
    scanned_at REAL NOT NULL,
    PRIMARY KEY (folder_id, path)
) STRICT, WITHOUT ROWID;
CREATE TABLE folder_status(folder_id INTEGER PRIMARY KEY, online INTEGER NOT NULL) STRICT;
CREATE TABLE photo(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    folder_id INTEGER NOT NULL,
    path BLOB NOT NULL,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    inode INTEGER NOT NULL DEFAULT 0,
    device INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'indexed', 'failed')),
    missing_since REAL,
    attempts INTEGER NOT NULL DEFAULT 0,
    failure_kind TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    content_id BLOB,
    suspect INTEGER NOT NULL DEFAULT 0,
    indexed_at REAL,
    width INTEGER NOT NULL DEFAULT 0,
    height INTEGER NOT NULL DEFAULT 0,
    format TEXT NOT NULL DEFAULT '',
    orientation INTEGER NOT NULL DEFAULT 1,
    taken_at REAL,
    camera_make TEXT NOT NULL DEFAULT '',
    camera_model TEXT NOT NULL DEFAULT '',
    lens TEXT NOT NULL DEFAULT '',
    latitude REAL,
    longitude REAL,
    rating INTEGER,
    keywords TEXT NOT NULL DEFAULT '[]',
    caption TEXT NOT NULL DEFAULT '',
    frames INTEGER NOT NULL DEFAULT 1,
    shown_at REAL AS (coalesce(taken_at, mtime_ns / 1e9)) VIRTUAL,
    UNIQUE (folder_id, path)
) STRICT;
CREATE INDEX photo_by_state ON photo(folder_id, state, missing_since);
CREATE INDEX photo_by_content ON photo(content_id) WHERE content_id IS NOT NULL;
CREATE INDEX photo_pending ON photo(folder_id, attempts, mtime_ns DESC)
    WHERE state = 'pending' AND missing_since IS NULL;
CREATE INDEX photo_missing ON photo(missing_since) WHERE missing_since IS NOT NULL;
CREATE INDEX photo_suspect ON photo(id) WHERE suspect = 1;
CREATE INDEX photo_timeline ON photo(shown_at DESC, id DESC, folder_id)
    WHERE indexed_at IS NOT NULL AND missing_since IS NULL;
CREATE TABLE photo_count(
    folder_id INTEGER NOT NULL,
    shown TEXT NOT NULL,
    photos INTEGER NOT NULL,
    PRIMARY KEY (folder_id, shown)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER photo_counted AFTER INSERT ON photo BEGIN
    INSERT INTO photo_count VALUES
        (new.folder_id, iif(new.missing_since IS NULL, new.state, 'missing'), 1)
        ON CONFLICT DO UPDATE SET photos = photos + 1;
END;
CREATE TRIGGER photo_uncounted AFTER DELETE ON photo BEGIN
    UPDATE photo_count SET photos = photos - 1 WHERE folder_id = old.folder_id
        AND shown = iif(old.missing_since IS NULL, old.state, 'missing');
END;
CREATE TRIGGER photo_recounted AFTER UPDATE OF folder_id, state, missing_since ON photo
WHEN (old.folder_id, old.state, old.missing_since IS NULL)
    IS NOT (new.folder_id, new.state, new.missing_since IS NULL) BEGIN
    UPDATE photo_count SET photos = photos - 1 WHERE folder_id = old.folder_id
        AND shown = iif(old.missing_since IS NULL, old.state, 'missing');
    INSERT INTO photo_count VALUES
        (new.folder_id, iif(new.missing_since IS NULL, new.state, 'missing'), 1)
        ON CONFLICT DO UPDATE SET photos = photos + 1;
END;
CREATE TABLE intent(photo_id INTEGER PRIMARY KEY, started_at REAL NOT NULL) STRICT;
CREATE TABLE meta(name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES ('generation', unixepoch() * 1000);
"""

_SPACES = """
CREATE TABLE space(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    model_id TEXT NOT NULL,
    model_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    dimensions INTEGER NOT NULL,
    embedded INTEGER NOT NULL DEFAULT 0,
    neutral_centre REAL,
    neutral_deviation REAL,
    neutral_photos INTEGER,
    UNIQUE (model_id, kind)
) STRICT;
CREATE TABLE embedding(
    id INTEGER PRIMARY KEY,
    vector BLOB NOT NULL,
    space_id INTEGER AS (id >> 40) VIRTUAL,
    photo_id INTEGER AS (id & 0xFFFFFFFFFF) VIRTUAL
) STRICT;
CREATE TABLE embedding_change(
    revision INTEGER PRIMARY KEY AUTOINCREMENT,
    embedding_id INTEGER NOT NULL
) STRICT;
CREATE TABLE code_set(
    space_id INTEGER PRIMARY KEY,
    epoch INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    photos INTEGER NOT NULL,
    mean BLOB NOT NULL
) STRICT;
CREATE TABLE code_block(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    space_id INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    photo_ids BLOB NOT NULL,
    codes BLOB NOT NULL,
    checksum INTEGER NOT NULL
) STRICT;
CREATE INDEX code_block_by_set ON code_block(space_id, epoch, id);
CREATE TABLE query_vector(
    space_id INTEGER NOT NULL,
    query TEXT NOT NULL,
    vector BLOB NOT NULL,
    used_at REAL NOT NULL,
    PRIMARY KEY (space_id, query)
) STRICT, WITHOUT ROWID;
CREATE INDEX query_vector_by_use ON query_vector(used_at);
CREATE TRIGGER embedding_added AFTER INSERT ON embedding BEGIN
    UPDATE space SET embedded = embedded + 1 WHERE id = new.id >> 40;
    INSERT INTO embedding_change(embedding_id) VALUES (new.id);
END;
CREATE TRIGGER embedding_replaced AFTER UPDATE OF vector ON embedding BEGIN
    INSERT INTO embedding_change(embedding_id) VALUES (new.id);
END;
CREATE TRIGGER embedding_deleted AFTER DELETE ON embedding BEGIN
    UPDATE space SET embedded = embedded - 1 WHERE id = old.id >> 40;
    INSERT INTO embedding_change(embedding_id)
        SELECT old.id WHERE EXISTS (SELECT 1 FROM space WHERE id = old.id >> 40);
END;
"""
# An embedding's id is its space and its photo in one number (see `embedding_keys`): found by row
# id, 1,000 scattered vectors take half the time that they take in a table without one, where
# vectors fill the inner pages of the tree. `embedding_change` is what `codes` are kept by.
# Counting embeddings would read every vector, hence the count kept in `space`.

_TEXT = """
CREATE VIRTUAL TABLE photo_text USING fts5(
    name, folder, keywords, caption, camera,
    content='', contentless_delete=1, tokenize='trigram remove_diacritics 1'
);
CREATE TRIGGER photo_deleted AFTER DELETE ON photo BEGIN
    DELETE FROM embedding WHERE id IN (SELECT (id << 40) + old.id FROM space);
    DELETE FROM intent WHERE photo_id = old.id;
    DELETE FROM photo_text WHERE rowid = old.id;
END;
"""

_PLACES = """
ALTER TABLE photo ADD COLUMN city INTEGER;
CREATE INDEX photo_by_city ON photo(city) WHERE city IS NOT NULL;
DROP TABLE photo_text;
CREATE VIRTUAL TABLE photo_text USING fts5(
    name, folder, keywords, caption, camera, place,
    content='', contentless_delete=1, tokenize='trigram remove_diacritics 1'
);
"""


_TWO_BITS = """
DROP TABLE code_set;
DROP TABLE code_block;
CREATE TABLE code_set(
    space_id INTEGER PRIMARY KEY,
    epoch INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    photos INTEGER NOT NULL,
    mean BLOB NOT NULL,
    spread BLOB NOT NULL
) STRICT;
CREATE TABLE code_block(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    space_id INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    photo_ids BLOB NOT NULL,
    signs BLOB NOT NULL,
    far BLOB NOT NULL,
    lengths BLOB NOT NULL
) STRICT;
CREATE INDEX code_block_by_set ON code_block(space_id, epoch, id);
"""

_CODES_IN_FILES = """
DROP TABLE code_set;
DROP TABLE code_block;
CREATE TABLE code_set(
    space_id INTEGER PRIMARY KEY,
    epoch INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    log_from INTEGER NOT NULL,
    photos INTEGER NOT NULL,
    file TEXT NOT NULL,
    checksum INTEGER NOT NULL
) STRICT;
"""
# The service makes the codes anew from the embeddings; until then every vector is compared.

_METADATA_VERSIONS = """
ALTER TABLE photo ADD COLUMN metadata_version INTEGER NOT NULL DEFAULT 0;
CREATE INDEX photo_by_metadata_version ON photo(metadata_version) WHERE indexed_at IS NOT NULL;
"""

_WHOLE_WIDE_PHOTOS = """
CREATE TABLE outdated_embedding(id INTEGER PRIMARY KEY) STRICT;
INSERT INTO outdated_embedding SELECT (space.id << 40) + photo.id FROM space JOIN photo
    WHERE indexed_at IS NOT NULL AND max(width, height) > 1.6 * min(width, height)
        AND EXISTS (SELECT 1 FROM embedding WHERE embedding.id = (space.id << 40) + photo.id);
CREATE TRIGGER embedding_renewed AFTER UPDATE OF vector ON embedding BEGIN
    DELETE FROM outdated_embedding WHERE id = new.id;
END;
CREATE TRIGGER embedding_gone AFTER DELETE ON embedding BEGIN
    DELETE FROM outdated_embedding WHERE id = old.id;
END;
"""
# Vectors of wide photos knew the middle square only. They are searched until better ones are made.


_DATES_AND_WORDS = """
ALTER TABLE photo ADD COLUMN taken_within REAL NOT NULL DEFAULT 0;
ALTER TABLE photo ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE photo ADD COLUMN people TEXT NOT NULL DEFAULT '[]';
ALTER TABLE photo ADD COLUMN places TEXT NOT NULL DEFAULT '[]';
CREATE INDEX photo_by_places ON photo(places) WHERE places != '[]';
DROP INDEX photo_timeline;
ALTER TABLE photo DROP COLUMN shown_at;
ALTER TABLE photo ADD COLUMN shown_at REAL NOT NULL DEFAULT -62135596800.0;
ALTER TABLE photo ADD COLUMN shown_within REAL NOT NULL DEFAULT 0;
CREATE INDEX photo_timeline ON photo(shown_at DESC, id DESC, folder_id, shown_within)
    WHERE indexed_at IS NOT NULL AND missing_since IS NULL;
DROP TABLE photo_text;
CREATE VIRTUAL TABLE photo_text USING fts5(
    name, folder, title, keywords, people, caption, camera, place,
    content='', contentless_delete=1, tokenize='trigram'
);
CREATE TABLE photo_words(id INTEGER PRIMARY KEY, words TEXT NOT NULL) STRICT;
DROP TRIGGER photo_deleted;
CREATE TRIGGER photo_deleted AFTER DELETE ON photo BEGIN
    DELETE FROM embedding WHERE id IN (SELECT (id << 40) + old.id FROM space);
    DELETE FROM intent WHERE photo_id = old.id;
    DELETE FROM photo_text WHERE rowid = old.id;
    DELETE FROM photo_words WHERE id = old.id;
END;
"""
# `shown_at` depends on the time zone and on the file's name, so it is written, not generated: see
# `photo_date`. `photo_words` has all texts of a photo in one, for words too short for trigrams.


_FILES_BESIDE = """
ALTER TABLE photo ADD COLUMN ctime_ns INTEGER NOT NULL DEFAULT 0;
ALTER TABLE photo ADD COLUMN sidecars TEXT NOT NULL DEFAULT '';
CREATE INDEX photo_with_sidecars ON photo(folder_id) WHERE sidecars != '';
"""
# The first scan takes the change times it sees for known ones: no photo is read again for them.


def _derive_again(database: Database) -> None:
    """Write all that follows from the rows anew; only for the newest step: it needs its columns."""
    ids = [row[0] for row in database.rows("SELECT id FROM photo WHERE indexed_at IS NOT NULL")]
    for start in range(0, len(ids), _AT_ONCE):
        write_derived(database, ids[start : start + _AT_ONCE])


INDEX_STEPS = (
    Step("photos, directories and intents", _PHOTOS),
    Step("vector spaces and embeddings", _SPACES),
    Step("names, keywords and captions as text", _TEXT),
    Step("names of places", _PLACES),
    Step("codes of two bits", _TWO_BITS),
    Step("codes in files", _CODES_IN_FILES),
    Step("versions of metadata", _METADATA_VERSIONS),
    Step("wide photos as a whole", _WHOLE_WIDE_PHOTOS),
    Step("dates of parts, titles, people and words of places", _DATES_AND_WORDS),
    Step("countries by their outlines", "", _derive_again),
    Step("change times and files beside photos", _FILES_BESIDE),
)
