"""Discounts and blended prices -> held against the prices that they are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.check import explain
from extractor.check.bench import Bench
from extractor.check.exact import Fraction
from extractor.check.explain import operand, said
from extractor.check.intervals import Interval
from extractor.check.knobs import knobs
from extractor.check.near import is_base, reached
from extractor.check.verdicts import Operand, Outcome, Sum, best
from extractor.models import Check, Claim

_HUNDRED = Interval.point(100)


def discount_checks(bench: Bench) -> Iterator[Check]:
    """ "90% off, to $0.30": the discount against two prices of its sentence."""
    for claim in bench.claims:
        if claim.measure == "discount" and claim.unit == "percent":
            outcome = _discounted(bench, claim)
            if outcome:
                yield explain.arithmetic(
                    bench, "ratio", claim, outcome, f"{bench.label(claim)}: a discount of {said(claim)}"
                )


def _discounted(bench: Bench, claim: Claim) -> Outcome | None:
    prices = [
        c
        for c in bench.levels.get((claim.article_id, bench.key(claim)), [])
        if c.measure.startswith("price") and (reached(claim, c))
    ]
    if any(bench.distance(claim, c)[0] for c in prices):
        prices = _price_of_cache(bench, claim, prices)
    pairs = [(a, b) for a in prices for b in prices if a.unit == b.unit]
    pairs = [(a, b) for a, b in pairs if not _fresh_and_cached(b, a)]
    pairs = [(a, b) for a, b in pairs if bench.number(a).nominal > bench.number(b).nominal or _fresh_and_cached(a, b)]
    outcomes = [o for a, b in pairs if (o := best(bench.number(claim), [_off(bench, a, b)]))]
    fitting = [o for o in outcomes if o.verdict != "inconsistent"]
    if fitting:
        return min(
            fitting, key=lambda o: (o.verdict != "consistent", [bench.distance(claim, p.claim) for p in o.sum.operands])
        )
    sure = [o for o in outcomes if _price_before_and_after(o)]
    if len(sure) == 1 and bench.strong_together((claim, *(p.claim for p in sure[0].sum.operands))):
        return sure[0]
    return None


def _price_before_and_after(outcome: Outcome) -> bool:
    """Whether two prices can only be one with and without the discount: fresh and cached input, or of one kind."""
    full, reduced = (part.claim for part in outcome.sum.operands)
    return full.measure == reduced.measure or _fresh_and_cached(full, reduced)


def _fresh_and_cached(full: Claim, reduced: Claim) -> bool:
    """Whether the second is less by what it is, so that it is at fault where its figure is not."""
    return (full.measure, reduced.measure) == ("price_input", "price_cached")


def _price_of_cache(bench: Bench, claim: Claim, prices: Sequence[Claim]) -> list[Claim]:
    """Of prices near and far: those of the sentence where it has two, else its cached one with all fresh ones."""
    here = [c for c in prices if bench.distance(claim, c)[0] == 0]
    if len(here) != 1 or here[0].measure != "price_cached":
        return here
    fresh = [c for c in prices if c.measure == "price_input"]
    return [here[0], *([c for c in fresh if not is_base(bench, c)] or fresh)]


def _off(bench: Bench, a: Claim, b: Claim) -> Sum:
    parts = (operand(bench, a, "full price"), operand(bench, b, "reduced price"))
    return Sum(
        lambda x, y: (Interval.point(1) - y / x).scaled(100), parts, "1 - reduced / full", f"1 - {said(b)} / {said(a)}"
    )


def blend_checks(bench: Bench) -> Iterator[Check]:
    """A blended price against the input and output price, weighted by the shares in its sentence."""
    for claim in bench.claims:
        if claim.measure == "price_blended":
            outcome = _blended(bench, claim)
            if outcome:
                yield explain.arithmetic(
                    bench, "sum", claim, outcome, f"{bench.label(claim)}: blended to {said(claim)}"
                )


def _blended(bench: Bench, claim: Claim) -> Outcome | None:
    prices = [_nearest_price(bench, claim, measure) for measure in ("price_input", "price_output")]
    known = [operand(bench, price, "price") for price in prices if price is not None]
    weights = _weights(bench, claim)
    if len(known) < 2:
        return None
    if weights is None:
        return _usual_blend(bench, claim, known)
    # the weights are chosen by who blends, not measured: they are exact
    shares = [_exactly(operand(bench, weight, "weight")) for weight in weights]
    written = " + ".join(f"{said(w.claim)} of {said(p.claim)}" for p, w in zip(known, shares, strict=True))

    def formula(a: Interval, b: Interval, u: Interval, v: Interval) -> Interval:
        return (a * u + b * v) / _HUNDRED

    outcome = best(
        bench.number(claim), [Sum(formula, (*known, *shares), "input share x input + output share x output", written)]
    )
    if (
        outcome
        and outcome.verdict == "inconsistent"
        and not bench.strong_together((claim, *(o.claim for o in (*known, *shares))))
    ):
        return None
    return outcome


def _usual_blend(bench: Bench, claim: Claim, prices: Sequence[Operand]) -> Outcome | None:
    """Mixes in common use, where the text gives no weights as figures: to support, or where its words name the mix."""
    for mix in knobs().blends:
        a, b = Interval.point(mix.input), Interval.point(mix.output)

        def formula(x: Interval, y: Interval, a: Interval = a, b: Interval = b) -> Interval:
            return (x * a + y * b) / (a + b)

        shares = zip((mix.input, mix.output), prices, strict=True)
        said_mix = f"({' + '.join(f'{n} x {said(p.claim)}' for n, p in shares)}) / {mix.input + mix.output}"
        outcome = best(bench.number(claim), [Sum(formula, tuple(prices), f"{mix.input}:{mix.output} blend", said_mix)])
        told = any(words in _of_the_mix(bench, claim) for words in mix.said.split("|"))
        sure = told and bench.strong_together((claim, *(p.claim for p in prices)))
        if outcome and (outcome.verdict == "consistent" or sure):
            return outcome
    return None


def _of_the_mix(bench: Bench, claim: Claim) -> str:
    """Its sentence, and what stands before it in the article where it speaks of the same mix again."""
    sentence = claim.sentence.casefold()
    if not knobs().cues.patterns["again"].search(sentence):
        return sentence
    start = claim.sentence_start
    return f"{bench.slice(claim.article_id, start - knobs().caps.reach, start).casefold()} {sentence}"


def _exactly(part: Operand) -> Operand:
    point = Interval.point(part.number.nominal)
    return Operand(part.claim, type(part.number)(point, point, part.number.nominal), part.role)


def _weights(bench: Bench, claim: Claim) -> tuple[Claim, Claim] | None:
    shares = [
        c
        for c in bench.sentence(claim)
        if c.unit == "percent" and c.value is not None and c.measure in ("share", "ratio", "token_share")
    ]
    found: dict[str, Claim] = {}
    for share in shares:
        words = f"{share.qualifier or ''} {bench.after(share, 12)}".casefold()
        for word in ("input", "output"):
            if word in words and not (word == "output" and "input" in words.split("output")[0]):
                found.setdefault(word, share)
                break
    if len(found) < 2 or sum(Fraction(c.value) for c in found.values() if c.value is not None) != 100:
        return None
    return found["input"], found["output"]


def _nearest_price(bench: Bench, claim: Claim, measure: str) -> Claim | None:
    own = bench.levels.get((claim.article_id, bench.key(claim)), [])
    fit = [c for c in own if c.measure == measure and c.unit == claim.unit and not bench.number(c).bound]
    fit = [c for c in fit if not is_base(bench, c)] or fit
    if len({bench.number(c).nominal for c in fit}) > 1:
        return None
    return min(fit, key=lambda c: (bench.distance(claim, c), c.id), default=None)
