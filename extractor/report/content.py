"""A store -> what a report says, section by section, ready to be laid out."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

from extractor import display
from extractor.output import visible
from extractor.report import intervals
from extractor.report.intervals import Interval
from extractor.store import Reader

MAX_FINDINGS = 200
"""Findings of one verdict that are shown; the database holds the rest."""
MAX_ARTICLES = 100
MAX_QUOTES = 50
"""Sentences shown of one article."""
MAX_SOURCES = 20
_LONGEST_QUOTE = 420
_SHORT_SENTENCE, _LONGEST_LINE = 40, 300
"""A cell of a table or a mere heading is shown with its line, unless that is long."""
_MARKS = re.compile(r"\*\*+|`+|\[(?=[^\[\]]{0,300}\]\()|\]\([^\s()]*\)?")
"""Bold, code, and links but for their words."""
_SAFE_URL = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)

clean = visible
"""The text with a visible sign in place of characters that no page may hold."""

VERDICTS = ("inconsistent", "consistent_by_rounding", "not_comparable", "consistent", "derived", "undetermined")
"""In the order in which a reader should meet them."""


@dataclass(frozen=True)
class Piece:
    """A stretch of a quote; `marked` where it is a number that a claim was made of."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Figure:
    """One claim in its article."""

    value: str
    subject: str | None
    measure: str
    period: str | None
    scope: str | None
    said_by: str | None
    modality: str


@dataclass(frozen=True)
class Statement(Figure):
    """One claim's part in a finding."""

    claim_id: str
    role: str
    quote: tuple[Piece, ...]
    article: str
    article_id: str
    source: str | None
    published: str | None
    url: str | None


@dataclass(frozen=True)
class Finding:
    """One check with its claims."""

    id: str
    kind: str
    verdict: str
    severity: str
    flips_headline: bool
    title: str
    explanation: str
    formula: str
    stated: Interval | None
    derived: Interval | None
    articles: int
    origins: int
    origin_names: tuple[str, ...]
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Dismissal:
    """A check that a human has set aside; `finding` is None where the check is gone."""

    check_id: str
    reason: str
    dismissed: str
    """When, UTC."""
    finding: Finding | None


@dataclass(frozen=True)
class Section:
    """The findings of one verdict; `total` counts those that are not shown too."""

    verdict: str
    findings: tuple[Finding, ...]
    total: int


@dataclass(frozen=True)
class Quote:
    """One sentence of an article with the claims that it makes."""

    pieces: tuple[Piece, ...]
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Reading:
    """One article with its quotes; `claims` and `skipped` count all."""

    id: str
    title: str
    path: str
    url: str | None
    source: str | None
    published: str | None
    leans_on: str | None
    claims: int
    skipped: int
    faults: int
    quotes: tuple[Quote, ...]
    more_quotes: bool


@dataclass(frozen=True)
class News:
    """What a run and those after it brought."""

    run: int
    articles: int
    claims: int
    findings: int
    """Checks of all verdicts that use a claim of these articles."""


@dataclass(frozen=True)
class Content:
    """A whole report; `docs/report.schema.json` is its schema as JSON."""

    since: News | None
    """What is new, where the report is of that alone; sections and articles are then of the new articles."""
    totals: dict[str, int]
    """Of the whole database."""
    sections: tuple[Section, ...]
    articles: tuple[Reading, ...]
    more_articles: int
    measures: tuple[dict[str, Any], ...]
    sources: tuple[dict[str, Any], ...]
    skipped: tuple[dict[str, Any], ...]
    issues: tuple[dict[str, str], ...]
    dismissed: tuple[Dismissal, ...] = ()

    def section(self, verdict: str) -> Section:
        """The findings of a verdict."""
        return next(each for each in self.sections if each.verdict == verdict)


def collect(store: Reader, since: int | None = None) -> Content:
    """Everything that the report says; with `since`, of what that run or a later one read."""
    if since is not None:
        store.run(since)
    readings = [row for row in store.read("article_overview") if since is None or row["run_id"] >= since]
    shown = readings[:MAX_ARTICLES]
    sections = tuple(_sections(store, since))
    return Content(
        since=None if since is None else _news(since, readings, sections),
        totals={name: int(count) for name, count in next(store.read("totals")).items()},
        sections=sections,
        articles=tuple(_reading(store, row) for row in shown),
        more_articles=len(readings) - len(shown),
        measures=tuple(store.read("measures")),
        sources=tuple(clean_row(row) for row in store.read("cited_sources", limit=MAX_SOURCES)),
        skipped=tuple(clean_row(row) for row in store.read("skipped_reasons")),
        issues=tuple(clean_row(issue.model_dump(exclude={"root"})) for issue in store.issues()),
        dismissed=tuple(_dismissals(store, since)),
    )


