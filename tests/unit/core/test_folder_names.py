"""One folder under several names."""

from __future__ import annotations

from pathlib import Path

from indexer.core.folder_names import is_inside, one_name, placed
from indexer.core.types import FolderId, WatchedFolder


def watched(path: Path) -> WatchedFolder:
    return WatchedFolder(FolderId(1), str(path), "", 0.0)


def test_a_file_is_found_by_each_name_of_its_folder(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    (real / "sub").mkdir(parents=True)
    link.symlink_to(real)
    (tmp_path / "straight").symlink_to(real / "sub")
    for root in (real, link):
        for name in (real, link):
            place = placed(str(name / "sub" / "a.jpg"), [watched(root)])
            assert place == (watched(root), "sub/a.jpg")
        assert placed(str(tmp_path / "straight/a.jpg"), [watched(root)]) is not None
        assert placed(str(tmp_path / "a.jpg"), [watched(root)]) is None
    assert one_name(str(link)) == one_name(str(real) + "/")
    assert is_inside(one_name(str(link / "sub")), one_name(str(real)))


def test_a_link_that_is_a_photo_is_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "b.jpg").write_bytes(b"photo")
    (tmp_path / "a.jpg").symlink_to(tmp_path / "b.jpg")
    assert placed(str(tmp_path / "a.jpg"), [watched(tmp_path)]) == (watched(tmp_path), "a.jpg")
