"""The vectors of one space in memory, three bits for two dimensions, ranked by faiss.

Vectors lie in lists of like ones, and a code tells how a vector differs from the centre of its
list: an inverted file with product quantization (Jégou, Douze and Schmid, "Product quantization for
nearest neighbor search", 2011), four bits for two or three dimensions: a scan looks products up in
the processor's registers (André, Kermarrec and Le Scouarnec, "Cache locality is not enough", 2015).
Codes say too little of what lies far from its centre, and too much of what lies near: a number for
each photo makes up for that among the candidates (Gao and Long, "RaBitQ", 2024).

Measured for a million vectors of 512 dimensions on two AVX2 cores: 12 ms a scan.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from indexer.core.errors import DatabaseDamaged
from indexer.core.together import both
from indexer.store.checked_file import CheckedSink, is_whole

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from indexer.core.types import Vector

PhotoIds = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
"""Which photo ids are meant, by id; ids beyond its end are not."""

_BITS = 4
_CODES, _FOR_DIMENSIONS = 3, 8
"""Eight dimensions share three codes, so that a million photos fit into 150 MB with all else."""
_TOGETHER = 3
_ROUNDS = 6
_SAMPLED_FOR_CODES = 4_096
_IN_RESERVOIR = 11
"""faiss's scan of lists in the order given, which keeps candidates in a reservoir."""
_SCALE = np.float32(64)
_SCALES = (32, 255)
_SMALLEST = 1e-9
_WORTH_SHARING = 65_536
_PIECE = 1 << 16
"""Read so little at a time, nothing of it stays with the process."""


