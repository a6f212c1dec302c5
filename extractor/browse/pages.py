"""A database and the id of a row -> what its page shows: a claim in its article, an article, a check, an entity."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from extractor import display
from extractor.browse import drawing
from extractor.browse.drawing import Chart, Dot
from extractor.models import Listing
from extractor.report import content
from extractor.report.content import Finding, Piece, clean, clean_row
from extractor.store import Reader

_AROUND = 700
"""Characters of the article shown on either side of a claim's sentence at most; its paragraph ends sooner."""
_LONGEST_TEXT = 200_000
_NEIGHBOURS = 200
_FIGURES = 500
_FINDINGS = 3
_SHOWN_HOSTS = 6
_FACES = ("inconsistent", "consistent_by_rounding", "not_comparable", "consistent", "derived", "undetermined")

Row = dict[str, Any]


@dataclass(frozen=True)
class Segment:
    """A stretch of an article's text: plain, a claim to follow, or a number that became no claim and why."""

    text: str
    claim_id: str | None = None
    note: str | None = None
    verdict: str | None = None


@dataclass(frozen=True)
class ClaimPage:
    """One claim where it stands, the checks that use it, and what others say of the same thing."""

    title: str
    claim: Row
    facts: tuple[tuple[str, str], ...]
    before: str
    quote: tuple[Piece, ...]
    after: str
    article: Row
    entities: tuple[Row, ...]
    checks: tuple[Row, ...]
    chart: Chart | None
    neighbours: tuple[Row, ...]
    template: str = "extractor-claim.html"


@dataclass(frozen=True)
class ArticlePage:
    """One article with its claims marked in the text; `tally` counts claims by their worst verdict."""

    title: str
    article: Row
    segments: tuple[Segment, ...]
    tally: tuple[tuple[str, int], ...]
    claims: int
    subjects: tuple[Row, ...]
    checks: tuple[Row, ...]
    more: bool
    template: str = "extractor-article.html"


@dataclass(frozen=True)
class CheckPage:
    """One check as the report shows it."""

    title: str
    finding: Finding
    dismissed: str | None
    template: str = "extractor-check.html"


@dataclass(frozen=True)
class Measured:
    """All figures of one measure and unit, with a chart where they have days enough."""

    measure: str
    chart: Chart | None
    claims: tuple[Row, ...]


@dataclass(frozen=True)
class Listed:
    """One value that catalogs list, and the hosts that list it."""

    field: str
    value: str
    hosts: tuple[str, ...]
    more_hosts: int
    source: str


@dataclass(frozen=True)
class EntityPage:
    """All that is said of an entity."""

    title: str
    entity: Row
    findings: tuple[Finding, ...]
    more_findings: int
    measures: tuple[Measured, ...]
    roles: tuple[tuple[str, int], ...]
    listings: tuple[Listed, ...]
    related: tuple[Row, ...]
    more: bool
    template: str = "extractor-entity.html"


Page = ClaimPage | ArticlePage | CheckPage | EntityPage


def page(reader: Reader, table: str, row_id: str) -> Page | None:
    """The page of a row, or None where the table has none of its own or there is no such row."""
    makers: dict[str, Callable[[Reader, str], Page | None]] = {
        "claims": claim,
        "articles": article,
        "checks": check,
        "entities": entity,
    }
    return makers[table](reader, row_id) if table in makers else None


def claim(reader: Reader, claim_id: str) -> ClaimPage | None:
    """One claim."""
    row = next(reader.read("claims_in_order", claim_id=claim_id), None)
    if row is None:
        return None
    text = reader.text(row["article_id"])
    start, sentence = content.whole(text, row["sentence_start"], row["sentence"])
    first, last = _paragraph(text, start, start + len(sentence))
    neighbours = _neighbours(reader, row)
    return ClaimPage(
        title=clean(" · ".join(part for part in (row["value_display"], row["subject"]) if part)),
        claim=clean_row(row),
        facts=_facts(row),
        before=clean(("… " if first and text[first - 1] != "\n" else "") + text[first:start]),
        quote=content.pieces(sentence, [(row["start"] - start, row["end"] - start)]),
        after=clean(text[start + len(sentence) : last] + (" …" if text[last : last + 1] not in ("", "\n") else "")),
        article=clean_row(next(reader.read("article_overview", article_id=row["article_id"]))),
        entities=tuple(_entities_of(reader, claim_id)),
        checks=_checks_of(reader, [claim_id]),
        chart=_chart(str(row["measure"]).replace("_", " "), neighbours, claim_id),
        neighbours=tuple(each for each in neighbours if each["claim_id"] != claim_id),
    )


