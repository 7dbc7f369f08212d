"""Makes the screenshots: `python packaging/screenshots.py DEST [--photos DIR]`.

Runs the real window and the real service over a copy of the demo photos (scikit-image's), without a
display, in both looks and both languages. Needs the project's environment with its `demo` extra.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from compile_translations import compile_translations  # noqa: E402
from PySide6.QtCore import QSize  # noqa: E402
from PySide6.QtWidgets import QApplication, QDialog, QWidget  # noqa: E402

from desktop.app import Desktop  # noqa: E402
from desktop.controllers.outside import Outside  # noqa: E402
from desktop.indexed_library import IndexedLibrary  # noqa: E402
from desktop.queries import TextQuery  # noqa: E402
from desktop.settings import Look  # noqa: E402
from desktop.shelf import Shelf  # noqa: E402
from desktop.views.preferences.window import Chapter  # noqa: E402
from indexer.api import LibraryPaths, ServiceState  # noqa: E402

SIZE = QSize(1280, 800)
LANGUAGES = ("en", "zh_CN")
PATIENCE_S = 180.0
QUERY = "a motorcycle"
FILTERED = "a motorcycle orientation:landscape type:png"
QUALITY = 78
RECENT = ("a red car", "a cat asleep on a sofa", "astronaut", "a cup of coffee")


class Photographer:
    """Brings the window into each state and saves what it looks like."""

    def __init__(self, desktop: Desktop, application: QApplication, target: Path) -> None:
        self._desktop = desktop
        self._application = application
        self._target = target
        self._suffix = ""

    def first_run(self, photos: Path) -> None:
        """The welcome page, and then every photo indexed."""
        self._in_every_look(lambda: self._save("welcome", self._desktop.window))
        self._desktop.service.add_folder(str(photos))
        expected = sum(1 for photo in photos.iterdir() if photo.is_file())
        self.wait(lambda: self._indexed() >= expected and self._idle())

    def every_view(self) -> None:
        """All other views, in both looks and languages."""
        self._in_every_look(self._views)

    def wait(self, condition: Callable[[], bool]) -> None:
        """Let the window run until `condition` holds."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            if time.monotonic() > deadline:
                sys.exit("The window did not get there in time.")
            self._application.processEvents()
            time.sleep(0.01)

    def _in_every_look(self, act: Callable[[], None]) -> None:
        for look in (Look.DARK, Look.LIGHT):
            for language in LANGUAGES:
                self._desktop.choose_look(look)
                self._desktop.choose_language(language)
                self._suffix = f"{look.value}-{language}"
                act()

    def _views(self) -> None:
        desktop = self._desktop
        desktop.search(None)
        self.wait(lambda: not desktop.model.photos.ranked and desktop.model.rowCount() > 0)
        self._save("photos", desktop.window)
        self._stack()
        desktop.search(TextQuery(QUERY))
        self.wait(lambda: desktop.model.photos.ranked)
        self._save("search", desktop.window)
        self._suggestions()
        desktop.search(TextQuery(FILTERED))
        self.wait(lambda: len(desktop.window.gallery.chip_row.buttons) > 0)
        self._save("filters", desktop.window)
        desktop.open_photo(desktop.model.index(0))
        self.wait(lambda: desktop.window.viewer.canvas.pixmap is not None)
        self._save("viewer", desktop.window)
        details = desktop.window.viewer.actions_here.details
        details.setChecked(True)
        self.wait(lambda: bool(desktop.window.viewer.details.match.verdict))
        self._save("details", desktop.window)
        details.setChecked(False)
        desktop.actions.similar.trigger()
        self.wait(lambda: not desktop.gallery.text and desktop.model.photos.ranked)
        self._save("similar", desktop.window)
        self._shelves()
        for chapter in Chapter:
            desktop.open_settings(chapter)
            self._save_dialog(f"settings-{chapter.name.lower()}", close=False)
        self._save_dialog("settings")
        for name, opening in (
            ("failed", desktop.service.open_failed),
            ("keys", desktop.open_shortcuts),
            ("question", lambda: desktop.service.offer_folder("/home/anna/Pictures")),
        ):
            opening()
            self._save_dialog(name)

    def _stack(self) -> None:
        """A stack, opened among the photos, and closed again."""
        desktop = self._desktop
        self.wait(
            lambda: len(desktop.model.stacks.firsts) > 0 and desktop.model.stacks.firsts.any()
        )
        row = int(desktop.model.stacks.firsts.argmax())
        desktop.stacking.toggle(row)
        desktop.window.gallery.grid.scrollTo(desktop.model.index(row))
        self._save("stack", desktop.window)
        desktop.stacking.toggle(row)

    def _shelves(self) -> None:
        desktop = self._desktop
        desktop.open_shelf(Shelf.DUPLICATES)
        self.wait(lambda: desktop.pages.duplicates_page.groups.groups.rowCount() > 0)
        self._save("duplicates", desktop.window)
        desktop.open_shelf(Shelf.PLACES)
        self._save("places", desktop.window)

    def _suggestions(self) -> None:
        desktop = self._desktop
        bar = desktop.window.gallery.search_bar
        desktop.settings.recent = list(RECENT)
        bar.set_text("a")
        bar.suggestions_asked.emit()
        self._save("suggestions", desktop.window)
        bar.hide_suggestions()
        bar.set_text(QUERY)

    def _save_dialog(self, name: str, *, close: bool = True) -> None:
        dialog = next(d for d in self._desktop.window.findChildren(QDialog) if d.isVisible())
        if name != "settings":
            self._save(name, dialog)
        if close:
            dialog.accept()

    def _save(self, name: str, widget: QWidget) -> None:
        settled = time.monotonic() + 0.6
        self.wait(lambda: time.monotonic() > settled)
        path = self._target / f"{name}-{self._suffix}.webp"
        widget.grab().save(str(path), quality=QUALITY)
        print(path)

    def _indexed(self) -> int:
        status = self._desktop.service.status
        return status.counts.indexed + status.counts.failed if status else 0

    def _idle(self) -> bool:
        status = self._desktop.service.status
        return status is not None and status.state is ServiceState.IDLE


