"""`search` and `similar` on a real index, with remembered vectors: no service is needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.search.small_library import SmallLibrary, at_cosine, axis


@pytest.fixture
def cats(small: SmallLibrary) -> SmallLibrary:
    small.remember("a cat", axis())
    folder = small.watch("/photos")
    small.index(folder, "cat.jpg", at_cosine(0.9))
    small.index(folder, "cats/two.jpg", at_cosine(0.2))
    return small


def test_search_prints_a_ranked_table(pixlore, cats: SmallLibrary) -> None:
    ran = pixlore("search", "a cat")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "rank  score  strength  path",
        "   1  0.900  strong    /photos/cat.jpg",
        "   2  0.200  likely    /photos/cats/two.jpg",
    ]


def test_search_answers_programs_in_json(pixlore, cats: SmallLibrary) -> None:
    ran = pixlore("search", "a  cat", "-n", "1", "--json")
    assert ran.answer == {
        "query": "a cat",
        "searched": 2,
        "total": 2,
        "hits": [
            {
                "rank": 1,
                "path": "/photos/cat.jpg",
                "score": pytest.approx(0.9, abs=1e-5),
                "strength": "strong",
                "online": True,
            }
        ],
    }


def test_photos_of_an_absent_drive_are_marked(pixlore, cats: SmallLibrary) -> None:
    cats.store.index.scans.set_online(cats.watch("/photos"), online=False)
    assert "cat.jpg  (drive not connected)" in pixlore("search", "a cat").out
    hits = pixlore("search", "a cat", "--json").answer["hits"]
    assert [hit["online"] for hit in hits] == [False, False]


def test_weak_hits_are_called_so(pixlore, cats: SmallLibrary) -> None:
    cats.remember("the moon", axis(2))
    assert pixlore("search", "the moon").err == "Nothing fits well; these come nearest.\n"


def test_search_says_how_much_it_searched(pixlore, cats: SmallLibrary) -> None:
    cats.find(cats.watch("/photos"), ["new.jpg"])
    assert "Searched 2 of 3 photos" in pixlore("search", "a cat").err


def test_search_in_one_folder(pixlore, cats: SmallLibrary, tmp_path: Path) -> None:
    other = tmp_path / "other"
    cats.index(cats.watch(other), "cat.jpg", at_cosine(0.5))
    ran = pixlore("search", "a cat", "--folder", str(other), "--json")
    assert [hit["path"] for hit in ran.answer["hits"]] == [str(other / "cat.jpg")]


def test_an_unknown_folder_is_wrong_usage(pixlore, cats: SmallLibrary) -> None:
    ran = pixlore("search", "a cat", "--folder", "/elsewhere")
    assert ran.code == 2
    assert "/elsewhere is not a watched folder; `pixlore folders` lists them." in ran.err


def test_similar_leaves_the_photo_itself_out(pixlore, cats: SmallLibrary) -> None:
    ran = pixlore("similar", "/photos/cat.jpg", "--json")
    assert ran.answer["query"] == "/photos/cat.jpg"
    assert [hit["path"] for hit in ran.answer["hits"]] == ["/photos/cats/two.jpg"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("search", ""), "The query is empty. Type what the photo shows"),
        (("search", "x" * 10_000), "The query has 10,000 characters; at most 2,000"),
        (("similar", "/gone.jpg"), "There is no photo at /gone.jpg. Check the path."),
        (("similar", "/"), "/ is a folder. Name one photo in it."),
    ],
)
def test_bad_queries_get_a_sentence_and_exit_code_one(
    pixlore, cats: SmallLibrary, arguments: tuple[str, ...], sentence: str
) -> None:
    ran = pixlore(*arguments)
    assert (ran.code, ran.out) == (1, "")
    assert sentence in ran.err
    assert pixlore(*arguments, "--json").answer["error"]["kind"] == "QueryError"


def test_a_library_without_folders_says_how_to_begin(pixlore, tmp_path: Path) -> None:
    ran = pixlore("search", "a cat")
    assert (ran.code, ran.out) == (1, "")
    assert "No folder is watched yet. Add one first: pixlore index FOLDER" in ran.err
    assert not (tmp_path / "library").exists()


@pytest.mark.parametrize("number", ["0", "-1", "two", "1.5", "٣", "9" * 40])
def test_the_number_of_hits_must_be_a_number(pixlore, number: str) -> None:
    ran = pixlore("search", "a cat", "-n", number)
    assert ran.code == 2
    assert "is not a whole number above zero" in ran.err


def test_a_script_that_the_model_cannot_read_gets_a_hint(pixlore, cats: SmallLibrary) -> None:
    cats.remember("沙发上的猫", axis())
    ran = pixlore("search", "沙发上的猫", "--json")
    assert ran.answer["hint"]["script"] == "Chinese"
    assert ran.answer["hint"]["model"] in ran.err
    assert "hint" not in pixlore("search", "a cat", "--json").answer


def test_what_was_not_understood_is_said_once(pixlore, cats: SmallLibrary) -> None:
    sentence = "There is no field camra:. Did you mean “camera:”?"
    for explain in ((), ("--explain",)):
        ran = pixlore("search", "a cat camra:canon", *explain)
        assert (ran.out + ran.err).count(sentence) == 1
