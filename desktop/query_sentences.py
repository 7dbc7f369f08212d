"""What the indexer says about parts of a query, for `sentences` to recognise and translate."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP

QUERY_SENTENCES: tuple[Any, ...] = (
    QT_TRANSLATE_NOOP("Sentences", "There is no field {name}:. Did you mean “{meant}:”?"),
    QT_TRANSLATE_NOOP("Sentences", "{field}: needs a value, such as {example}"),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "“{value}” is no date. Write 2022, 2022-05, 2022-05-12, 2020..2022, july, 12-25 "
        "or “last summer”.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences", "“{value}” is no rating. Write rating:4, rating:>=3 or rating:3..5."
    ),
    QT_TRANSLATE_NOOP("Sentences", "“{value}” is not one of: {choices}."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "OR joins values of one field, as in camera:canon OR camera:nikon. Here it is left out.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "There is nothing between the quotes."),
    QT_TRANSLATE_NOOP(
        "Sentences", "The closing quote was missing; it is taken to stand at the end."
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "There is no field {field}:. To search for the text itself, write {words}.",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "“{words}” is searched for as words; photos of that time come first. "
        "For these alone, write {field}.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "{first} to {last} of every year"),
    QT_TRANSLATE_NOOP("Sentences", "{day} of every year"),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "The query holds bytes that are not valid text. Type it again, or set the terminal "
        "to UTF-8.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "from {day} on"),
    QT_TRANSLATE_NOOP("Sentences", "until the day before {day}"),
    QT_TRANSLATE_NOOP("Sentences", "within {distance} km"),
    QT_TRANSLATE_NOOP("Sentences", "within {distance} km of {city}"),
    QT_TRANSLATE_NOOP("Sentences", "all of {country}"),
    QT_TRANSLATE_NOOP("Sentences", "{city} and cities of this name elsewhere"),
    QT_TRANSLATE_NOOP("Sentences", "{country} is a country. Write place:{value}."),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "No city of 5,000 people or more is called “{value}”. "
        "Write another city, or latitude and longitude, such as near:48.86,2.35.",
    ),
    QT_TRANSLATE_NOOP("Sentences", "no photo has “{typed}”; showing results for “{shown}”"),
    QT_TRANSLATE_NOOP(
        "Sentences", "The query is empty. Type what the photo shows, such as: a cat on a sofa."
    ),
    QT_TRANSLATE_NOOP(
        "Sentences", "Add what the photo shows: “{query}” only says what it does not."
    ),
    QT_TRANSLATE_NOOP("Sentences", "There is no concept #{name}. Taught: {known}."),
    QT_TRANSLATE_NOOP("Sentences", "There is no photo at {path}. Check the path."),
)
