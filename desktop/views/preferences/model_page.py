"""The models: what each is good for and costs; install, use and remove them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLocale, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout

from desktop.models.offered_models import STARTER, Installation, OfferedModel
from desktop.sentences import sentence
from desktop.views.parts import button, plain_label
from desktop.views.preferences.page import Page
from desktop.views.progress_words import ProgressWords, size_of_download
from desktop.views.question import Question

if TYPE_CHECKING:
    from indexer.api import ServiceStatus

_MB = 1_000_000
_LONG_LANGUAGES = 3


class ModelPage(Page):
    """One card a model. Asks for changes; the service makes them and the page is filled again."""

    install_asked = Signal(str)
    cancel_asked = Signal()
    use_asked = Signal(str)
    remove_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._cards: dict[str, ModelCard] = {}
        self._error = plain_label("error", wrap=True)
        self._error.hide()
        self.column.addWidget(self._error)
        self.column.addStretch()
        self.retranslate()

    @property
    def cards(self) -> dict[str, ModelCard]:
        """The cards by the names of their models."""
        return self._cards

    def show_models(self, models: list[OfferedModel]) -> None:
        """Show these models, the recommended ones and those that are in use first."""
        self._error.hide()
        if list(self._cards) != [model.name for model in models]:
            self._make_cards(models)
        for model in models:
            self._cards[model.name].show_model(model)

    def show_installation(self, installation: Installation) -> None:
        """Show how far a download is."""
        card = self._cards.get(installation.name)
        if card is not None:
            card.show_installation(installation)

    def show_status(self, status: ServiceStatus) -> None:
        """Show how far the model that is being built has come."""
        for name, card in self._cards.items():
            building = name == status.target_model != status.model
            card.show_building(status if building else None)

    def show_error(self, message: str) -> None:
        """Say what went wrong."""
        self._error.setText(message)
        self._error.show()

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self.heading.setText(self.tr("Models"))
        self.lead.setText(
            self.tr(
                "A model decides what Pixlore understands. When you choose another, the old one "
                "goes on answering until all photos were looked at with the new one."
            )
        )

    def _make_cards(self, models: list[OfferedModel]) -> None:
        for card in self._cards.values():
            self.column.removeWidget(card)
            card.deleteLater()
        self._cards = {}
        for model in models:
            card = ModelCard(model)
            card.install_asked.connect(self.install_asked)
            card.cancel_asked.connect(self.cancel_asked)
            card.use_asked.connect(self.use_asked)
            card.remove_asked.connect(self.remove_asked)
            self.column.insertWidget(self.column.count() - 1, card)
            self._cards[model.name] = card


class ModelCard(QFrame):
    """One model: name, what it brings, what it costs, and what can be done with it now."""

    install_asked = Signal(str)
    cancel_asked = Signal()
    use_asked = Signal(str)
    remove_asked = Signal(str)

    def __init__(self, model: OfferedModel) -> None:
        super().__init__()
        self.setObjectName("card")
        self._model = model
        self._installation: Installation | None = None
        self._status: ServiceStatus | None = None
        self._words = ProgressWords(self)
        self._title = plain_label("strong")
        self._badge = plain_label("badge")
        self._good_for = plain_label(wrap=True)
        self._facts = plain_label("muted", wrap=True)
        self._progress = plain_label("muted", wrap=True)
        self._bar = QProgressBar(textVisible=False)
        self.install_button = button("primary")
        self.cancel_button = button()
        self.use_button = button("primary")
        self.remove_button = button()
        self._lay_out()
        self.install_button.clicked.connect(lambda: self.install_asked.emit(self._model.name))
        self.cancel_button.clicked.connect(self.cancel_asked)
        self.use_button.clicked.connect(lambda: self.use_asked.emit(self._model.name))
        self.remove_button.clicked.connect(self._confirm_removal)
        self.retranslate()

    def show_model(self, model: OfferedModel) -> None:
        """Show what is known of the model."""
        self._model = model
        self.retranslate()

    def show_installation(self, installation: Installation) -> None:
        """Show its download."""
        self._installation = installation
        self.retranslate()

    def show_building(self, status: ServiceStatus | None) -> None:
        """Show how many photos it has looked at; None when it is not being built."""
        if status is not self._status:
            self._status = status
            self.retranslate()

    def retranslate(self) -> None:
        """Set every text in the current language."""
        model = self._model
        size = size_of_download(model.download_mb * _MB)
        self._title.setText(sentence(model.title))
        self._badge.setText(self._badge_text())
        self._badge.setVisible(bool(self._badge.text()))
        self._good_for.setText(sentence(model.good_for))
        self._facts.setText(self._fact_text())
        self.install_button.setText(self.tr("Download ({size})").format(size=size))
        self.cancel_button.setText(self.tr("Stop the download"))
        self.use_button.setText(self.tr("Search with this one"))
        self.remove_button.setText(self.tr("Remove"))
        self._bar.setAccessibleName(self.tr("Progress"))
        self._show_actions()
        self._show_progress()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _badge_text(self) -> str:
        if self._model.active:
            return self.tr("In use")
        if self._model.target:
            return self.tr("Getting ready")
        return self.tr("Recommended") if self._model.recommended else ""

    def _fact_text(self) -> str:
        model = self._model
        facts = [self._language_text()]
        if model.found_of_ten is not None:
            facts.append(
                self.tr("finds {number} of 10 test pictures at the first try").format(
                    number=model.found_of_ten
                )
            )
        if model.disk_bytes:
            size = size_of_download(model.disk_bytes)
            facts.append(self.tr("{size} on disk").format(size=size))
        if model.licence:
            facts.append(self.tr("licence: {licence}").format(licence=model.licence))
        return " · ".join(fact for fact in facts if fact)

    def _language_text(self) -> str:
        languages = self._model.languages
        if "mul" in languages or len(languages) > _LONG_LANGUAGES:
            return self.tr("many languages")
        own = {"en": self.tr("English"), "zh": self.tr("Chinese")}
        names = [own.get(code, QLocale(code).nativeLanguageName()) for code in languages]
        return ", ".join(name for name in names if name)

    def _show_actions(self) -> None:
        model, running = self._model, self._running() is not None
        busy = model.active or model.target
        removable = model.installed and not busy and model.name != STARTER
        offered = {
            self.install_button: not model.installed and not running,
            self.cancel_button: running,
            self.use_button: model.installed and not busy,
            self.remove_button: removable,
        }
        had_focus = any(each.hasFocus() for each in offered)
        for each, shown in offered.items():
            if shown:
                each.setVisible(True)
        if had_focus:
            # Before a button goes: else Qt hands the focus to the next model.
            follower = next((each for each, shown in offered.items() if shown), self)
            follower.setFocus()
        for each, shown in offered.items():
            each.setVisible(shown)

    def _show_progress(self) -> None:
        running, text = self._running(), ""
        if running is not None:
            self._bar.setRange(0, 1000 if running.total_bytes else 0)
            self._bar.setValue(running.done_bytes * 1000 // max(1, running.total_bytes))
            text = self._words.download(running)
        elif self._status is not None:
            built = self._status.target_progress or self._status.progress
            self._bar.setRange(0, max(1, built.total))
            self._bar.setValue(built.searched)
            text = self.tr("Looking at your photos with this model. You can go on searching.")
        elif self._installation is not None and self._installation.phase == "failed":
            text = sentence(self._installation.message)
        self._progress.setText(text)
        self._progress.setVisible(bool(text))
        self._bar.setVisible(running is not None or self._status is not None)

    def _running(self) -> Installation | None:
        known = self._installation
        return known if known is not None and known.is_running else None

    def _confirm_removal(self) -> None:
        question = Question(
            self.window(),
            self.tr("Remove {model}?").format(model=self._model.title),
            self.tr("Its files and what it learned about your photos are deleted."),
            self.tr("Remove"),
            self.tr("Keep it"),
            danger=True,
        )
        question.accepted.connect(lambda: self.remove_asked.emit(self._model.name))
        question.open()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self._title)
        top.addWidget(self._badge)
        top.addStretch()
        actions = QHBoxLayout()
        actions.setSpacing(10)
        for each in (
            self.install_button, self.use_button, self.cancel_button, self.remove_button,
        ):  # fmt: skip
            actions.addWidget(each)
        actions.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(8)
        column.addLayout(top)
        for part in (self._good_for, self._facts, self._bar, self._progress):
            column.addWidget(part)
        column.addLayout(actions)
