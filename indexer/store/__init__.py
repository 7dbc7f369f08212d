"""The databases: everything that knows SQL. One writer, many readers.

    with open_library(paths) as library:            # the service, holding the instance lock
        library.user.folders.add("/photos", volume="...", added_at=now)   # user.db
        library.index.scans / .queue / .spaces / .queries                  # index.db, one thread
        library.thumbnails.put({content_id: jpeg})                         # thumbnails.db

    reader = IndexReader(paths)                      # window, command line, search: any thread
    reader.folders(); reader.counts(); reader.photos(ids); reader.timeline(...)
    reader.vectors.scores(space_id, vector); reader.vectors.rank(...)
    ThumbnailReader(paths).get(content_ids)

Errors: `StoreError` (`SchemaTooNew`, `DatabaseDamaged`) and `DiskFull`, nothing of APSW's.
"""
