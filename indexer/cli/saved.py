"""`pixlore searches`: saved searches and the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.api import parse
from indexer.cli.arguments import add_command
from indexer.cli.output import plural, printable, table

if TYPE_CHECKING:
    import argparse

    from indexer.cli.arguments import Commands
    from indexer.cli.session import Session

_HISTORY = 50


def add_commands(commands: Commands) -> None:
    """Declare the command of this module."""
    searches = add_command(
        commands,
        "searches",
        run=_searches,
        summary="list the saved searches, or save and delete one",
        details="Run one with `pixlore search --saved NAME`.",
        example='pixlore searches --save Beaches "beach -people last summer"\n'
        "pixlore searches --delete Beaches",
    )
    choice = searches.add_mutually_exclusive_group()
    choice.add_argument("--save", metavar=("NAME", "QUERY"), nargs=2, help="keep a query")
    choice.add_argument("--delete", metavar="NAME", help="forget a saved search")
    choice.add_argument("--new", action="store_true", help="also count each one's new hits")
    choice.add_argument("--history", action="store_true", help="list what was searched for")


def _searches(arguments: argparse.Namespace, session: Session) -> int:
    if arguments.save:
        name, query = arguments.save
        return _save(name, query, session)
    if arguments.delete is not None:
        return _delete(arguments.delete, session)
    return _history(session) if arguments.history else _list(session, count=arguments.new)


def _save(name: str, query: str, session: Session) -> int:
    parsed = parse(query)
    session.library.service().call("save_search", name=name, query=query)
    session.output.answer({"saved": name, "query": query}, f"Saved “{printable(name)}”.")
    for chip in parsed.mistakes:
        session.output.note(f"Left out when it runs: {chip.text}. {chip.message}")
    return 0


def _delete(name: str, session: Session) -> int:
    deleted = session.library.service().call("delete_search", name=name)["deleted"]
    text = f"Deleted “{printable(name)}”." if deleted else f"There is no “{printable(name)}”."
    session.output.answer({"deleted": deleted}, text)
    return 0 if deleted else 1


def _history(session: Session) -> int:
    reader = session.library.reader
    queries = reader.search_history(_HISTORY) if reader.exists() else []
    text = "\n".join(printable(query) for query in queries) or "Nothing was searched for yet."
    session.output.answer({"history": queries}, text)
    return 0


def _list(session: Session, *, count: bool) -> int:
    reader = session.library.reader
    saved = reader.saved_searches() if reader.exists() else []
    new = {each.name: session.library.new_hits(each) for each in saved} if count else {}
    content = [
        {"name": each.name, "query": each.query, "new": new.get(each.name)} for each in saved
    ]
    rows = [
        (
            printable(each.name),
            printable(each.query),
            plural(new[each.name], "new hit") if count else "",
        )
        for each in saved
    ]
    session.output.answer({"searches": content}, table(rows) if rows else "No saved searches.")
    return 0