def _news(since: int, readings: Sequence[dict[str, Any]], sections: Sequence[Section]) -> News:
    claims, findings = sum(row["claims"] for row in readings), sum(section.total for section in sections)
    return News(since, len(readings), claims, findings)


def _dismissals(store: Reader, since: int | None) -> Iterator[Dismissal]:
    names = _origin_names(store)
    for row in store.read("dismissals"):
        check = next(store.read("checks_readable", check_id=row["check_id"]), None)
        if since is None or (check and (check["latest_run"] or 0) >= since):
            found = _finding(store, check, names) if check else None
            yield Dismissal(row["check_id"], clean(row["reason"]), row["dismissed"], found)


def one(store: Reader, check_id: str) -> Finding | None:
    """One check with its claims, or None where there is none."""
    return next(iter(several(store, [check_id])), None)


def several(store: Reader, check_ids: Iterable[str]) -> tuple[Finding, ...]:
    """Checks with their claims, in the order given; ids that there are not are left out."""
    names = _origin_names(store)
    rows = (next(store.read("checks_readable", check_id=each), None) for each in check_ids)
    return tuple(_finding(store, row, names) for row in rows if row)


def _origin_names(store: Reader) -> dict[str, str]:
    return {row["origin_id"]: _origin_name(row) for row in store.read("origins")}


def _sections(store: Reader, since: int | None) -> Iterator[Section]:
    names = _origin_names(store)
    for verdict in VERDICTS:
        found = store.check_ids(verdict, since)
        rows = (next(store.read("checks_readable", check_id=check_id)) for check_id in found[:MAX_FINDINGS])
        yield Section(verdict, tuple(_finding(store, row, names) for row in rows), len(found))


def _finding(store: Reader, row: dict[str, Any], names: dict[str, str]) -> Finding:
    linked = list(store.read("check_statements", check_id=row["check_id"]))
    return Finding(
        id=row["check_id"],
        kind=row["kind"],
        verdict=row["verdict"],
        severity=row["severity"],
        flips_headline=bool(row["flips_headline"]),
        title=clean(row["title"]),
        explanation=clean(row["explanation"]),
        formula=clean(row["formula"]),
        stated=intervals.interval(row["stated_low"], row["stated_high"], row["unit"]),
        derived=intervals.interval(row["derived_low"], row["derived_high"], row["unit"]),
        articles=row["articles"],
        origins=row["origins"],
        origin_names=tuple(sorted({names[each["origin_id"]] for each in linked if each["origin_id"] in names})),
        statements=tuple(_statement(store, each) for each in linked),
    )


def _told(row: dict[str, Any]) -> dict[str, Any]:
    """The fields of a Figure, of a row that has a claim's columns."""
    return {
        "value": clean(row["value_display"]),
        "subject": _maybe(row["subject"]),
        "measure": row["measure"],
        "period": display.period(row["period"]),
        "scope": _maybe(row["scope"]),
        "said_by": _maybe(row["attributed_to"]),
        "modality": row["modality"],
    }


def _statement(store: Reader, row: dict[str, Any]) -> Statement:
    start, sentence = row["sentence_start"], row["sentence"]
    at, until = start + row["at"], start + row["until"]
    if len(sentence) < _SHORT_SENTENCE:
        start, sentence = whole(store.text(row["article_id"]), start, sentence)
    return Statement(
        **_told(row),
        claim_id=row["claim_id"],
        role=clean(row["role"]),
        quote=pieces(sentence, [(at - start, until - start)]),
        article=clean(row["article"]),
        article_id=row["article_id"],
        source=_maybe(row["source"]),
        published=row["published"],
        url=_safe(row["url"]),
    )


