"""The note above the photos: the starter once, and a script that the model cannot read."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desktop.app import Desktop
from desktop.queries import TextQuery
from desktop.views.preferences.window import Chapter


def test_the_starter_is_explained_once_and_leads_to_the_models(
    desktop: Desktop, qtbot: QtBot
) -> None:
    note = desktop.window.gallery.model_note
    assert note.isHidden()
    desktop.search(TextQuery("a cat"))
    qtbot.waitUntil(lambda: not note.isHidden())
    assert "600 MB" in note._text.text()
    note._better.click()
    shown = desktop.preferences.shown
    assert shown is not None
    assert shown.chapter is Chapter.MODELS
    assert note.isHidden()
    desktop.search(TextQuery("a dog"))
    qtbot.waitUntil(lambda: desktop.gallery.text == "a dog" and desktop.model.photos.ranked)
    assert note.isHidden()


def test_a_query_in_chinese_is_told_which_model_reads_it(desktop: Desktop, qtbot: QtBot) -> None:
    note = desktop.window.gallery.model_note
    desktop.settings.model_note_read = True
    desktop.search(TextQuery("草地上的狗"))
    qtbot.waitUntil(lambda: not note.isHidden())
    assert note._title.text() == "The model in use does not read Chinese"
    note._close.click()
    assert note.isHidden()
