"""A running service follows what happens on disk, and answers its clients."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.api import Cause, open_library
from indexer.core.errors import FolderUnavailable, ModelError, UsageError
from indexer.embedding.catalogue import STARTER_NAME, load_catalogue
from indexer.ipc.protocol import decode_vector
from indexer.ipc.status import FolderState, ServiceState
from indexer.store.index_reader import IndexReader
from tests.integration.service_bench import ServiceBench, make_photos, settled

pytestmark = pytest.mark.processes


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[ServiceBench]:
    made = ServiceBench(tmp_path)
    made.start()
    yield made
    made.close()


def test_photos_come_go_and_move_while_the_service_runs(bench: ServiceBench) -> None:
    first, second, *_ = make_photos(bench.photos, 3)
    with bench.client() as client:
        client.call("add_folder", path=str(bench.photos))
        bench.until(settled(client, indexed=3), "the first scan")

        arrived = make_photos(bench.photos.parent, 1, seed=2)[0]
        shutil.copy(arrived, bench.photos / "new.png")
        bench.until(settled(client, indexed=4), "the copied photo is indexed")

        first.unlink()
        status = bench.until(settled(client, indexed=3), "the deleted photo leaves")
        assert status.counts.missing == 1

        album = bench.photos / "album"
        album.mkdir()
        second.rename(album / "renamed.png")
        reader = IndexReader(bench.paths)
        bench.until(lambda: reader.photo_at(str(album / "renamed.png")), "the move is seen")
        bench.until(settled(client, indexed=3), "all is quiet")
        reader.close()
    assert len(bench.embedded()) == 4, "a rename or move is embedded again"


def test_folders_are_told_with_what_was_left_out_of_them(bench: ServiceBench) -> None:
    make_photos(bench.photos, 1)
    for name in ("#recycle", "album"):
        (bench.photos / name).mkdir()
        make_photos(bench.photos / name, 1, seed=2)
    (bench.photos / "album" / ".nomedia").touch()
    with bench.client() as client:
        client.call("add_folder", path=str(bench.photos))
        bench.until(settled(client, indexed=1), "the first scan")
        (folder,) = client.call("folders")["folders"]
    assert folder["left_out"] == {"trash": 1, "marked with .nomedia": 1}


def test_a_lost_user_db_comes_back_and_the_service_says_so(tmp_path: Path) -> None:
    bench = ServiceBench(tmp_path)
    make_photos(bench.photos, 3)
    try:
        bench.start()
        with bench.client() as client:
            client.call("add_folder", path=str(bench.photos))
            bench.until(settled(client, indexed=3), "the first scan")
        bench.close()
        bench.paths.user_db.write_bytes(b"")
        bench.start()
        with bench.client() as client:
            status = bench.until(settled(client, indexed=3), "all photos are there again")
            assert [folder.path for folder in status.folders] == [str(bench.photos)]
            assert any("restored from the backup" in problem for problem in status.problems)
        assert len(bench.embedded()) == 3
    finally:
        bench.close()


def test_the_end_of_the_work_is_told_at_once(tmp_path: Path) -> None:
    bench = ServiceBench(tmp_path, progress_s=3600.0)
    make_photos(bench.photos, 3)
    bench.start()
    try:
        with bench.client() as client:
            client.call("add_folder", path=str(bench.photos))
            status = bench.until(settled(client, indexed=3), "the first scan")
            assert status.progress.searched == 3
    finally:
        bench.close()


def test_a_copy_is_not_embedded_again(bench: ServiceBench) -> None:
    photo = make_photos(bench.photos, 1)[0]
    for number in range(5):
        shutil.copy2(photo, bench.photos / f"copy {number}.png")
    with bench.client() as client:
        client.call("add_folder", path=str(bench.photos))
        bench.until(settled(client, indexed=6), "all copies are indexed")
    assert len(bench.embedded()) == 1


def test_every_bad_photo_is_listed_and_stops_nothing(bench: ServiceBench) -> None:
    make_photos(bench.photos, 5)
    (bench.photos / "not a photo.jpg").write_text("hello")
    (bench.photos / "empty.png").touch()
    (bench.photos / "poison.png").write_bytes(b"POISON segfault")
    with bench.client() as client:
        client.call("add_folder", path=str(bench.photos))
        status = bench.until(settled(client, indexed=5), "the good ones are indexed")
        assert status.counts.failed == 3
        assert client.call("retry_failed") == {"retried": 3}
        bench.until(lambda: client.status().counts.failed == 3, "they fail again")
    reader = IndexReader(bench.paths)
    reasons = {Path(photo.path).name: photo.reason for photo in reader.failed()}
    reader.close()
    assert "signal 11" in reasons["poison.png"]


def test_overlapping_folders_are_one(bench: ServiceBench) -> None:
    inner = bench.photos / "inner"
    inner.mkdir()
    make_photos(inner, 3)
    make_photos(bench.photos, 2, seed=2)
    with bench.client() as client:
        client.call("add_folder", path=str(inner))
        bench.until(settled(client, indexed=3), "the inner folder")
        answer = client.call("add_folder", path=str(bench.photos))
        assert answer["absorbed"] == [str(inner)]
        bench.until(settled(client, indexed=5), "the outer folder")
        again = client.call("add_folder", path=str(inner))
        assert (again["added"], again["covered_by"]) == (False, str(bench.photos))
        assert len(client.call("folders")["folders"]) == 1
    assert len(bench.embedded()) == 5


def test_pausing_holds_across_a_restart(bench: ServiceBench) -> None:
    make_photos(bench.photos, 3)
    with bench.client() as client:
        client.call("pause")
        client.call("add_folder", path=str(bench.photos))
        bench.until(lambda: client.status().counts.pending == 3, "the photos are found")
        client.call("shutdown")
    bench.processes[0].wait(20)
    assert bench.processes[0].returncode == 0
    bench.start()
    with bench.client() as client:
        status = bench.until(
            lambda: s if (s := client.status()).state is ServiceState.PAUSED else None, "paused"
        )
        assert status.pause_reason == "user"
        client.call("resume")
        bench.until(settled(client, indexed=3), "indexing goes on")


def test_texts_become_vectors_and_are_remembered(bench: ServiceBench) -> None:
    make_photos(bench.photos, 1)
    with bench.client() as client:
        client.call("add_folder", path=str(bench.photos))
        bench.until(settled(client, indexed=1), "indexed")
        first = client.call("embed_text", texts=["a cat", "a dog"])
        assert decode_vector(first["vectors"]).shape == (2, 8)
        assert client.call("embed_text", texts=["a cat", "a dog"]) == first
        scores = client.call(
            "score", path=str(bench.photos / "1-0000.png"), texts=["a cat", "a dog"]
        )["scores"]
        assert sum(score["probability"] for score in scores) == pytest.approx(1.0)


def test_another_model_is_built_beside_the_old_one_and_takes_over(bench: ServiceBench) -> None:
    make_photos(bench.photos, 20)
    other = next(name for name in load_catalogue() if name != STARTER_NAME)
    with bench.client() as client:
        client.call("add_folder", path=str(bench.photos))
        bench.until(settled(client, indexed=20), "indexed by the starter")
        assert client.call("use_model", name=other)["target"] == other
        bench.until(lambda: client.status().model == other, "the other model answers")
        bench.until(settled(client, indexed=20), "all is quiet")
        models = client.call("models")["models"]
        searched = {each["name"]: each["searched"] for each in models if each["searched"]}
        assert searched == {STARTER_NAME: 20, other: 20}
        client.call("use_model", name=STARTER_NAME)
        bench.until(lambda: client.status().model == STARTER_NAME, "the old one is back")
        with pytest.raises(ModelError, match="No model"):
            client.call("use_model", name="nonsense")
    assert len(bench.embedded()) == 40, "going back embeds nothing"


def test_a_missing_root_is_offline_and_loses_nothing(bench: ServiceBench) -> None:
    make_photos(bench.photos, 3)
    with bench.client() as client:
        client.call("add_folder", path=str(bench.photos))
        bench.until(settled(client, indexed=3), "indexed")
        away = bench.photos.rename(bench.photos.with_name("away"))
        bench.until(
            lambda: client.status().folders[0].state is FolderState.OFFLINE, "it is offline"
        )
        assert client.status().counts.indexed == 3
        away.rename(bench.photos)
        bench.until(lambda: client.status().folders[0].state is FolderState.ONLINE, "it is back")
        bench.until(settled(client, indexed=3), "nothing was lost")
    assert len(bench.embedded()) == 3


def test_an_emptied_folder_asks_first(bench: ServiceBench) -> None:
    photos = make_photos(bench.photos, 3)
    with bench.client() as client:
        client.call("add_folder", path=str(bench.photos))
        bench.until(settled(client, indexed=3), "indexed")
        for photo in photos:
            photo.unlink()
        bench.until(
            lambda: client.status().folders[0].state is FolderState.SUSPECT, "it is suspect"
        )
        assert client.status().counts.indexed == 3
        assert client.call("accept_missing", path=str(bench.photos)) == {"missing": 3}
        bench.until(lambda: client.status().counts.missing == 3, "they are gone")
        assert client.status().folders[0].state is FolderState.ONLINE


def test_bad_requests_get_a_sentence(bench: ServiceBench) -> None:
    with bench.client() as client:
        with pytest.raises(FolderUnavailable, match="no folder"):
            client.call("add_folder", path=str(bench.photos / "nowhere"))
        with pytest.raises(UsageError, match="not a watched folder"):
            client.call("remove_folder", path=str(bench.photos))
        with pytest.raises(UsageError, match="texts"):
            client.call("embed_text", texts="a cat")
        with pytest.raises(UsageError, match="knows no request"):
            client.call("dance")


def test_everything_written_is_private(bench: ServiceBench) -> None:
    make_photos(bench.photos, 2)
    with bench.client() as client:
        client.call("add_folder", path=str(bench.photos))
        bench.until(settled(client, indexed=2), "indexed")
        client.call("embed_text", texts=["canary query"])
        for path in [bench.paths.data_dir, *bench.paths.data_dir.rglob("*")]:
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    log = (bench.paths.logs / "service.log").read_text()
    assert "canary" not in log
    assert str(bench.photos) not in log


def test_what_a_folder_leaves_out_can_be_changed(bench: ServiceBench) -> None:
    make_photos(bench.photos, 4)
    drafts = bench.photos / "drafts"
    drafts.mkdir()
    draft, another = make_photos(drafts, 2, seed=2)
    with bench.client() as client:
        folder = str(bench.photos)
        client.call("add_folder", path=folder)
        bench.until(settled(client, indexed=6), "everything is indexed")
        answer = client.call("set_folder", path=folder, excludes=["DRAFTS"])
        assert answer["folder"]["excludes"] == ["DRAFTS"]
        bench.until(settled(client, indexed=4), "an excluded folder leaves")
        elsewhere = bench.photos.parent / another.name
        another.rename(elsewhere)
        with open_library(bench.paths) as library:
            assert library.explain("a draft", str(draft)).cause is Cause.EXCLUDED
            assert library.explain("a draft", str(another)).cause is Cause.MISSING
        elsewhere.rename(another)
        client.call("set_folder", path=folder, excludes=[])
        bench.until(settled(client, indexed=6), "and comes back")
        client.call("set_folder", path=folder, min_side=9)
        status = bench.until(settled(client, indexed=0), "all are too small")
        assert status.counts.failed == 6
        client.call("set_folder", path=folder, min_side=8)
        bench.until(settled(client, indexed=6), "none is too small any more")
    assert len(bench.embedded()) == 12


def test_missing_photos_can_be_forgotten_at_once(bench: ServiceBench) -> None:
    first, *_ = make_photos(bench.photos, 3)
    with bench.client() as client:
        client.call("add_folder", path=str(bench.photos))
        bench.until(settled(client, indexed=3), "everything is indexed")
        first.unlink()
        bench.until(lambda: client.status().counts.missing == 1, "one is missing")
        assert client.call("purge_folder", path=str(bench.photos)) == {"purged": 1}
        assert client.status().counts.total == 2
