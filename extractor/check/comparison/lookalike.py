"""Claims that look alike and may not be the same figure -> one check that names what keeps them apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractor.check import explain
from extractor.check.bench import Bench
from extractor.check.comparison.agreement import measure_words, place
from extractor.check.exact import Fraction
from extractor.check.explain import Finding
from extractor.check.knobs import Field, knobs
from extractor.check.slots import Gap
from extractor.models import Check, Claim

Pair = tuple[Claim, Claim, Gap]


def near(bench: Bench, a: Claim, b: Claim) -> bool:
    """Whether two values are so close that a reader would stumble over them."""
    x, y = bench.number(a), bench.number(b)
    if x.bound or y.bound or x.vague or y.vague:
        return False
    return abs(x.nominal - y.nominal) <= Fraction(knobs().caps.near) * max(x.nominal, y.nominal)


def not_comparable(bench: Bench, pairs: Sequence[Pair], detail: str = "") -> Check:
    """The look-alikes of one slot, and the fields that differ or are not stated; no contradiction is claimed."""
    claims = sorted(unique([c for a, b, _ in pairs for c in (a, b)]), key=place)[: knobs().caps.links]
    names = tuple(f for f in knobs().fields if any(f in p[2].differ for p in pairs))
    absent = tuple(f for f in knobs().fields if any(f in p[2].missing for p in pairs) and f not in names)
    a = claims[0]
    values = explain.listed(dict.fromkeys(explain.said(c) for c in claims))
    reasons = []
    if names:
        reasons.append(f"{explain.fields(names)} {_are(names, 'differs', 'differ')}")
    if absent:
        reasons.append(f"{explain.fields(absent)} {_are(absent, 'is', 'are')} not stated by both")
    if not reasons:
        reasons.append("one of them is uncertain, or the texts give a range that holds both")
    return explain.check(
        Finding(
            kind="agreement",
            verdict="not_comparable",
            title=f"{bench.label(a)}: {values} ({measure_words(a)}) look alike and may not be the same figure",
            text=f"{bench.label(a)}, {measure_words(a)}: {values}. No contradiction is claimed: {'; '.join(reasons)}.",
            formula="same slot, fields differ",
            claims=tuple((c, "compared") for c in claims),
            unit=a.unit,
            severity="warning" if names else "notice",
            detail=detail,
        )
    )


def one_sentence(bench: Bench, a: Claim, b: Claim) -> bool:
    """Whether two claims stand in one sentence."""
    return a.article_id == b.article_id and bench.sentence_key(a) == bench.sentence_key(b)


def unique(claims: Iterable[Claim]) -> list[Claim]:
    """Each claim once, in the order given."""
    return list({c.id: c for c in claims}.values())


def _are(names: tuple[Field, ...], one: str, many: str) -> str:
    return one if len(names) == 1 else many
