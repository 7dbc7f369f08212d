"""The context menu of the sidebar: what can be done with a folder, search or concept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu

from desktop.controllers.outside import copy_paths
from desktop.queries import FolderQuery, TextQuery
from desktop.views.question import Question

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QPoint

    from desktop.controllers.outside import Outside
    from desktop.indexer_client import IndexerClient
    from desktop.views.sidebar import Sidebar


class SidebarMenu(QObject):
    """Main thread only. Nothing here touches a photo."""

    folders_asked = Signal()

    def __init__(self, sidebar: Sidebar, client: IndexerClient, outside: Outside) -> None:
        super().__init__(sidebar)
        self._sidebar = sidebar
        self._client = client
        self._outside = outside
        sidebar.menu_asked.connect(self.open)

    def open(self, key: object, place: QPoint) -> None:
        """Show the menu of the entry with this key; entries without one show nothing."""
        steps = self._steps(key)
        if not steps:
            return
        menu = QMenu(self._sidebar)
        for text, step in steps:
            menu.addAction(text).triggered.connect(step)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _steps(self, key: object) -> list[tuple[str, Callable[[], None]]]:
        match key:
            case FolderQuery(path):
                return [
                    (self.tr("Open in file manager"), lambda: self._outside.open_folder(path)),
                    (self.tr("Copy path"), lambda: copy_paths([path])),
                    (self.tr("Watched folders…"), self.folders_asked.emit),
                ]
            case TextQuery(text) if text.startswith("#"):
                return [(self.tr("Forget this concept…"), lambda: self._forget(text[1:]))]
            case TextQuery(text):
                name = self._sidebar.name_of(key)
                return [(self.tr("Delete this saved search…"), lambda: self._delete(name, text))]
            case _:
                return []

    def _forget(self, name: str) -> None:
        self._ask(
            self.tr("Forget the concept {name}?").format(name=name),
            self.tr("What you taught by photos is lost. No photo is changed."),
            self.tr("Forget it"),
            lambda: self._client.ask("forget", name=name),
        )

    def _delete(self, name: str, text: str) -> None:
        self._ask(
            self.tr("Delete the saved search {name}?").format(name=name),
            self.tr("It searches for: {text}").format(text=text),
            self.tr("Delete it"),
            lambda: self._client.ask("delete_search", name=name),
        )

    def _ask(self, title: str, text: str, yes: str, step: Callable[[], None]) -> None:
        question = Question(
            self._sidebar.window(), title, text, yes, self.tr("Keep it"), danger=True
        )
        question.accepted.connect(step)
        question.open()
