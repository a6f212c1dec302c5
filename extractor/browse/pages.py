"""A database and the id of a row -> what its page shows: a claim in its article, an article, a check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from extractor import display
from extractor.report import content
from extractor.report.content import Finding, Piece, clean, clean_row
from extractor.store import Reader

_AROUND = 700
"""Characters of the article shown on either side of a claim's sentence."""
_LONGEST_TEXT = 200_000
_NEIGHBOURS = 12

Row = dict[str, Any]


@dataclass(frozen=True)
class Segment:
    """A stretch of an article's text: plain, a claim to follow, or a number that became no claim and why."""

    text: str
    claim_id: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class ClaimPage:
    """One claim where it stands, the checks that use it, and what others say of the same thing."""

    title: str
    facts: tuple[tuple[str, str], ...]
    before: str
    quote: tuple[Piece, ...]
    after: str
    article: Row
    checks: tuple[Row, ...]
    neighbours: tuple[Row, ...]
    template: str = "extractor-claim.html"


@dataclass(frozen=True)
class ArticlePage:
    """One article with its claims marked in the text."""

    title: str
    article: Row
    segments: tuple[Segment, ...]
    claims: tuple[Row, ...]
    checks: tuple[Row, ...]
    more: bool
    template: str = "extractor-article.html"


@dataclass(frozen=True)
class CheckPage:
    """One check as the report shows it."""

    title: str
    finding: Finding
    template: str = "extractor-check.html"


@dataclass(frozen=True)
class Home:
    """A database at a glance."""

    totals: Row
    worst: tuple[Row, ...]
    measures: tuple[Row, ...]


Page = ClaimPage | ArticlePage | CheckPage


def page(reader: Reader, table: str, row_id: str) -> Page | None:
    """The page of a row, or None where the table has none of its own or there is no such row."""
    make = {"claims": claim, "articles": article, "checks": check}.get(table)
    return make(reader, row_id) if make else None


def claim(reader: Reader, claim_id: str) -> ClaimPage | None:
    """One claim."""
    row = next(reader.read("claims_in_order", claim_id=claim_id), None)
    if row is None:
        return None
    text = reader.text(row["article_id"])
    start, end = row["sentence_start"], row["sentence_start"] + len(row["sentence"])
    return ClaimPage(
        title=clean(" · ".join(part for part in (row["value_display"], row["subject"]) if part)),
        facts=_facts(row),
        before=clean(("… " if start > _AROUND else "") + text[max(0, start - _AROUND) : start]),
        quote=content.pieces(row["sentence"], [(row["at"], row["until"])]),
        after=clean(text[end : end + _AROUND] + (" …" if end + _AROUND < len(text) else "")),
        article=clean_row(next(reader.read("article_overview", article_id=row["article_id"]))),
        checks=_checks_of(reader, [claim_id]),
        neighbours=_neighbours(reader, row),
    )


def article(reader: Reader, article_id: str) -> ArticlePage | None:
    """One article."""
    row = next(reader.read("article_overview", article_id=article_id), None)
    if row is None:
        return None
    claims = tuple(reader.read("claims_in_order", article_id=article_id))
    text = reader.text(article_id)
    return ArticlePage(
        title=clean(row["article"]),
        article=clean_row(row),
        segments=segments(text[:_LONGEST_TEXT], claims, reader.skipped(article_id)),
        claims=claims,
        checks=_checks_of(reader, [each["claim_id"] for each in claims]),
        more=len(text) > _LONGEST_TEXT,
    )


def check(reader: Reader, check_id: str) -> CheckPage | None:
    """One check."""
    finding = content.one(reader, check_id)
    return CheckPage(finding.title, finding) if finding else None


def home(reader: Reader) -> Home:
    """A database at a glance."""
    return Home(
        totals=next(reader.read("totals")),
        worst=tuple(clean_row(row) for row in reader.read("disagreements", limit=8)),
        measures=tuple(reader.read("measures", limit=12)),
    )


def segments(text: str, claims: Sequence[Row], skipped: Sequence[Row]) -> tuple[Segment, ...]:
    """A text cut where numbers stand in it; of two that overlap the first is kept, a claim before a mere number."""
    found = [(row["start"], row["end"], row["claim_id"], row["value_display"]) for row in claims]
    found += [(row["start"], row["end"], None, row["reason"]) for row in skipped]
    made: list[Segment] = []
    position = 0
    for start, end, claim_id, note in sorted(found, key=lambda each: (each[0], each[2] is None, each[1], each[3])):
        if position <= start < end <= len(text):
            made.append(Segment(clean(text[position:start])))
            made.append(Segment(clean(text[start:end]), claim_id, clean(note)))
            position = end
    return (*made, Segment(clean(text[position:])))


def _facts(row: Row) -> tuple[tuple[str, str], ...]:
    named = {
        "measures": str(row["measure"]).replace("_", " "),
        "of": row["subject"],
        "for": display.period(row["period"]),
        "within": row["scope"],
        "figure from": row["attributed_to"],
        "said as": row["modality"] if row["modality"] != "asserted" else None,
    }
    return tuple((name, clean(value)) for name, value in named.items() if value)


def _checks_of(reader: Reader, claim_ids: Sequence[str]) -> tuple[Row, ...]:
    used = {row["check_id"] for each in claim_ids for row in reader.read("check_statements", claim_id=each)}
    found = [row for check_id in sorted(used) for row in reader.read("checks_readable", check_id=check_id)]
    return tuple(
        sorted(map(clean_row, found), key=lambda row: (row["rank"], row["verdict"] != "inconsistent", row["title"]))
    )


def _neighbours(reader: Reader, row: Row) -> tuple[Row, ...]:
    """Figures of the same subject and measure, those of the same time and scope first."""
    if not row["subject"]:
        return ()
    same = [
        each
        for each in reader.read("claims_readable", subject=row["subject"], measure=row["measure"])
        if each["claim_id"] != row["claim_id"]
    ]
    same.sort(key=lambda each: (each["period"] != row["period"], each["scope"] != row["scope"], each["claim_id"]))
    return tuple(clean_row(each) for each in same[:_NEIGHBOURS])
