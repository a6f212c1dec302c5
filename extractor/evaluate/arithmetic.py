"""A relation of the gold, the digits in print -> its verdict, worked out again with exact fractions.

This knows nothing of the checks: every printed number stands for plus or minus half a unit of its last digit, once with
all digits significant (fine), once with the trailing zeros of an integer beyond two digits not (coarse).
"""

from __future__ import annotations

import ast
import itertools
import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from extractor.evaluate.corpus import GoldClaim, Relation, letters_of
from extractor.models import Verdict

Interval = tuple[Fraction, Fraction]
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
ENDLESS = Fraction(10**30)
_SIGN = re.compile(r"<=|>|=")
_OPERATORS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_BY_KIND = {
    "ratio": ("a / b = c", "b / a = c", "a * (1 - b / 100) = c"),
    "growth": ("100 * (b / a - 1) = c", "100 * (1 - b / a) = c"),
    "share": ("100 * a / b = c",),
    "bound": ("a <= b",),
    "order": ("a > b", "b > a"),
}


def verdict(relation: Relation, claims: Sequence[GoldClaim]) -> Verdict | None:
    """What the printed digits of its claims make of a relation; None where it has no arithmetic that is known."""
    if any(claim.value is None for claim in claims):
        return None
    if relation.kind == "agreement":
        return agreement(claims)
    formula = relation.formula or _sought(relation, claims)
    return by_formula(formula, claims) if formula else None


def settled(relation: Relation, claims: Sequence[GoldClaim]) -> Relation:
    """The relation with its formula written out: the first of its kind that its claims satisfy, where none is given."""
    found = relation.formula or _sought(relation, claims)
    return relation.model_copy(update={"formula": found})


def _sought(relation: Relation, claims: Sequence[GoldClaim]) -> str | None:
    if any(claim.value is None for claim in claims):
        return None
    return next((f for f in _formulas(relation.kind, len(claims)) if by_formula(f, claims) == "consistent"), None)


def _formulas(kind: str, size: int) -> Iterator[str]:
    names = [_letter(position) for position in range(size)]
    if kind in ("sum", "difference"):
        for total in reversed(names):
            yield f"{' + '.join(name for name in names if name != total)} = {total}"
        return
    for formula in _BY_KIND.get(kind, ()):
        if len(set(re.findall(r"\b[a-z]\b", formula))) == size:
            yield formula


def by_formula(formula: str, claims: Sequence[GoldClaim]) -> Verdict:
    """The verdict on a formula in the letters `a`, `b`, ... for the claims in their order, all of them with a value."""
    sign = _SIGN.search(formula)
    assert sign is not None, formula
    left, right = formula[: sign.start()], formula[sign.end() :]
    readings = [{_letter(n): interval(claim, coarse) for n, claim in enumerate(claims)} for coarse in (False, True)]
    try:
        if sign.group() != "=":
            return _ordered(sign.group(), span(left, readings[0]), span(right, readings[0]))
        fits = [meet(span(left, reading), span(right, reading)) for reading in readings]
        points = {_letter(n): (_value(claim), _value(claim)) for n, claim in enumerate(claims)}
        stated = span(right, readings[0])
        nominal = stated[0] <= span(left, points)[0] <= stated[1]
    except ZeroDivisionError:
        return "undetermined"
    if all(fits):
        return "consistent" if nominal else "consistent_by_rounding"
    return "consistent_by_rounding" if any(fits) else "inconsistent"


def _ordered(sign: str, left: Interval, right: Interval) -> Verdict:
    holds = left[1] <= right[0] if sign == "<=" else left[0] > right[1]
    return "consistent" if holds else "inconsistent"


def agreement(claims: Sequence[GoldClaim]) -> Verdict:
    """Whether all claims can report one number."""
    pairs = itertools.combinations([interval(claim, coarse=True) for claim in claims], 2)
    return "consistent" if all(meet(one, other) for one, other in pairs) else "inconsistent"


def interval(claim: GoldClaim, coarse: bool) -> Interval:
    """What the printed number of a claim with a value can stand for."""
    fine, wide = _half_units(claim)
    half = wide if coarse or claim.comparator == "~" else fine
    low, high = _value(claim) - half, _value(claim) + half
    if claim.comparator in {"<", "<="}:
        return Fraction(0), high
    return (low, ENDLESS) if claim.comparator in {">", ">="} else (low, high)


def _half_units(claim: GoldClaim) -> tuple[Fraction, Fraction]:
    """Half a unit of the last digit, fine and coarse; a `half` in words is good to a tenth."""
    value, found = _value(claim), NUMBER.search(claim.surface)
    if found is None:
        words = letters_of(claim.surface).startswith("half")
        return Fraction(0), value / 10 if words else Fraction(0)
    printed = found.group().replace(",", "")
    if not Fraction(printed):
        return Fraction(1, 2), Fraction(1, 2)
    fraction = printed.partition(".")[2]
    fine = value / Fraction(printed) / 10 ** len(fraction) / 2
    zeros = 0 if fraction else min(len(printed) - len(printed.rstrip("0")), max(0, len(printed) - 2))
    return fine, fine * 10**zeros


def span(expression: str, ends: Mapping[str, Interval]) -> Interval:
    """Smallest and largest value over the corners: exact for what is monotone in each of its letters."""
    tree = ast.parse(expression.strip(), mode="eval").body
    used = [name for name in ends if re.search(rf"\b{name}\b", expression)]
    corners = itertools.product(*(ends[name] for name in used))
    results = [_calculate(tree, dict(zip(used, corner, strict=True))) for corner in corners]
    return min(results), max(results)


def _calculate(node: ast.expr, values: Mapping[str, Fraction]) -> Fraction:
    if isinstance(node, ast.BinOp):
        return _OPERATORS[type(node.op)](_calculate(node.left, values), _calculate(node.right, values))
    if isinstance(node, ast.Name):
        return values[node.id]
    assert isinstance(node, ast.Constant)
    assert isinstance(node.value, int)
    return Fraction(node.value)


def meet(one: Interval, other: Interval) -> bool:
    """Whether two intervals have a number in common."""
    return one[0] <= other[1] and other[0] <= one[1]


def _value(claim: GoldClaim) -> Fraction:
    return Fraction(claim.value if claim.value is not None else Decimal(0))


def _letter(position: int) -> str:
    return chr(ord("a") + position)
