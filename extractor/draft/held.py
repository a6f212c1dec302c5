"""One number of a draft and the claims of a store -> whether they agree, contradict it, or have moved on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from extractor import display
from extractor.check.bench import Bench, when
from extractor.check.comparison.agreement import same_number
from extractor.check.knobs import knobs
from extractor.check.slots import Gap, gap
from extractor.models import Check, Claim

Status = Literal["agrees", "contradicts", "disputed", "outdated", "differs", "unknown", "not held"]
"""agrees: the same figure is known. contradicts: another figure is known for the same slot. disputed: some sources
agree, some contradict. outdated: a newer figure is known. differs: other figures are known whose slot cannot be shown
to be the same; `why` names the fields. unknown: nothing is known. not held: the draft supposes or denies it."""

_VALUES = 4
"""Different figures named in one line."""
_CLASH = ("agreement", "scale_slip")


@dataclass(frozen=True)
class Source:
    """One claim of the database."""

    claim_id: str
    display: str
    value_text: str | None
    period: str | None
    scope: str | None
    quote: str
    at: int
    until: int
    article: str
    path: str
    source: str | None
    published: str | None
    url: str | None


@dataclass(frozen=True)
class Held:
    """One number of the draft; `text[start:end] == surface` in the draft's text."""

    start: int
    end: int
    surface: str
    display: str
    subject: str | None
    measure: str
    unit: str
    period: str | None
    scope: str | None
    modality: str
    quote: str
    at: int
    until: int
    status: Status
    why: str
    agrees: tuple[Source, ...] = ()
    contradicts: tuple[Source, ...] = ()
    newer: tuple[Source, ...] = ()
    differs: tuple[Source, ...] = ()
    listed: str | None = None
    """What providers list for it, in words; None where no catalog knows the thing."""


@dataclass(frozen=True)
class _Rivals:
    """What the store says of a slot, by how it stands to one number."""

    agrees: tuple[Claim, ...]
    contradicts: tuple[Claim, ...]
    newer: tuple[Claim, ...]
    differs: tuple[Claim, ...]
    fields: tuple[str, ...]
    """What lies between the number and those that differ, for a reader."""


def hold(bench: Bench, claim: Claim, checks: Sequence[Check], draft: Collection[str]) -> Held:
    """Hold one number of a draft against the claims of the bench that are not of it."""
    if claim.id not in bench.numbers:
        said = claim.modality if claim.modality in ("hypothetical", "negated") else "without a number of its own"
        return _held(bench, claim, "not held", f"the draft's figure is {said}")
    rivals = _rivals(bench, claim, checks, draft)
    status, why = _status(claim, rivals)
    found = _held(bench, claim, status, why, rivals)
    lists = (each.explanation for each in checks if each.kind == "catalog" and _is_of(each, claim))
    return replace(found, listed=next(lists, None))


def _is_of(check: Check, claim: Claim) -> bool:
    return any(link.claim_id == claim.id for link in check.claims)


def _status(claim: Claim, rivals: _Rivals) -> tuple[Status, str]:
    if rivals.newer and set(rivals.contradicts) <= set(rivals.newer) and _is_of_now(claim):
        return "outdated", f"a newer figure is known: {_values(rivals.newer[-1:])}"
    if rivals.contradicts and rivals.agrees:
        return "disputed", "some sources say the same, others contradict it"
    if rivals.contradicts:
        return "contradicts", f"the database has {_values(rivals.contradicts)}"
    if rivals.agrees:
        return "agrees", "the database has the same"
    if rivals.differs:
        between = f"; {' and '.join(rivals.fields)} may differ" if rivals.fields else ""
        return "differs", f"the database has {_values(rivals.differs)}{between}"
    nameless = "" if claim.subject else "; what it is about was not understood"
    return "unknown", f"nothing is known of it{nameless}"


def _is_of_now(claim: Claim) -> bool:
    """Whether the draft gives no time for a figure that changes with time."""
    return not when(claim) and not knobs().measure(claim.measure).steady


def _values(claims: Sequence[Claim]) -> str:
    shown = {(claim.value, claim.low, claim.high, claim.comparator): display.claim(claim) for claim in claims}
    return ", ".join([*list(shown.values())[:_VALUES], *(["..."] if len(shown) > _VALUES else [])])


