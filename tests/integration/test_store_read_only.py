"""A library on a read-only disk can be read; writing to it says what to do."""

import shutil
import subprocess
import sys

import pytest

from indexer.core.launch import child_environment
from indexer.core.paths import LibraryPaths
from indexer.store.library import open_library

READ = """
import sys
from pathlib import Path
from indexer.core.errors import StoreError
from indexer.core.paths import LibraryPaths
from indexer.store.index_reader import IndexReader
from indexer.store.library import open_library

paths = LibraryPaths(Path(sys.argv[1]))
reader = IndexReader(paths)
assert reader.exists()
assert [folder.path for folder in reader.folders()] == ["/photos"]
assert reader.counts().total == 0
reader.close()
try:
    open_library(paths)
except StoreError as error:
    assert "may write" in str(error), error
else:
    raise AssertionError("a read-only library was opened for writing")
"""


@pytest.mark.processes
def test_a_library_on_a_read_only_disk_can_be_read(tmp_path):
    mount = f"mount --bind {tmp_path} {tmp_path} && mount -o remount,bind,ro {tmp_path}"
    in_namespace = ["unshare", "-m", "sh", "-c"]
    if (
        shutil.which("unshare") is None
        or subprocess.run([*in_namespace, mount], capture_output=True, check=False).returncode
    ):
        pytest.skip("this system does not let a test mount a read-only folder")
    paths = LibraryPaths(tmp_path / "library")
    with open_library(paths) as library:
        library.user.folders.add("/photos", volume="disk", added_at=1.0)
    done = subprocess.run(
        [*in_namespace, f'{mount} && "$0" -c "$1" "$2"', sys.executable, READ, paths.data_dir],
        env=child_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
