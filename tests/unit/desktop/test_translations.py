"""Both languages are complete, and no text on the screen escapes translation."""

from __future__ import annotations

import ast
import re
import subprocess
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

import PySide6
import pytest

SHOWN_BY = {
    "setText", "setToolTip", "setWindowTitle", "setPlaceholderText", "setAccessibleName",
    "setStatusTip", "set_name", "addItem", "addAction", "QAction", "QLabel", "QPushButton",
    "show_state", "show_message", "show_problem", "drawText", "setTitle", "setInformativeText",
}  # fmt: skip
ALLOWED = {"Pixlore", ""}


def messages(path: Path) -> dict[tuple[str, str], ElementTree.Element]:
    found = {}
    for context in ElementTree.parse(path).iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            found[(name, message.findtext("source", ""))] = translation
    return found


@pytest.fixture(scope="module")
def in_the_code(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What lupdate finds in the source now."""
    path = tmp_path_factory.mktemp("ts") / "fresh.ts"
    lupdate = Path(PySide6.__file__).parent / "lupdate"
    command = [lupdate, "-silent", "-locations", "none", "-extensions", "py"]
    subprocess.run([*command, repository / "desktop", "-ts", path], check=True, capture_output=True)
    return path


def test_chinese_has_every_text_and_no_other(repository: Path, in_the_code: Path) -> None:
    chinese = messages(repository / "resources" / "translations" / "pixlore_zh_CN.ts")
    assert set(chinese) == set(messages(in_the_code)), "run lupdate and translate"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_translation_is_finished_and_keeps_its_placeholders(
    repository: Path, language: str
) -> None:
    texts = messages(repository / "resources" / "translations" / f"pixlore_{language}.ts")
    for (_, source), translation in texts.items():
        assert translation.get("type") is None, source
        forms = [form.text or "" for form in translation.iter("numerusform")]
        for text in forms or [translation.text or ""]:
            assert text.strip(), source
            assert placeholders(text) == placeholders(source), source


def test_english_has_every_plural(repository: Path, in_the_code: Path) -> None:
    plurals = {
        key
        for key, translation in messages(in_the_code).items()
        if translation.find("numerusform") is not None
    }
    assert set(messages(repository / "resources" / "translations" / "pixlore_en.ts")) == plurals


def test_no_context_is_guessed(in_the_code: Path) -> None:
    assert all(re.fullmatch(r"[A-Z]\w+", context) for context, _ in messages(in_the_code))


def test_every_text_shown_goes_through_translation(repository: Path) -> None:
    unmarked = [
        f"{path.relative_to(repository)}:{line}: {text!r}"
        for path in sorted((repository / "desktop").rglob("*.py"))
        for line, text in unmarked_texts(ast.parse(path.read_text("utf-8")))
    ]
    assert not unmarked


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"\{\w+\}|%L?n", text))


def unmarked_texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and name_of(call) in SHOWN_BY:
            for argument in call.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    words = re.search(r"[A-Za-z]{2}", argument.value)
                    if words and argument.value not in ALLOWED and not is_name(call, argument):
                        yield argument.lineno, argument.value


def is_name(call: ast.Call, argument: ast.expr) -> bool:
    """`show_state` takes the name of an icon first."""
    return name_of(call) == "show_state" and argument is call.args[0]


def name_of(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""