def _rivals(bench: Bench, claim: Claim, checks: Sequence[Check], draft: Collection[str]) -> _Rivals:
    accused = {id_ for id_ in _accused(claim, checks) if id_ not in draft}
    agrees, contradicts, others = [], [], []
    gaps: dict[str, Gap] = {}
    for other in _slot(bench, claim, draft):
        between = gaps[other.id] = gap(bench, claim, other)
        same = same_number(bench, claim, other) != "inconsistent"
        if same and between.comparable:
            agrees.append(other)
        elif not same and (other.id in accused or _against(bench, claim, other, between)):
            contradicts.append(other)
        elif not same and set(between.differ) <= {"period", "source"}:
            others.append(other)
    newer = _newer(bench, claim, agrees, [*others, *contradicts])
    differs = [other for other in others if other not in newer and "period" not in gaps[other.id].differ]
    fields = {name for other in differs for name in (*gaps[other.id].differ, *gaps[other.id].missing)}
    return _Rivals(
        tuple(agrees), tuple(contradicts), tuple(newer), tuple(differs),
        tuple(words for name, words in knobs().fields.items() if name in fields),
    )  # fmt: skip


def _against(bench: Bench, claim: Claim, other: Claim, between: Gap) -> bool:
    """Whether both state all that it takes to say that they speak of one figure, however far apart they are."""
    one_kind = not knobs().measure(claim.measure).distinct
    return between.accusable and one_kind and bench.known(claim) and bench.known(other)


def _slot(bench: Bench, claim: Claim, draft: Collection[str]) -> Iterator[Claim]:
    """Claims of the store of the same measure, unit and subject, in the order of their time."""
    key = bench.key(claim)
    found = [
        other
        for other in bench.claims
        if other.id not in draft and (other.measure, other.unit) == (claim.measure, claim.unit)
        and key and bench.key(other) == key and other.direction == claim.direction
    ]  # fmt: skip
    yield from sorted(found, key=lambda other: (_time(bench, other), other.article_id, other.start))


def _accused(claim: Claim, checks: Sequence[Check]) -> Iterator[str]:
    """Claims on the other side of contradictions that a number takes part in."""
    for each in checks:
        roles = {link.claim_id: link.role for link in each.claims}
        if each.kind in _CLASH and each.verdict == "inconsistent" and claim.id in roles:
            yield from (id_ for id_, role in roles.items() if role != roles[claim.id])


def _newer(bench: Bench, claim: Claim, agrees: Sequence[Claim], others: Sequence[Claim]) -> list[Claim]:
    """Other figures that are later than all that say the same; for a dated number, later than its time."""
    if when(claim):
        since = _time(bench, claim)
    elif agrees:
        since = max(_time(bench, other) for other in agrees)
    else:
        return []
    return [other for other in others if since and _time(bench, other) > since and other.modality != "forecast"]


def _time(bench: Bench, claim: Claim) -> str:
    """When a figure held, as far as is known: the end of its time, else the day it was printed."""
    time = when(claim)
    if time:
        return time.rpartition("/")[2]
    article = bench.articles.get(claim.article_id)
    return (article.published if article else None) or ""


def _held(bench: Bench, claim: Claim, status: Status, why: str, rivals: _Rivals | None = None) -> Held:
    def told(claims: tuple[Claim, ...]) -> tuple[Source, ...]:
        return tuple(_source(bench, each) for each in claims)

    return Held(
        start=claim.start,
        end=claim.end,
        surface=claim.surface,
        display=display.claim(claim),
        subject="; ".join(claim.subject) or None,
        measure=claim.measure,
        unit=claim.unit,
        period=when(claim),
        scope="; ".join(claim.scope) or None,
        modality=claim.modality,
        quote=claim.sentence,
        at=claim.start - claim.sentence_start,
        until=claim.end - claim.sentence_start,
        status=status,
        why=why,
        agrees=told(rivals.agrees) if rivals else (),
        contradicts=told(rivals.contradicts) if rivals else (),
        newer=told(rivals.newer) if rivals else (),
        differs=told(rivals.differs) if rivals else (),
    )


def _source(bench: Bench, claim: Claim) -> Source:
    article = bench.articles[claim.article_id]
    return Source(
        claim_id=claim.id,
        display=display.claim(claim),
        value_text=None if claim.value is None else display.plain(claim.value),
        period=when(claim),
        scope="; ".join(claim.scope) or None,
        quote=claim.sentence,
        at=claim.start - claim.sentence_start,
        until=claim.end - claim.sentence_start,
        article=article.title or article.path,
        path=article.path,
        source=article.source,
        published=article.published,
        url=article.url,
    )