def article(reader: Reader, article_id: str) -> ArticlePage | None:
    """One article."""
    row = next(reader.read("article_overview", article_id=article_id), None)
    if row is None:
        return None
    claims = tuple(reader.read("claims_in_order", article_id=article_id))
    text = reader.text(article_id)
    verdicts = [each["verdict"] for each in claims]
    return ArticlePage(
        title=clean(row["article"]),
        article=clean_row(row),
        segments=segments(text[:_LONGEST_TEXT], claims, reader.skipped(article_id)),
        tally=tuple((face, verdicts.count(face)) for face in (*_FACES, "unchecked") if face in verdicts),
        claims=len(claims),
        subjects=tuple(_subjects_of(reader, article_id)),
        checks=_checks_of(reader, [each["claim_id"] for each in claims]),
        more=len(text) > _LONGEST_TEXT,
    )


def check(reader: Reader, check_id: str) -> CheckPage | None:
    """One check."""
    finding = content.one(reader, check_id)
    reasons = {row["check_id"]: row["reason"] for row in reader.read("dismissals", check_id=check_id)}
    return CheckPage(finding.title, finding, reasons.get(check_id)) if finding else None


def entity(reader: Reader, entity_id: str) -> EntityPage | None:
    """One entity."""
    row = next(reader.read("entity_overview", entity_id=entity_id), None)
    if row is None:
        return None
    about = [clean_row(each) for each in reader.read("entity_claims", _FIGURES + 1, entity_id=entity_id)]
    own = [each for each in about[:_FIGURES] if each["role"] == "subject"]
    faults = [each["check_id"] for each in reader.read("entity_checks", entity_id=entity_id, verdict="inconsistent")]
    roles = [each["role"] for each in about]
    return EntityPage(
        title=clean(row["name"]),
        entity=clean_row(row),
        findings=content.several(reader, faults[:_FINDINGS]),
        more_findings=max(0, len(faults) - _FINDINGS),
        measures=tuple(_measured(own, row["name"])),
        roles=tuple((role, roles.count(role)) for role in ("counterpart", "scope") if role in roles),
        listings=tuple(_listed(reader, entity_id)),
        related=tuple(_related(reader, row)),
        more=len(about) > _FIGURES,
    )


def segments(text: str, claims: Sequence[Row], skipped: Sequence[Row]) -> tuple[Segment, ...]:
    """A text cut where numbers stand in it; of two that overlap the first is kept, a claim before a mere number."""
    found = [(row["start"], row["end"], row["claim_id"], _note(row), row.get("verdict")) for row in claims]
    found += [(row["start"], row["end"], None, row["reason"], None) for row in skipped]
    made: list[Segment] = []
    position = 0
    for start, end, claim_id, note, verdict in sorted(found, key=lambda each: (each[0], each[2] is None, *each[1:4:2])):
        if position <= start < end <= len(text):
            made.append(Segment(clean(text[position:start])))
            made.append(Segment(clean(text[start:end]), claim_id, clean(note), verdict))
            position = end
    return (*made, Segment(clean(text[position:])))


def _note(row: Row) -> str:
    """What a marked number says, in one line."""
    told = (row["value_display"], row.get("subject"), str(row.get("measure") or "").replace("_", " "))
    more = (display.period(row.get("period")), row.get("scope"), row.get("modality"))
    return " · ".join(part for part in (*told, *more) if part and part != "asserted")


def _facts(row: Row) -> tuple[tuple[str, str], ...]:
    named = {
        "measure": str(row["measure"]).replace("_", " "),
        "time": display.period(row["period"]),
        "within": row["scope"],
        "figure from": row["attributed_to"],
        "said as": row["modality"] if row["modality"] != "asserted" else None,
    }
    return tuple((name, clean(value)) for name, value in named.items() if value)


def _entities_of(reader: Reader, claim_id: str) -> Iterable[Row]:
    """What a claim is about, is compared with, and holds within."""
    for link in reader.read("entity_claims", claim_id=claim_id):
        for row in reader.read("entity_overview", entity_id=link["entity_id"]):
            yield clean_row(row) | {"role": link["role"]}


def _subjects_of(reader: Reader, article_id: str) -> Iterable[Row]:
    """What the claims of an article are about, the commonest first, with their number here."""
    links = [row["entity_id"] for row in reader.read("entity_claims", article_id=article_id, role="subject")]
    for entity_id, count in sorted(Counter(links).items(), key=lambda each: (-each[1], each[0])):
        for row in reader.read("entity_overview", entity_id=entity_id):
            yield clean_row(row) | {"here": count}


