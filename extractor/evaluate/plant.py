"""Gold of a corpus, a seed -> faults to plant in copies of its articles, each known to be detectable or not.

Made from the gold alone, knowing nothing of the checks. A fault is *detectable* when the gold holds a relation over the
falsified figure that is true in print (`consistent`, if need be by rounding) and that the digits in print contradict
once the fault is in: the intervals do not meet even with trailing zeros not significant and hedges taken coarsely
(`arithmetic.py`). So a digit that rounding swallows and a figure that nothing else bears on are not detectable. A
figure that the gold itself holds for wrong is left alone. Two faults leave the number as it was. Points for percent are
detectable where a true growth or share of amounts has the figure as its result: amounts have no points between them.
Percent for points are not: between two percentages a reader may take either for the other. Dates are detectable where
the text calls seven days a week, the gold has them as the period, and one of the two days is put off.

Kinds of faults: `digit` (the first replaced), `swap` (two neighbours), `inner` (a later digit), `tenfold` (the point),
`magnitude` (million for billion), `unit` (percent for points), `direction` (rose for fell), `stale` (the figure of
another period), `period` (another year, or a week of some other length), `order` (two figures of an order exchanged).
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from extractor.evaluate import arithmetic
from extractor.evaluate.corpus import Gold, GoldClaim, GoldDocument, Letters, Relation
from extractor.evaluate.falsify import faults, turned

MARKUP = re.compile(r"<[^<>]*>|&#?\w+;")
_WEEK = re.compile(r"\bweek of [^.\n\d]{0,12}(\d{1,2})\s?[-\u2013]\s?(\d{1,2})(?!\d)", re.IGNORECASE)
_NEAR_WEEK = 160
"""Characters between a week and a figure of it."""
_YEAR = re.compile(r"\b20\d\d\b")
_HOLDS = ("consistent", "consistent_by_rounding")
_WITHOUT = ("catalog", "streak", "rank")
"""Kinds that no arithmetic over the printed figures decides."""


class Edit(NamedTuple):
    """Characters of an article's file, replaced."""

    start: int
    end: int
    new: str


class Plant(NamedTuple):
    """One fault in one article."""

    doc: str
    """Name of the gold document."""
    claims: tuple[str, ...]
    """`NAME#index` of the falsified figure, or of both that changed places."""
    kind: str
    edits: tuple[Edit, ...]
    old: str
    new: str
    breaks: tuple[Relation, ...]
    """True relations of the gold that the printed digits now contradict."""
    says: str = ""
    """What the text now says that cannot be, whatever else is true."""

    @property
    def detectable(self) -> bool:
        """Whether the gold tells that something cannot be true now."""
        return bool(self.breaks or self.says)


class _Change(NamedTuple):
    """A fault before it has a place: what is printed instead, and what the claim then says."""

    kind: str
    edits: tuple[Edit, ...]
    old: str
    new: str
    claims: dict[str, GoldClaim]


def plants(corpus: Path, truth: Gold, seed: int = 0, each: int = 2) -> list[Plant]:
    """Faults by seed: up to `each` detectable ones for a figure, one of its unit, and one that is not for every fourth;
    one for each week."""
    chance = random.Random(seed)  # noqa: S311
    found: list[Plant] = []
    touched = _touched(truth)
    for name, document in sorted(truth.docs.items()):
        files = _Places(corpus, document)
        for index in range(len(document.claims)):
            options = list(_options(truth, files, f"{name}#{index}", touched))
            chance.shuffle(options)
            found += [plant for plant in options if plant.detectable and plant.kind != "unit"][:each]
            found += [plant for plant in options if plant.detectable and plant.kind == "unit"][:1]
            hopeless = [plant for plant in options if not plant.detectable][:1]
            found += hopeless if hopeless and chance.random() < 1 / 4 else []
        found += _weeks(truth, files, name)
    return found


def _touched(truth: Gold) -> dict[str, list[Relation]]:
    """Reference -> the relations over it whose arithmetic is known, formulas written out."""
    found: dict[str, list[Relation]] = defaultdict(list)
    for relation in truth.relations:
        full = arithmetic.settled(relation, [truth.claim(reference) for reference in relation.claims])
        for reference in relation.claims:
            found[reference].append(full)
    return found


