"""A person's first minutes and days: advice, lost thumbnails, waiting, a drive that comes back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.views.preferences.window import Chapter
from indexer.api import LibraryPaths
from tests.end2end.conftest import Person, end, stop_service
from tests.x_server import XServer

pytestmark = [
    pytest.mark.processes,
    pytest.mark.window,
    # The service is meant to outlive the process that started it.
    pytest.mark.filterwarnings("ignore:subprocess .* is still running:ResourceWarning"),
]


def test_photos_of_a_drive_that_comes_back_are_there_again_at_no_cost(
    person: Person, demo_photos: Path
) -> None:
    desktop = person.desktop
    count = desktop.model.rowCount()
    away = demo_photos.with_name("unplugged")
    demo_photos.rename(away)
    person.ask("rescan", wait=True)
    person.wait(lambda: person.is_offline(0))
    bar = desktop.window.gallery.status_bar
    person.wait(lambda: "Connect its drive" in bar.message)
    away.rename(demo_photos)
    person.ask("rescan", wait=True)
    person.wait(lambda: not person.is_offline(0))
    person.wait(lambda: bar.message == "Up to date")
    status = desktop.service.status
    assert status is not None
    assert (status.counts.indexed, status.counts.missing) == (count, 0)


def test_a_newcomer_is_told_of_the_starter_model_and_offered_a_better_one_once(
    person: Person, start: Callable[[], Person]
) -> None:
    desktop = person.desktop
    note = desktop.window.gallery.model_note
    assert not note.isVisible()
    person.type_text("a cat")
    person.wait(note.isVisible)
    assert "not people, places or written words" in note._text.text()
    assert "600 MB" in note._text.text()
    note._better.click()
    shown = desktop.preferences.shown
    assert shown is not None
    assert shown.chapter is Chapter.MODELS
    assert not note.isVisible()
    shown.close()
    end(desktop)

    again = start()
    again.type_text("a cat")
    assert not again.desktop.window.gallery.model_note.isVisible()


def test_photos_without_stored_thumbnails_are_drawn_from_their_files(
    person: Person, start: Callable[[], Person], library_paths_here: LibraryPaths
) -> None:
    end(person.desktop)
    stop_service(library_paths_here)
    for ending in ("", "-wal", "-shm"):
        library_paths_here.thumbnails_db.with_name(f"thumbnails.db{ending}").unlink(missing_ok=True)

    again = start()
    thumbnails = again.desktop.thumbnails
    again.wait(lambda: thumbnails.idle and thumbnails.bytes_held > 0)
    assert not thumbnails._absent


def test_indexing_waits_for_a_person_who_types(
    start: Callable[[], Person], demo_photos: Path, x_server: XServer, monkeypatch: Any
) -> None:
    monkeypatch.setenv("DISPLAY", x_server.name)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("PIXLORE_TIMINGS", '{"idle_after_s": 1.0, "courtesy_check_s": 0.1}')
    x_server.press("space")
    person = start()
    bar = person.desktop.window.gallery.status_bar
    person.ask("set_setting", name="only_when_idle", value=True)
    person.wait(lambda: x_server.press("space") or "nobody uses" in bar.message)
    person.desktop.service.add_folder(str(demo_photos))
    photos = len(list(demo_photos.iterdir()))
    person.wait(lambda: x_server.press("space") or person.desktop.service.status.counts.pending > 0)
    person.wait(lambda: person.desktop.service.status.counts.indexed == photos)