def _paragraph(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the paragraph around a sentence begins and ends, not too far from it."""
    before, after = text.rfind("\n\n", 0, start), text.find("\n\n", end)
    first = max(before + 2 if before >= 0 else 0, start - _AROUND)
    return first, min(after if after >= 0 else len(text), end + _AROUND)


def _checks_of(reader: Reader, claim_ids: Iterable[str]) -> tuple[Row, ...]:
    used = {row["check_id"] for each in claim_ids for row in reader.read("check_statements", claim_id=each)}
    found = [row for check_id in sorted(used) for row in reader.read("checks_readable", check_id=check_id)]
    return tuple(
        sorted(map(clean_row, found), key=lambda row: (row["rank"], row["verdict"] != "inconsistent", row["title"]))
    )


def _neighbours(reader: Reader, row: Row) -> tuple[Row, ...]:
    """Figures of the same subject and measure with this one among them, those of the same time and scope first."""
    if not row["subject"]:
        return ()
    same = [
        clean_row(each) | {"time": display.period(each["period"])}
        for each in reader.read("claims_readable", _NEIGHBOURS, subject=row["subject"], measure=row["measure"])
    ]
    same.sort(key=lambda each: (each["period"] != row["period"], each["scope"] != row["scope"], each["claim_id"]))
    return tuple(same)


def _chart(title: str, rows: Iterable[Row], here: str | None = None) -> Chart | None:
    """Rows over time, those of the commonest unit; a period counts by its last day, else the day of the article."""
    given = [row for row in rows if row["value"] is not None]
    units = [row["unit"] for row in given]
    unit = max(sorted(set(units)), key=units.count, default=None)
    dots = [_dot(row, here) for row in given if row["unit"] == unit]
    return drawing.over_time(title, dots)


def _dot(row: Row, here: str | None) -> Dot:
    told = (row["value_display"], display.period(row["period"]), row["scope"], row["source"])
    day = row.get("day") or str(row["period"] or "").rpartition("/")[2]
    return Dot(
        day=day if len(day) == 10 else str(row["published"] or ""),
        value=row["value"],
        words=" · ".join(part for part in told if part),
        claim_id=row["claim_id"],
        verdict=row["verdict"],
        forecast=row["modality"] in ("forecast", "hypothetical"),
        here=row["claim_id"] == here,
    )


def _measured(rows: Sequence[Row], name: str) -> Iterable[Measured]:
    """Figures by measure and unit, the commonest first; those of several subjects together are not drawn."""

    def kind(row: Row) -> tuple[str, str]:
        return row["measure"], row["unit"]

    groups = [(key, list(group)) for key, group in groupby(sorted(rows, key=kind), key=kind)]
    for (measure, _), group in sorted(groups, key=lambda each: (-len(each[1]), each[0])):
        told = [row | {"time": display.period(row["period"]), "alone": row["subject"] == name} for row in group]
        drawn = _chart(measure.replace("_", " "), (row for row in told if row["alone"]))
        yield Measured(measure, drawn, tuple(told))


def _listed(reader: Reader, entity_id: str) -> Iterable[Listed]:
    """What catalogs list, value by value, the commonest first."""
    found = reader.listings(entity_id)
    hosts: dict[tuple[str, str], set[str]] = {}
    for each in found:
        hosts.setdefault((each.field, _listing(each)), set()).add(each.provider)
    sources: dict[str, str] = {each.field: each.source for each in found}
    for (field, value), given in sorted(hosts.items(), key=lambda each: (each[0][0], -len(each[1]), each[0][1])):
        names = sorted(given)
        yield Listed(field, value, tuple(map(clean, names[:_SHOWN_HOSTS])), len(names[_SHOWN_HOSTS:]), sources[field])


def _listing(listed: Listing) -> str:
    unit = "usd_per_1m_tokens" if listed.field.startswith("price") else "tokens"
    return display.quantity(Decimal(listed.value_text), unit)


def _related(reader: Reader, row: Row) -> Iterable[Row]:
    """Models of a lab, members of a group."""
    members = json.loads(row["members"] or "[]")
    found = [next(reader.read("entity_overview", entity_id=each), None) for each in members]
    return [clean_row(each) for each in (*found, *reader.read("entity_overview", lab_id=row["entity_id"])) if each]
