"""Every control has a name for a screen reader, can be reached by keyboard and shows its focus."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor, QFont
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLineEdit,
    QProgressBar,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.app import Desktop
from desktop.program import make_application
from desktop.settings import Look
from desktop.views import theme
from desktop.views.preferences.window import Chapter

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSlider, QComboBox, QLineEdit, QProgressBar,
)  # fmt: skip
SILENT = (QAccessible.Role.NoRole, QAccessible.Role.Client)


def controls(root: QWidget) -> Iterator[QWidget]:
    """Everything a person can act on, but for what Qt puts inside its own widgets."""
    for widget in root.findChildren(QWidget):
        made_by_qt = widget.objectName().startswith("qt_") or isinstance(widget, QScrollBar)
        inside = isinstance(widget.parentWidget(), QAbstractItemView | QComboBox)
        popup = isinstance(widget.window(), QWidget) and widget.window().inherits(
            "QComboBoxPrivateContainer"
        )
        if isinstance(widget, CONTROLS) and not made_by_qt and not inside and not popup:
            yield widget


def open_everything(desktop: Desktop) -> None:
    for chapter in Chapter:
        desktop.open_settings(chapter)
    desktop.service.open_failed()
    desktop.open_shortcuts()
    desktop.window.gallery.search_bar.show_suggestions([])


def test_every_control_is_named_and_has_a_role(desktop: Desktop) -> None:
    open_everything(desktop)
    nameless = []
    for widget in controls(desktop.window):
        spoken = QAccessible.queryAccessibleInterface(widget)
        hidden_button = isinstance(widget, QAbstractButton) and widget.isHidden()
        if spoken is None or spoken.role() in SILENT:
            nameless.append(f"{widget} has no role")
        elif not spoken.text(QAccessible.Text.Name).strip() and not hidden_button:
            nameless.append(f"{widget} {widget.objectName()} has no name")
    assert not nameless


def test_every_button_can_be_reached_with_the_keyboard(desktop: Desktop) -> None:
    open_everything(desktop)
    unreachable = [
        widget
        for widget in controls(desktop.window)
        if isinstance(widget, QAbstractButton | QLineEdit | QComboBox)
        and not widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert not unreachable


@pytest.mark.parametrize("look", [Look.LIGHT, Look.DARK])
@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        ("text", "window", 7.0),
        ("text", "surface", 7.0),
        ("text", "accent-soft", 7.0),
        ("muted", "window", 4.5),
        ("muted", "surface", 4.5),
        ("on-accent", "accent", 4.5),
        ("danger", "window", 4.5),
        ("accent", "window", 3.0),
    ],
)
def test_texts_stand_out(
    desktop: Desktop, look: Look, text: str, ground: str, least: float
) -> None:
    """The contrasts of WCAG 2.2: 4.5 for text, 3 for the parts of controls; 7 is its level AAA."""
    desktop.choose_look(look)
    assert contrast(desktop.theme.color(text), desktop.theme.color(ground)) >= least


def test_a_person_who_wants_contrast_gets_it(
    make_desktop: Callable[..., Desktop], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theme, "_system_wants_contrast", lambda: True)
    desktop = make_desktop()
    for look in (Look.LIGHT, Look.DARK):
        desktop.choose_look(look)
        ground = desktop.theme.color("window")
        for token, least in (("text", 7.0), ("muted", 7.0), ("accent", 7.0), ("border", 3.0)):
            assert contrast(desktop.theme.color(token), ground) >= least, (look, token)


def test_large_text_of_the_system_is_followed(qapp: QApplication) -> None:
    usual, large = QFont(qapp.font()), QFont(qapp.font())
    usual.setPixelSize(13)
    large.setPixelSize(30)
    assert theme.system_text_scale(usual) == pytest.approx(1.0, abs=0.1)
    assert theme.system_text_scale(large) >= 2.0


def test_nothing_moves_by_itself(qapp: QApplication) -> None:
    make_application()
    moving = (Qt.UIEffect.UI_AnimateMenu, Qt.UIEffect.UI_AnimateCombo, Qt.UIEffect.UI_FadeTooltip)
    assert not any(QApplication.isEffectEnabled(effect) for effect in moving)


@pytest.mark.parametrize("look", [Look.LIGHT, Look.DARK])
def test_the_focus_can_be_seen(desktop: Desktop, look: Look, qtbot: QtBot) -> None:
    """Whatever the Tab key reaches looks different while it has the focus."""
    desktop.choose_look(look)
    for chapter in Chapter:
        desktop.open_settings(chapter)
        shown = desktop.preferences.shown
        assert shown is not None
        shown.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is shown)  # noqa: B023
        page = shown.pages[chapter]
        assert not [widget for widget in controls(page) if can_tab(widget) and is_blind(widget)]


def can_tab(widget: QWidget) -> bool:
    tabbed = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return tabbed and widget.isEnabled() and widget.isVisible()


def is_blind(widget: QWidget) -> bool:
    """Whether it looks the same with the focus as without."""
    widget.clearFocus()
    without = widget.grab().toImage()
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    return not widget.hasFocus() or bool(widget.grab().toImage() == without)


def contrast(one: QColor, other: QColor) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(color: QColor) -> float:
    """Relative luminance of WCAG 2.2."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (color.redF(), color.greenF(), color.blueF())
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
