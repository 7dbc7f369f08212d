"""The indexer's sentences in the person's language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QLocale

from desktop.sentences import error_sentence, sentence
from desktop.translation import Translation
from indexer.api import ModelError, parse
from indexer.core.opening import open_photo
from indexer.media.faults import DAMAGED, TOO_LARGE
from indexer.pipeline.folder_health import FolderHealth, suspect
from indexer.pipeline.throttle import PauseReason, Throttle


@pytest.fixture
def chinese(qapp: Any) -> Iterator[None]:
    before = QLocale()
    translation = Translation(qapp, "zh_CN")
    yield
    translation.choose("en")
    QLocale.setDefault(before)


def spoken_in_chinese(text: str) -> bool:
    return any("一" <= letter <= "鿿" for letter in text)


@pytest.mark.usefixtures("chinese")
def test_what_the_indexer_says_today_is_recognised() -> None:
    for text in (DAMAGED.format(detail="broken data stream"), TOO_LARGE):
        assert spoken_in_chinese(sentence(text)), text
    assert "broken data stream" in sentence(DAMAGED.format(detail="broken data stream"))
    assert "1,204" in sentence(suspect(FolderHealth(), 1204).message)
    assert spoken_in_chinese(sentence(suspect(FolderHealth(), 1204).message))


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("reason", list(PauseReason))
def test_every_reason_to_pause_is_recognised(reason: PauseReason) -> None:
    throttle = Throttle()
    throttle.pause(reason)
    pause = throttle.current()
    assert pause is not None
    assert spoken_in_chinese(sentence(pause.message)), pause.message


@pytest.mark.usefixtures("chinese")
def test_an_unknown_sentence_comes_after_its_kind() -> None:
    said = error_sentence(ModelError("The flux is out of joint."))
    assert spoken_in_chinese(said)
    assert "The flux is out of joint." in said


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize(
    "text",
    ["camra:canon", "date:soon", "rating:9", "type:bread", "in:", '""', '"open', "dog OR cat",
     "after:2022", "before:2022", "near:Paris", "near:1,2", "near:France", "near:Nowherecity",
     "place:France", "place:Paris"],
)  # fmt: skip
def test_what_is_said_about_a_query_is_recognised(text: str) -> None:
    for chip in parse(text).chips:
        if chip.message:
            assert spoken_in_chinese(sentence(chip.message)), chip.message


def test_english_is_left_alone(qapp: Any) -> None:
    Translation(qapp, "en")
    assert error_sentence(ModelError("The flux is out of joint.")) == "The flux is out of joint."
    assert sentence(TOO_LARGE) == TOO_LARGE


def test_files_that_cannot_be_opened_are_recognised(qapp: Any, tmp_path: Any) -> None:
    translation = Translation(qapp, "zh_CN")
    try:
        with pytest.raises(Exception, match="no longer there") as caught:
            open_photo(str(tmp_path / "gone.jpg"))
        assert spoken_in_chinese(error_sentence(caught.value))
    finally:
        translation.choose("en")


def test_what_the_system_refuses_is_said_without_its_numbers_and_paths() -> None:
    error = FileNotFoundError(2, "No such file or directory", b"/home/me/.local")
    assert error_sentence(error) == "The system reports: No such file or directory."
