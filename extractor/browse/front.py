"""A database -> the pages over all of it: the front page, the findings of a kind, and what a search finds."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from extractor.report import content
from extractor.report.content import Finding, clean, clean_row
from extractor.store import Reader
from extractor.store.questions import QUESTIONS, Question
from extractor.store.reading import MARK

PAGE = 20
"""Findings on one page."""
_WORST, _NEWEST, _CHIPS, _HITS = 5, 8, 14, 25

Row = dict[str, Any]


@dataclass(frozen=True)
class Home:
    """A database at a glance."""

    totals: Row
    worst: tuple[Finding, ...]
    newest: tuple[Row, ...]
    measures: tuple[Row, ...]
    subjects: tuple[Row, ...]
    questions: tuple[Question, ...] = QUESTIONS


@dataclass(frozen=True)
class Findings:
    """Checks of one verdict, and of one kind where it is given, a page of them; counts are of what else there is."""

    verdict: str
    kind: str | None
    shown: tuple[Finding, ...]
    number: int
    pages: int
    total: int
    verdicts: tuple[tuple[str, int], ...]
    kinds: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Hits:
    """What holds all the words that were asked for; `text` of an article is cut into plain and found pieces."""

    entities: tuple[Row, ...]
    claims: tuple[Row, ...]
    articles: tuple[Row, ...]


def home(reader: Reader) -> Home:
    """A database at a glance."""
    worst = [each for verdict in ("inconsistent", "consistent_by_rounding") for each in reader.check_ids(verdict)]
    return Home(
        totals=next(reader.read("totals")),
        worst=content.several(reader, worst[:_WORST]),
        newest=tuple(map(clean_row, reader.newest(_NEWEST))),
        measures=tuple(reader.read("measures", limit=_CHIPS)),
        subjects=tuple(clean_row(row) for row in reader.read("entity_overview", limit=_CHIPS) if row["claims"]),
    )


def findings(reader: Reader, verdict: str, kind: str | None = None, number: int = 1) -> Findings:
    """A page of the checks of a verdict; one that there is not counts as `inconsistent`."""
    counted = list(reader.read("verdicts"))
    verdicts: Counter[str] = Counter()
    for row in counted:
        verdicts[row["verdict"]] += row["checks"]
    wanted = verdict if verdict in content.VERDICTS else "inconsistent"
    kinds = {row["kind"]: row["checks"] for row in counted if row["verdict"] == wanted}
    found = reader.check_ids(wanted, kind=kind if kind in kinds else None)
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(1, number), pages)
    return Findings(
        verdict=wanted,
        kind=kind if kind in kinds else None,
        shown=content.several(reader, found[(page - 1) * PAGE : page * PAGE]),
        number=page,
        pages=pages,
        total=len(found),
        verdicts=tuple((each, verdicts[each]) for each in content.VERDICTS if verdicts[each]),
        kinds=tuple(sorted(kinds.items(), key=lambda each: (-each[1], each[0]))),
    )


def search(reader: Reader, words: str) -> Hits:
    """What holds all these words."""
    found = reader.find(words, _HITS)
    return Hits(
        entities=tuple(map(clean_row, found["entities"])),
        claims=tuple(clean_row(row) | {"words": content.pieces(row["quote"], ())} for row in found["claims"]),
        articles=tuple(clean_row(row) | {"pieces": _pieces(row["found"])} for row in found["articles"]),
    )


def _pieces(found: str) -> tuple[tuple[str, bool], ...]:
    """A snippet cut at its marks: plain and found words in turn.

    >>> _pieces("a \\x01b\\x01 c")
    (('a ', False), ('b', True), (' c', False))
    """
    cut = re.split(MARK, found)
    return tuple((clean(part), place % 2 == 1) for place, part in enumerate(cut) if part)