def _options(truth: Gold, files: _Places, reference: str, touched: dict[str, list[Relation]]) -> Iterator[Plant]:
    relations = touched.get(reference, [])
    claim = truth.claim(reference)
    span = files.span(claim)
    if span is None or claim.furniture or any("inconsistent" in (r.verdict, *r.accept) for r in relations):
        return
    sound = [r for r in relations if r.verdict in _HOLDS and r.kind not in _WITHOUT and _verdict(truth, r) in _HOLDS]
    changes = [*_misprints(claim, reference, span), *_around(truth, files, reference, span)]
    for change in [*changes, *_exchanged(truth, files, reference, sound)]:
        broken = tuple(r for r in sound if _verdict(truth, r, change.claims) == "inconsistent")
        if change.kind == "unit" and change.new.endswith("points"):
            broken = tuple(r for r in sound if _of_amounts(truth, r, reference))
        references = tuple(change.claims) or (reference,)
        yield Plant(files.document.doc, references, change.kind, change.edits, change.old, change.new, broken)


def _verdict(truth: Gold, relation: Relation, changed: dict[str, GoldClaim] | None = None) -> str | None:
    given = changed or {}
    return arithmetic.verdict(relation, [given.get(r) or truth.claim(r) for r in relation.claims])


def _of_amounts(truth: Gold, relation: Relation, reference: str) -> bool:
    """Whether a percentage is what a growth or a share of amounts comes to."""
    others = [truth.claim(other).unit for other in relation.claims if other != reference]
    result = (relation.formula or "").endswith(f"= {chr(ord('a') + relation.claims.index(reference))}")
    amounts = all(unit not in ("percent", "points", "percentage_points") for unit in others)
    return relation.kind in ("growth", "share") and result and amounts


# ---------------------------------------------------------------- kinds of change


def _misprints(claim: GoldClaim, reference: str, span: tuple[int, int]) -> Iterator[_Change]:
    if claim.value is None:
        return
    for fault in faults(claim.surface):
        planted = _restated(claim, fault.surface, fault.factor)
        edit = Edit(*span, fault.surface)
        yield _Change(fault.kind, (edit,), claim.surface, fault.surface, {reference: planted})


def _around(truth: Gold, files: _Places, reference: str, span: tuple[int, int]) -> Iterator[_Change]:
    """Faults beside the number: its direction, its year; and the number of another period in its place."""
    claim = truth.claim(reference)
    if claim.direction and claim.value is not None:
        lead = files.text[max(0, span[0] - 30) : span[0]].rpartition("\n")[2]
        words = turned(lead)
        if words:
            negative = claim.model_copy(update={"value": -claim.value})
            edit = Edit(span[0] - len(lead), span[0], words)
            yield _Change("direction", (edit,), lead.strip(), words.strip(), {reference: negative})
    quote = files.quote(claim)
    year = _YEAR.search(files.text, *quote) if quote and claim.period and len(claim.period) == 4 else None
    if year and not (span[0] <= year.start() < span[1]):
        other = str(int(year.group()) - 1)
        yield _Change("period", (Edit(*year.span(), other),), year.group(), other, {})
    for other_claim in _other_periods(truth, claim):
        edit = Edit(*span, other_claim.surface)
        stale = claim.model_copy(update={"value": other_claim.value, "surface": other_claim.surface,
                                         "quote": other_claim.surface})  # fmt: skip
        yield _Change("stale", (edit,), claim.surface, other_claim.surface, {reference: stale})


