"""How the photos are shown, as a person chose, and where the keyboard stands among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.models.photo_list_model import PhotoListModel
    from desktop.settings import Arrangement, WindowSettings
    from desktop.views.gallery_page import GalleryPage
    from desktop.views.viewer_page import ViewerPage


class PhotoDisplay:
    """Main thread only. Each choice is kept for the next start."""

    def __init__(
        self,
        gallery: GalleryPage,
        viewer: ViewerPage,
        model: PhotoListModel,
        settings: WindowSettings,
    ) -> None:
        self._grid = gallery.grid
        self._model = model
        self._settings = settings
        gallery.show_sidebar(settings.sidebar_shown)
        viewer.actions_here.details.setChecked(settings.details_shown)
        self._connect(gallery, viewer)

    def enter_grid(self) -> None:
        """Let the keyboard go among the photos, if there are any."""
        if not self._model.rowCount():
            return
        self._grid.setFocus()
        if not self._grid.currentIndex().isValid():
            self.follow(0)

    def follow(self, row: int) -> None:
        """Make the photo that the viewer shows the current one."""
        self._grid.setCurrentIndex(self._model.index(row))

    def _connect(self, gallery: GalleryPage, viewer: ViewerPage) -> None:
        gallery.search_bar.left_downwards.connect(self.enter_grid)
        gallery.grid.cell_side_changed.connect(gallery.controls.step)
        gallery.controls.side_chosen.connect(self._resize_cells)
        gallery.controls.arrangement_chosen.connect(self._arrange_cells)
        gallery.sidebar_toggled.connect(self._remember_sidebar)
        viewer.actions_here.details.toggled.connect(self._remember_details)

    def _resize_cells(self, side: int) -> None:
        self._settings.cell_side = side
        self._grid.set_cell_side(side)

    def _arrange_cells(self, arrangement: Arrangement) -> None:
        self._settings.arrangement = arrangement
        self._grid.set_arrangement(arrangement)

    def _remember_sidebar(self, shown: bool) -> None:
        self._settings.sidebar_shown = shown

    def _remember_details(self, shown: bool) -> None:
        self._settings.details_shown = shown