def demo_photos() -> list[Path]:
    """The photographs among scikit-image's data."""
    import skimage

    folder = Path(skimage.__file__).parent / "data"
    return [path for path in sorted(folder.iterdir()) if path.suffix in {".png", ".jpg"}]


@contextmanager
def running_desktop(application: QApplication, data_dir: Path) -> Iterator[Desktop]:
    """A window with a library and a service of its own, both gone afterwards."""
    paths = LibraryPaths(data_dir)
    paths.create()
    library = IndexedLibrary(paths)
    desktop = Desktop(application, paths, library, Outside())
    desktop.settings.model_note_read = True
    desktop.window.resize(SIZE)
    try:
        desktop.start([])
        yield desktop
        library.service().call("shutdown")
    finally:
        desktop.window.close()
        desktop.stop()


def main() -> int:
    """Read the command line and make the screenshots."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", type=Path, help="folder for the pictures")
    parser.add_argument("--photos", type=Path, help="show these photos instead of the demo ones")
    arguments = parser.parse_args()
    arguments.target.mkdir(parents=True, exist_ok=True)
    compile_translations()
    application = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory(prefix="pixlore-shots-") as scratch:
        photos = Path(scratch) / "Pictures"
        photos.mkdir()
        sources = sorted(arguments.photos.iterdir()) if arguments.photos else demo_photos()
        for source in sources:
            shutil.copy(source, photos)
        shutil.copy(sources[0], photos / f"copy of {sources[0].name}")
        with running_desktop(application, Path(scratch) / "library") as desktop:
            photographer = Photographer(desktop, application, arguments.target)
            photographer.wait(lambda: desktop.service.status is not None)
            photographer.first_run(photos)
            photographer.every_view()
    return 0


if __name__ == "__main__":
    sys.exit(main())