class CompactIndex:
    """Photo ids and the codes of their vectors. Not thread-safe: its owner locks.

    Args:
        index: faiss's; `trained` and `read` make one.
        places: where the dimensions of a vector lie among those of faiss; others are zero.
    """

    def __init__(self, index: Any, places: npt.NDArray[np.int64]) -> None:
        self._faiss = _faiss()
        self._index = index
        self._places = places
        index.implem = _IN_RESERVOIR
        self._centres = self._faiss.downcast_index(index.quantizer)
        self._present = np.zeros(0, np.bool_)
        self._lists = np.zeros(0, np.uint16)
        self._scales = np.zeros(0, np.uint8)
        """By how much what the code says is to be multiplied, in 64ths."""
        self._halved: Mask | None = None

    @classmethod
    def trained(cls, centres: Vector, sample: Vector) -> CompactIndex:
        """An empty index. Takes a second.

        Args:
            centres: of the lists, shape (lists, dimensions).
            sample: vectors like those that will be put in, shape (n, dimensions), n at least 16.
        """
        library = _faiss()
        places, codes = _arranged(centres.shape[1])
        dimensions = codes * _TOGETHER
        centres = _spread(centres, places, dimensions)
        quantizer = library.IndexFlat(dimensions, library.METRIC_L2)
        quantizer.add(centres)
        index = library.IndexIVFPQFastScan(
            quantizer, dimensions, len(centres), codes, _BITS, library.METRIC_INNER_PRODUCT
        )
        index.by_residual = True
        part = _spread(sample[:_SAMPLED_FOR_CODES], places, dimensions)
        _, nearest = quantizer.search(part, 1)
        index.pq.cp.niter = _ROUNDS
        index.pq.cp.min_points_per_centroid = 1
        index.pq.train(part - centres[nearest[:, 0]])
        index.is_trained = True
        return cls(index, places)

    @property
    def present(self) -> Mask:
        """Which photos it holds. Not to be changed."""
        return self._present

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def put(self, photo_ids: PhotoIds, vectors: Vector) -> None:
        """Add photos, or replace their vectors; shape (n, dimensions)."""
        self.remove(photo_ids)
        if not len(photo_ids):
            return
        ids = np.ascontiguousarray(photo_ids, np.int64)
        vectors = self._spread(vectors)
        # Which list is nearest is told by distance, how near a query is by product.
        self._centres.metric_type = self._faiss.METRIC_L2
        nearest = self._centres.search(vectors, 1)[1][:, 0]
        self._index.add_with_ids(vectors, ids)
        self._halved = None
        self._make_room(int(ids.max()) + 1)
        self._present[ids] = True
        self._lists[ids] = nearest
        self._scales[ids] = self._scales_of(vectors - self._centres.reconstruct_batch(nearest))

    def remove(self, photo_ids: PhotoIds) -> None:
        """Take photos away; those that are not there are left out."""
        held = photo_ids[photo_ids < len(self._present)]
        held = np.ascontiguousarray(held[self._present[held]])
        if len(held):
            self._index.remove_ids(self._faiss.IDSelectorBatch(held))
            self._present[held] = False
            self._halved = None
            self._clear_behind(np.unique(self._lists[held]))

    def nearest(
        self, vector: Vector, limit: int, among: Mask | None = None
    ) -> tuple[PhotoIds, Scores]:
        """The `limit` best photos (of `among`) by estimated cosines, and these, best first.

        Args:
            vector: shape (dimensions,).
            limit: how many at most.
            among: which ones, by default all; those that are not `present` are left out.
        """
        meant = self._present
        if among is not None:
            size = min(len(among), len(meant))
            meant = among[:size] & meant[:size]
        there = int(np.count_nonzero(meant))
        wanted = min(limit, there)
        if not wanted:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        query = self._spread(vector[None])
        products, lists = self._near_lists(query)
        selector = None if there == len(self) else self._selector(meant)

        def scan(own: Mask) -> tuple[PhotoIds, Scores]:
            return self._scan(query, lists[:, own], products[:, own], wanted, selector)

        if len(self) < _WORTH_SHARING:
            ids, scores = scan(np.ones(lists.shape[1], np.bool_))
        else:  # both begin with near lists, to have a high bar soon
            second = self._second_half()[lists[0]]
            parts = both(lambda: scan(~second), lambda: scan(second))
            ids = np.concatenate([ids for ids, _ in parts])
            scores = np.concatenate([scores for _, scores in parts])
        ids, scores = ids[ids >= 0], scores[ids >= 0]
        if len(ids) < wanted:  # faiss finds nothing for a query that all vectors are alike to
            rest = np.setdiff1d(np.flatnonzero(meant), ids)[: wanted - len(ids)]
            ids = np.concatenate([ids, rest])
            scores = np.concatenate([scores, np.full(len(rest), products.min(), np.float32)])
        centres = np.empty_like(products[0])
        centres[lists[0]] = products[0]
        of_centre = centres[self._lists[ids]]
        scores = of_centre + (scores - of_centre) * (self._scales[ids] / _SCALE)
        best = np.argsort(-scores, kind="stable")[:wanted]
        return ids[best], scores[best]

    def write(self, path: Path) -> int:
        """Write a file and return its checksum.

        Raises:
            OSError: the disk is full, or cannot be written.
        """
        with path.open("wb") as file:
            sink = CheckedSink(file)
            try:
                self._faiss.write_index(self._index, self._faiss.PyCallbackIOWriter(sink.write))
            except RuntimeError as error:
                raise sink.error or OSError(str(error)) from error
            for column in (self._places, self._present, self._lists, self._scales):
                np.save(sink, column, allow_pickle=False)
        return sink.checksum

    @classmethod
    def read(cls, path: Path, checksum: int) -> CompactIndex:
        """The index of a file.

        Raises:
            OSError: there is none, or it cannot be read.
            DatabaseDamaged: it is not what was written.
        """
        if not is_whole(path, checksum):
            raise DatabaseDamaged("The codes of the index are damaged.")
        library = _faiss()
        with path.open("rb") as file:
            reader = library.PyCallbackIOReader(file.read, _PIECE)
            try:
                index = library.read_index(reader)
                index.precomputed_table.resize(0)  # 17 MB, for distances only
                read = cls(index, np.load(file, allow_pickle=False))
                read._present, read._lists, read._scales = (
                    np.load(file, allow_pickle=False) for _ in range(3)
                )
            except (RuntimeError, ValueError, EOFError) as error:  # of another version
                raise DatabaseDamaged("The codes of the index cannot be read.") from error
        return read

    def _spread(self, vectors: Vector) -> Vector:
        """Vectors as faiss has them."""
        return _spread(vectors, self._places, self._index.d)

    def _clear_behind(self, numbers: npt.NDArray[np.uint16]) -> None:
        """Clear what removed photos left behind the ends of these lists.

        faiss 1.15 writes a new code over such a place by or-ing it to what is there.
        """
        lists = self._faiss.downcast_InvertedLists(self._index.invlists)
        nothing = np.zeros(self._index.code_size, np.uint8)
        for number in numbers.tolist():
            size = lists.list_size(number)
            blocks = -(-size // lists.n_per_block)
            if blocks:
                codes = self._faiss.rev_swig_ptr(
                    lists.get_codes(number), blocks * lists.block_size
                ).reshape(blocks, -1)
                for place in range(size, blocks * lists.n_per_block):
                    lists.packer.pack_1(nothing, place, codes)

    def _near_lists(self, query: Vector) -> tuple[Scores, PhotoIds]:
        """The products of the query with all centres, best first, and which lists these are."""
        self._centres.metric_type = self._faiss.METRIC_INNER_PRODUCT
        products, lists = self._centres.search(query, self._index.nlist)
        return products, lists

    def _scan(
        self, query: Vector, lists: PhotoIds, products: Scores, limit: int, selector: Any
    ) -> tuple[PhotoIds, Scores]:
        """The best photos of some lists; the id -1 where there are not so many."""
        lists, products = np.ascontiguousarray(lists), np.ascontiguousarray(products)
        ids = np.full(limit, -1, np.int64)
        scores = np.empty(limit, np.float32)
        chosen = self._faiss.SearchParametersIVF(nprobe=lists.shape[1], sel=selector)
        pointer = self._faiss.swig_ptr
        # The C++ call: the one for Python takes no parameters.
        self._index.search_preassigned_c(
            1, pointer(query), limit, pointer(lists), pointer(products), pointer(scores),
            pointer(ids), False, chosen,
        )  # fmt: skip
        return ids, scores

    def _selector(self, among: Mask) -> Any:
        return self._faiss.IDSelectorBitmap(np.packbits(among, bitorder="little"))

    def _second_half(self) -> Mask:
        """Which lists a second thread scans: so many that both have the same number of photos."""
        if self._halved is None:
            lists = self._index.invlists
            sizes = np.array([lists.list_size(number) for number in range(self._index.nlist)])
            self._halved = np.zeros(len(sizes), np.bool_)
            ahead = 0
            for number in np.argsort(-sizes).tolist():
                self._halved[number] = ahead > 0
                ahead += int(sizes[number]) * (-1 if ahead > 0 else 1)
        return self._halved

    def _scales_of(self, residuals: Vector) -> npt.NDArray[np.uint8]:
        """What makes the estimates of these codes right on average, shape (n,)."""
        quantizer = self._index.pq
        decoded = quantizer.decode(quantizer.compute_codes(np.ascontiguousarray(residuals)))
        squares = np.einsum("ij,ij->i", residuals, residuals)
        products = np.einsum("ij,ij->i", residuals, decoded)
        exact = squares / np.maximum(products, _SMALLEST)
        steps: npt.NDArray[np.uint8] = np.clip(np.rint(exact * _SCALE), *_SCALES).astype(np.uint8)
        return steps

    def _make_room(self, needed: int) -> None:
        """Let the columns reach as far as this photo id."""
        if needed > len(self._present):
            more = needed + needed // 8 - len(self._present)
            self._present = np.pad(self._present, (0, more))
            self._lists = np.pad(self._lists, (0, more))
            self._scales = np.pad(self._scales, (0, more))


def refined(centres: Vector, sample: Vector) -> Vector:
    """Centres after one round of k-means (Lloyd, 1957) over a sample, shape (n, dimensions)."""
    means = _faiss().Kmeans(
        sample.shape[1],
        len(centres),
        niter=1,
        min_points_per_centroid=1,
        max_points_per_centroid=len(sample),
        seed=1,
    )
    means.train(np.ascontiguousarray(sample), init_centroids=np.ascontiguousarray(centres))
    assert means.centroids is not None
    found: Vector = means.centroids.reshape(centres.shape)
    return found


def _arranged(dimensions: int) -> tuple[npt.NDArray[np.int64], int]:
    """Where dimensions lie so that each code has two or three of them, and how many codes.

    faiss wants as many dimensions for each code: where there are two, the third is zero.
    """
    codes = -(-dimensions * _CODES // _FOR_DIMENSIONS)
    shared = np.array_split(np.arange(dimensions), codes)
    places = [code * _TOGETHER + np.arange(len(own)) for code, own in enumerate(shared)]
    return np.concatenate(places), codes


def _spread(vectors: Vector, places: npt.NDArray[np.int64], dimensions: int) -> Vector:
    spread = np.zeros((len(vectors), dimensions), np.float32)
    spread[:, places] = vectors
    return spread


@functools.cache
def _faiss() -> ModuleType:
    """faiss, loaded when the first large library is searched: that takes 0.2 s and 15 MB."""
    import faiss

    # Its scans are shared between threads of ours; more of its own would only wait for the cores.
    faiss.omp_set_num_threads(1)
    module: ModuleType = faiss
    return module
