"""The first thing a new person sees: what Pixlore does, and one button to begin."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.views import icons
from desktop.views.folder_choice import choose_folder, pictures_folder
from desktop.views.parts import IconLabel, button, centred_column, plain_label

if TYPE_CHECKING:
    from desktop.views.theme import Theme

_ICON_SIDE = 104


class WelcomePage(QWidget):
    """Offers the system's pictures folder, or any other."""

    folder_chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("page")
        self._pictures = pictures_folder()
        self._picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._picture.setPixmap(icons.app_icon().pixmap(QSize(_ICON_SIDE, _ICON_SIDE)))
        self._title = plain_label("title")
        self._lead = plain_label("lead", wrap=True)
        self._begin = button("big")
        self._other = button("link")
        self._privacy_icon = IconLabel(theme, "shield", 18, "muted")
        self._privacy = plain_label("muted", wrap=True)
        self._error = plain_label("error", wrap=True)
        self._lay_out()
        self._begin.clicked.connect(self._choose_pictures)
        self._other.clicked.connect(self._choose_other)
        self.retranslate()

    def begin(self) -> None:
        """Put the focus on the big button."""
        self._begin.setFocus()

    def show_error(self, message: str) -> None:
        """Say why the folder could not be added."""
        self._error.setText(message)
        self._error.setVisible(bool(message))

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self._title.setText(self.tr("Find your photos by what is in them"))
        self._lead.setText(
            self.tr(
                "Type what you remember, such as dog asleep on a red sofa,\n"
                "or show a photo and ask for more like it."
            )
        )
        self._privacy.setText(
            self.tr("No account, no telemetry: your photos stay on this computer, unchanged.")
        )
        if self._pictures:
            name = Path(self._pictures).name
            self._begin.setText(self.tr("Search my {folder} folder").format(folder=name))
            self._other.setText(self.tr("Choose another folder…"))
        else:
            self._begin.setText(self.tr("Choose a folder of photos…"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        column, layout = centred_column(width=560, spacing=14)
        for label in (self._title, self._lead, self._error):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setFixedHeight(_ICON_SIDE)
        layout.addWidget(self._picture)
        layout.addSpacing(8)
        layout.addWidget(self._title)
        layout.addWidget(self._lead)
        layout.addSpacing(18)
        layout.addWidget(self._begin, alignment=Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(self._other, alignment=Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(self._error)
        layout.addSpacing(18)
        privacy = QHBoxLayout()
        privacy.setSpacing(8)
        privacy.addStretch()
        privacy.addWidget(self._privacy_icon)
        self._privacy.setWordWrap(False)
        privacy.addWidget(self._privacy)
        privacy.addStretch()
        layout.addLayout(privacy)
        self._error.hide()
        self._other.setVisible(bool(self._pictures))
        page = QVBoxLayout(self)
        page.addStretch(2)
        page.addWidget(column, alignment=Qt.AlignmentFlag.AlignHCenter)
        page.addStretch(3)

    def _choose_pictures(self) -> None:
        if self._pictures:
            self.folder_chosen.emit(self._pictures)
        else:
            self._choose_other()

    def _choose_other(self) -> None:
        folder = choose_folder(self, self.tr("Choose a folder of photos"))
        if folder:
            self.folder_chosen.emit(folder)
