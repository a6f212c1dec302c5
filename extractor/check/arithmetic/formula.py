"""Measures that two others give (loss, tokens per parameter, price times volume) -> held against these."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from extractor.check import explain, headlines
from extractor.check.bench import Bench
from extractor.check.exact import Fraction
from extractor.check.explain import operand, said
from extractor.check.intervals import Interval
from extractor.check.knobs import Formula, knobs, pattern_of
from extractor.check.near import enters_time, reached
from extractor.check.slots import qualifier_words
from extractor.check.verdicts import Outcome, Sum, best, factor
from extractor.models import Check, Claim

_BESIDE = 40
"""Characters around a figure that name what it is worked out from."""
_BREAK = re.compile(r"[.;:,()\d]")


def checks(bench: Bench) -> Iterator[Check]:
    """Measures that two others give: loss, tokens per parameter, unit price times volume."""
    by_target: dict[str, list[Formula]] = {}
    for rule in knobs().formulas:
        by_target.setdefault(rule.target, []).append(rule)
    for claim in bench.claims:
        for rule in by_target.get(claim.measure, []):
            if rule.unit in ("*", claim.unit) and _is_meant(bench, claim, rule):
                outcome = _by_formula(bench, claim, rule)
                if outcome:
                    title = f"{bench.label(claim)}: {said(claim)} from {rule.name.partition(' = ')[2] or rule.name}"
                    yield explain.arithmetic(
                        bench, "difference" if rule.op == "difference" else "ratio", claim, outcome, title
                    )


def _is_meant(bench: Bench, claim: Claim, rule: Formula) -> bool:
    """ "60 times its revenue", not "three times the value of May": whether words beside a figure name the formula."""
    if rule.beside is None:
        return True
    behind = _BREAK.split(bench.after(claim, _BESIDE)[len(claim.surface) :])[0]
    around = f"{bench.before(claim, _BESIDE)} {behind}"
    return pattern_of(rule.beside).search(around) is not None


def _by_formula(bench: Bench, claim: Claim, rule: Formula) -> Outcome | None:
    firsts, seconds = (_ingredients(bench, claim, rule, side) for side in (0, 1))
    outcomes = [
        o for a in firsts[:4] for b in seconds[:4] if (o := best(bench.number(claim), [_by_rule(bench, rule, a, b)]))
    ]
    fitting = [o for o in outcomes if o.verdict != "inconsistent"]
    if fitting:
        return min(fitting, key=lambda o: o.verdict != "consistent")
    nearest = (
        outcomes[0] if outcomes and (len(outcomes) == 1 or (rule.op == "quotient" and len(outcomes) == 2)) else None
    )
    return nearest if nearest and rule.accuses and _sure_formula(bench, claim, rule, nearest) else None


def _ingredients(bench: Bench, claim: Claim, rule: Formula, side: int) -> list[Claim]:
    """Candidates for one part: same subject, compatible time, in the sentence first, then in the line."""
    unit = claim.unit if rule.units[side] == "*" else rule.units[side]
    own = bench.levels.get((claim.article_id, bench.key(claim)), [])
    fit = [c for c in own if c.measure == rule.parts[side] and c.unit == unit and enters_time(claim, c)]
    reach = 1 if rule.op == "quotient" else 0
    near = [c for c in fit if bench.distance(claim, c)[0] <= reach]
    near = [c for c in near if not headlines.under(bench, c)] or near
    if not near and (rule.op == "quotient" or _says(rule, claim)):
        near = [c for c in fit if reached(claim, c)]
    return sorted(near, key=lambda c: (bench.distance(claim, c), c.id))


def _says(rule: Formula, claim: Claim) -> bool:
    """Whether the sentence of a figure has the words of a formula for it."""
    return rule.said is not None and bool(set(rule.said.split("|")) & set(_words(claim.sentence)))


def _words(text: str) -> list[str]:
    """Words of a sentence, and each two that stand side by side."""
    single = re.findall(r"\w+", text.casefold())
    return [*single, *(f"{a} {b}" for a, b in pairwise(single))]


def _by_rule(bench: Bench, rule: Formula, a: Claim, b: Claim) -> Sum:
    sign = {"difference": "-", "quotient": "/", "product": "x"}[rule.op]
    scale = Interval.point(Fraction(rule.scale))

    def formula(x: Interval, y: Interval) -> Interval:
        if rule.op == "difference":
            return x - y
        return (x / y if rule.op == "quotient" else x * y) * scale

    operands = (operand(bench, a, rule.parts[0]), operand(bench, b, rule.parts[1]))
    return Sum(formula, operands, rule.name, f"{said(a)} {sign} {said(b)}")


def _sure_formula(bench: Bench, claim: Claim, rule: Formula, outcome: Outcome) -> bool:
    """Alone in one sentence, of one subject, with no qualifier that could mean another kind of figure."""
    parts = [o.claim for o in outcome.sum.operands]
    if rule.op == "product" and not _says(rule, claim):
        return False
    here = rule.op != "difference" or all(bench.distance(claim, c)[0] == 0 for c in parts)
    here = here and bench.strong_together((claim, *parts))
    rivals = [c for c in bench.sentence(claim) if c.measure == claim.measure and c.unit == claim.unit]
    rivals = [c for c in rivals if qualifier_words(c) == qualifier_words(claim) and not headlines.under(bench, c)]
    plain = rule.op != "difference" or not any(qualifier_words(c) - set(rule.kinds) for c in (claim, *parts))
    near = factor(outcome.derived.nominal, outcome.stated.nominal) <= Fraction(knobs().caps.derived)
    return here and plain and near and len(rivals) == 1
