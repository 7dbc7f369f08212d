"""The databases: everything that knows SQL. One writer, many readers.

    with open_library(paths) as library:              # the service, holding the instance lock
        library.user.folders / .settings              # user.db
        library.index.scans / .queue / .results / .spaces / .queries        # index.db
        library.thumbnails.put({content_id: jpeg})    # thumbnails.db

    reader = IndexReader(paths)                       # window, command line, search: any thread
    reader.folders(); reader.counts(); reader.photos(ids); reader.timeline(limit=200)
    reader.vectors.scores(space_id, vector); reader.vectors.rank(space_id, vector, limit=50)
    ThumbnailReader(paths).get(content_ids)

Errors: `StoreError` (`SchemaTooNew`, `DatabaseDamaged`) and `DiskFull`. What else escapes of
APSW's is a defect.
"""