def _weeks(truth: Gold, files: _Places, name: str) -> Iterator[Plant]:
    """For each week that the text gives by its first and last day near a figure of that week: another last day."""
    seen: set[int] = set()
    for index, claim in enumerate(files.document.claims):
        span, week = files.span(claim), _seven_days(claim.period)
        if span is None or week is None or claim.furniture:
            continue
        line = files.text.rfind("\n", 0, span[0]) + 1, files.text.find("\n", span[1]) % (len(files.text) + 1)
        for found in _WEEK.finditer(files.text, *line):
            told = int(found[1]), int(found[2])
            if told != (week[0].day, week[1].day) or found.start() in seen or abs(found.start() - span[0]) > _NEAR_WEEK:
                continue
            seen.add(found.start())
            other = str(told[1] + 4 if told[1] + 4 <= 28 else told[1] - 3)
            edit = Edit(*found.span(2), other)
            days = int(other) - told[0] + 1
            old, new = found.group(), files.text[found.start() : found.start(2)] + other
            why = f"a week of {days} days"
            yield Plant(files.document.doc, (f"{name}#{index}",), "period", (edit,), old, new, (), why)


def _seven_days(period: str | None) -> tuple[date, date] | None:
    """First and last day of a period that is a week inside one month."""
    try:
        first, last = (date.fromisoformat(part) for part in (period or "").split("/"))
    except ValueError:
        return None
    return (first, last) if (last - first).days == 6 and first.month == last.month else None


def _other_periods(truth: Gold, claim: GoldClaim) -> list[GoldClaim]:
    """The first figure of the same thing for an earlier period, printed differently."""
    slot = (claim.measure, claim.unit, claim.subject, claim.qualifier, claim.direction, claim.comparator)
    found = [
        other
        for document in truth.docs.values()
        for other in document.claims
        if (other.measure, other.unit, other.subject, other.qualifier, other.direction, other.comparator) == slot
        and other.value != claim.value
        and (other.period or "") < (claim.period or "")
        and other.value is not None
        and claim.value is not None
    ]
    return found[:1]


def _exchanged(truth: Gold, files: _Places, reference: str, relations: Iterable[Relation]) -> Iterator[_Change]:
    """Two figures of one article that stand in an order, each in the other's place."""
    name = reference.rpartition("#")[0]
    for relation in relations:
        if relation.kind != "order" or len(relation.claims) != 2 or relation.claims[0] != reference:
            continue
        other = next(r for r in relation.claims if r != reference)
        mine, yours = truth.claim(reference), truth.claim(other)
        spans = files.span(mine), files.span(yours)
        if other.rpartition("#")[0] == name and spans[0] and spans[1]:
            edits = (Edit(*spans[0], yours.surface), Edit(*spans[1], mine.surface))
            yield _Change("order", edits, mine.surface, yours.surface, {reference: yours, other: mine})


def _restated(claim: GoldClaim, surface: str, factor: Fraction) -> GoldClaim:
    """The claim as its number now stands in print."""
    assert claim.value is not None
    with localcontext() as context:
        context.prec = 28
        value = (claim.value * factor.numerator / factor.denominator).normalize()
    unit = claim.unit
    return claim.model_copy(update={"value": Decimal(value), "surface": surface, "quote": surface, "unit": unit})


# ---------------------------------------------------------------- places


class _Places:
    """Where the figures of one gold document stand in its file."""

    def __init__(self, corpus: Path, document: GoldDocument) -> None:
        self.document = document
        self.text = (corpus / document.doc).read_bytes().decode("utf-8")
        page = document.doc.endswith((".html", ".htm"))
        # places stay as they are: blanks stand where HTML has its markup
        self._visible = Letters.of(MARKUP.sub(lambda m: " " * len(m.group()), self.text) if page else self.text)

    def span(self, claim: GoldClaim) -> tuple[int, int] | None:
        """Start and end of its surface, where it stands in the file once and without markup inside."""
        spans = self._visible.spans(claim)
        return spans[0] if len(spans) == 1 and self.text[slice(*spans[0])] == claim.surface else None

    def quote(self, claim: GoldClaim) -> tuple[int, int] | None:
        """Start and end of its quote."""
        whole = claim.model_copy(update={"surface": claim.quote})
        spans = self._visible.spans(whole)
        return spans[0] if len(spans) == 1 else None


def planted(text: str, edits: Sequence[Edit]) -> str:
    """The text of a file with a fault in it."""
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.new + text[edit.end :]
    return text
