"""Claims about a model and what catalogs list for it -> which providers agree, which do not, what else it equals.

A catalog is a witness, not the truth: providers differ, and lists grow old. The provider is part of the key. So it
never accuses: read by hand, of 18 figures from 40 newsletters of 2024 that no provider of 2026 listed, not one was the
article's fault (the model had another window then, or goes by its name with several). It tells what would explain it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation

from extractor.check import explain, slips
from extractor.check.bench import Bench
from extractor.check.comparison.agreement import same_number
from extractor.check.exact import Fraction
from extractor.check.explain import Finding, said
from extractor.check.intervals import Interval, significant
from extractor.check.lineage import canonical
from extractor.models import Check, Claim, Listing, Severity, Verdict

_FIELDS = {
    "context_window": "tokens", "output_limit": "tokens", "price_input": "usd_per_1m_tokens",
    "price_output": "usd_per_1m_tokens", "price_cached": "usd_per_1m_tokens",
}  # fmt: skip
_SHOWN = 6
_TELLING = 3
"""Digits more than which a number has for one of them to be a misprint of it."""
_PLAIN = re.compile(r"[\W_]+")


def checks(bench: Bench) -> Iterator[Check]:
    """One check for each article, model, field and value that the catalog has something to say about."""
    seen: set[tuple[str, str, str, str, str | None]] = set()
    for claim in bench.claims:
        if claim.unit != _FIELDS.get(claim.measure) or claim.value is None or claim.modality == "forecast":
            continue
        subject = _model(bench, claim)
        rows = [row for row in bench.listings.get(subject or "", []) if _value(row) is not None]
        provider = _provider(bench, claim, rows)
        once = (claim.article_id, subject or "", claim.measure, str(claim.value), provider)
        if rows and once not in seen:
            seen.add(once)
            yield from _held(bench, claim, rows, provider)


def _model(bench: Bench, claim: Claim) -> str | None:
    ids = bench.subjects(claim)
    return ids[0] if len(ids) == 1 else None


def _value(row: Listing) -> Decimal | None:
    try:
        return Decimal(row.value_text)
    except InvalidOperation:
        return None


def _provider(bench: Bench, claim: Claim, rows: Sequence[Listing]) -> str | None:
    """The provider that the claim is about: in its scope, its source, or named in its sentence."""
    listed = {_plain(row.provider): row.provider for row in rows}
    named = [*(bench.name(i) for i in claim.scope_ids), *claim.scope, claim.attributed_to or ""]
    for name in named:
        found = listed.get(_plain(name)) or listed.get(_plain(canonical(name)))
        if found:
            return found
    sentence = _plain(claim.sentence)
    inside = [
        key for key in sorted(listed) if len(key) > 4 and key in sentence and key not in _plain(bench.label(claim))
    ]
    return listed[inside[0]] if len(inside) == 1 else None


def _plain(name: str) -> str:
    return _PLAIN.sub("", name.casefold())


def _held(bench: Bench, claim: Claim, rows: Sequence[Listing], provider: str | None) -> Iterator[Check]:
    own = [row for row in rows if row.field == claim.measure]
    if not own:
        return
    at_provider = [row for row in own if row.provider == provider]
    agree = {row.provider: v for row in own if (v := _agrees(bench, claim, row)) != "inconsistent"}
    against = [row for row in own if row.provider not in agree]
    if provider and at_provider:
        verdicts = [agree[row.provider] for row in at_provider if row.provider in agree]
    else:
        verdicts = list(agree.values())
    if not verdicts and (claim.measure.startswith("price") or not bench.sure(claim)):
        return  # prices move, and a doubt about whose the figure is is none about the figure
    if verdicts:
        verdict: Verdict = "consistent" if "consistent" in verdicts else "consistent_by_rounding"
    else:
        verdict = "undetermined"  # a doubt, never an accusation: lists err and grow old
    yield _check(bench, claim, verdict, provider if at_provider else None, sorted(agree), against, rows)


def _agrees(bench: Bench, claim: Claim, row: Listing) -> Verdict:
    """Whether a listing can be what the claim reports: a listing has all its digits."""
    value = _value(row)
    assert value is not None
    exponent = value.normalize().as_tuple().exponent
    exact = claim.model_copy(update={
        "id": f"{claim.id}/{row.provider}", "value": value, "surface": row.value_text, "comparator": "=", "hedge": None,
        "decimals": max(0, -exponent if isinstance(exponent, int) else 0), "direction": None,
    })  # fmt: skip
    return same_number_with(bench, claim, exact)


def same_number_with(bench: Bench, claim: Claim, exact: Claim) -> Verdict:
    """`same_number` for a witness that is no claim of the corpus: its number is exact."""
    assert exact.value is not None
    stated, value = bench.number(claim), Fraction(exact.value)
    if claim.comparator in ("=", "~") and stated.nominal == value:
        return "consistent"
    bench.numbers.setdefault(exact.id, type(stated)(*_exactly(value)))
    try:
        return same_number(bench, claim, exact)
    finally:
        del bench.numbers[exact.id]


def _exactly(value: Fraction) -> tuple[Interval, Interval, Fraction]:
    point = Interval.point(value)
    return point, point, value


def _check(
    bench: Bench, claim: Claim, verdict: Verdict, provider: str | None, agree: Sequence[str],
    against: Sequence[Listing], rows: Sequence[Listing],
) -> Check:  # fmt: skip
    total = len(agree) + len({row.provider for row in against})
    who = f" ({explain.listed(_shown(agree))})" if agree else ""
    where = f" at {provider}" if provider else ""
    words = [
        f"{said(claim)}{where}: {len(agree)} of {total} providers list the same{who}.",
        *_other_values(against, claim.unit),
        *_explained(bench, claim, verdict, provider, against, rows),
    ]
    severity: Severity | None = "notice" if verdict == "consistent_by_rounding" else None
    return explain.check(
        Finding(
            kind="catalog",
            verdict=verdict,
            title=f"{bench.label(claim)}: {said(claim)} ({_field(claim.measure)}){where} against the catalog",
            text=" ".join(words),
            formula="stated = listed",
            claims=((claim, "stated"),),
            stated=bench.number(claim).coarse,
            unit=claim.unit,
            severity="warning" if verdict == "undetermined" else severity,
            detail=provider or "",
        )
    )


def _field(name: str) -> str:
    return name.replace("_", " ")


def _shown(names: Sequence[str]) -> list[str]:
    more = len(names) - _SHOWN
    return [*names[:_SHOWN], f"{more} more"] if more > 0 else list(names)


def _other_values(against: Sequence[Listing], unit: str) -> list[str]:
    by_value: dict[str, list[str]] = {}
    for row in against:
        by_value.setdefault(row.value_text, []).append(row.provider)
    ranked = sorted(by_value.items(), key=lambda item: (-len(item[1]), item[0]))[:3]
    parts = [
        f"{explain.amount(Fraction(value), unit, 9)} ({explain.listed(_shown(sorted(set(who)))[:3])})"
        for value, who in ranked
    ]
    return [f"Others list {'; '.join(parts)}."] if parts else []


def _explained(
    bench: Bench, claim: Claim, verdict: Verdict, provider: str | None, against: Sequence[Listing],
    rows: Sequence[Listing],
) -> Iterator[str]:  # fmt: skip
    """What would explain a figure that differs from the listings: thousands of 1,024, another field, a slip."""
    if verdict == "consistent_by_rounding":
        yield "The article rounds, or counts K as 1,000 where the list counts 1,024."
    if verdict != "undetermined":
        return
    fields = sorted({row.field for row in rows if row.field != claim.measure and _value(row) == claim.value})
    if fields:
        yield f"The number is the {explain.listed(map(_field, fields))} there."
    listed = [row for row in against if row.provider == provider] or against
    for slip in _slips(claim, listed)[:1]:
        yield f"A likely slip: {slip.words}."
    yield f"{provider} lists another value." if provider else "No provider lists it."


def _slips(claim: Claim, listed: Sequence[Listing]) -> list[slips.Slip]:
    """How the stated number may have come from what most providers list, where they are one misprint apart."""
    counts = Counter(value for row in listed if (value := _value(row)))
    usual = min(counts, key=lambda value: (-counts[value], value), default=None)
    if usual is None or not claim.value:
        return []
    meant = Fraction(usual) / Fraction(claim.value)
    found = [slip for slip in slips.slips(claim) if slip.factor == meant]
    return [slip for slip in found if slip.telling or significant(usual) > _TELLING]