def _reading(store: Reader, row: dict[str, Any]) -> Reading:
    claims = store.read("claims_in_order", article_id=row["article_id"])
    text = store.text(row["article_id"])
    sentences = groupby(claims, key=lambda claim: whole(text, claim["sentence_start"], claim["sentence"]))
    quotes = [_quote(*place, list(made)) for place, made in islice(sentences, MAX_QUOTES + 1)]
    return Reading(
        id=row["article_id"],
        title=clean(row["article"]),
        path=clean(row["path"]),
        url=_safe(row["url"]),
        source=_maybe(row["source"]),
        published=row["published"],
        leans_on=_maybe(row["leans_on"]),
        claims=row["claims"],
        skipped=row["skipped"],
        faults=row["faults"],
        quotes=tuple(quotes[:MAX_QUOTES]),
        more_quotes=len(quotes) > MAX_QUOTES,
    )


def _quote(start: int, sentence: str, made: Sequence[dict[str, Any]]) -> Quote:
    figures = (Figure(**_told(row)) for row in made)
    return Quote(pieces(sentence, [(row["start"] - start, row["end"] - start) for row in made]), tuple(figures))


def whole(text: str, start: int, sentence: str) -> tuple[int, str]:
    """A sentence with its place; one that says little by itself, such as a cell, with the line that it stands in.

    >>> whole("Name | Size\\nHeron | 9B", 20, "9B")
    (12, 'Heron | 9B')
    """
    if len(sentence) >= _SHORT_SENTENCE:
        return start, sentence
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", start + len(sentence))
    line = text[first : last if last >= 0 else len(text)]
    return (first, line) if len(sentence) < len(line) <= _LONGEST_LINE else (start, sentence)


def pieces(sentence: str, spans: Iterable[tuple[int, int]]) -> tuple[Piece, ...]:
    """A sentence for reading, cut where numbers stand in it; spans outside it are not marked.

    A long one is shortened around its numbers, and marks of Markdown are left out.

    >>> [(piece.text, piece.marked) for piece in pieces("It costs $5 now.", [(9, 11)])]
    [('It costs ', False), ('$5', True), (' now.', False)]
    """
    inside = sorted((at, until) for at, until in spans if 0 <= at < until <= len(sentence))
    made: list[Piece] = []
    position = 0
    for at, until in inside:
        if until > position:
            made += [_piece(sentence, position, max(at, position)), _piece(sentence, max(at, position), until, True)]
            position = until
    made.append(_piece(sentence, position, len(sentence)))
    long = sum(len(piece.text) for piece in made) > _LONGEST_QUOTE
    kept = _shortened(made, max(60, _LONGEST_QUOTE // len(made)) if long else len(sentence))
    return tuple(Piece(clean(" ".join(text.split("\n"))), marked) for text, marked in kept if text)


def _piece(sentence: str, start: int, end: int, marked: bool = False) -> Piece:
    """A stretch of a sentence without the marks of Markdown in it."""
    words: list[str] = []
    for mark in _MARKS.finditer(sentence):
        words.append(sentence[start : max(start, min(mark.start(), end))])
        start = max(start, min(mark.end(), end))
    return Piece("".join((*words, sentence[start:end])), marked)


def _shortened(made: list[Piece], most: int) -> Iterator[tuple[str, bool]]:
    """Leave out the middle of long stretches between numbers, the start of the first and the end of the last."""
    for place, piece in enumerate(made):
        text = piece.text
        if piece.marked or len(text) <= most:
            yield text, piece.marked
        elif place == 0:
            yield f"… {text[-most:]}", False
        elif place == len(made) - 1:
            yield f"{text[:most]} …", False
        else:
            yield f"{text[: most // 2]} … {text[-most // 2 :]}", False


def _origin_name(row: dict[str, Any]) -> str:
    named = (row["sources"] or "").split("; ")[0]
    return textwrap.shorten(clean(named or row["example"] or row["origin_id"]), 60, placeholder=" …")


def _safe(url: str | None) -> str | None:
    """Only addresses of the web become links."""
    return url if url and _SAFE_URL.fullmatch(url) else None


def _maybe(text: str | None) -> str | None:
    return clean(text) if text else None


def clean_row(row: dict[str, Any]) -> dict[str, Any]:
    """A row with all its texts cleaned."""
    return {name: clean(value) if isinstance(value, str) else value for name, value in row.items()}
