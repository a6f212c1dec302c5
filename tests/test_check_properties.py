"""What no change of scale, of order or of precision may change in a verdict."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from extractor import check
from extractor.check.intervals import Interval, Reported, derive
from extractor.check.verdicts import judge
from extractor.models import Check, Corpus
from tests.checking import ACME, CN, JADE, MINI, ONYX, US, WEEK, WEEK_BEFORE, article, checks, corpus, said

POWERS = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
numbers = st.integers(11, 999).map(lambda n: Decimal(n) / 10)


def told(result: list[Check]) -> set[tuple[str, str, frozenset[str]]]:
    return {(c.kind, c.verdict, frozenset(p.claim_id for p in c.claims)) for c in result}


def story(word: str, values: dict[str, Decimal]) -> Corpus:
    """Sums, differences, ratios, growths, shares and orders of volumes, in one magnitude."""

    def volume(name: str, subject: str, /, measure: str = "token_volume", **more: object) -> dict[str, object]:
        value = values[name].scaleb(POWERS[word])
        return said(f"{values[name]} {word}", str(value), measure, "tokens", subject, **{"period": WEEK, **more})

    text = (
        f"Chinese models served {values['a']} {word} tokens, ahead of American ones at {values['b']} {word}. "
        f"The lead is {values['gap']} {word}. "
        f"Jade 3 did {values['c']} {word} tokens and Onyx {values['d']} {word}, together {values['sum']} {word}. "
        f"That is a share of {values['share']}%. "
        f"Jade 3 mini did {values['e']} {word}, up {values['growth']}% from {values['f']} {word}, "
        f"{values['fold']} times the {values['g']} {word} of spring."
    )
    lead = volume("gap", CN, "difference", counterpart_ids=(US,), of="token_volume")
    total = {**volume("sum", JADE), "subject_ids": (JADE, ONYX)}
    share = said(
        f"{values['share']}%", str(values["share"]), "token_share", "percent", CN, of="token_volume", period=WEEK
    )
    growth = said(
        f"{values['growth']}%", str(values["growth"]), "growth", "percent", MINI, of="token_volume", direction="up"
    )
    fold = said(f"{values['fold']} times", str(values["fold"]), "multiple", "multiple", MINI, of="token_volume")
    before = volume("f", MINI, period=WEEK_BEFORE)
    levels = (volume("a", CN), volume("b", US), lead, volume("c", JADE), volume("d", ONYX), total, share)
    return corpus(article("a", text, *levels, volume("e", MINI), growth, before, fold, volume("g", MINI, period=None)))


NAMES = ("a", "b", "gap", "c", "d", "sum", "share", "e", "growth", "f", "fold", "g")


def sound(values: dict[str, Decimal]) -> dict[str, Decimal]:
    """The values with every relation between them made true."""
    place = Decimal("0.1")
    related = {"gap": abs(values["a"] - values["b"]), "sum": values["c"] + values["d"]}
    related["growth"] = abs((values["e"] / values["f"] - 1) * 100).quantize(place)
    related["fold"] = (values["e"] / values["g"]).quantize(place)
    return {**values, **related}


@given(st.fixed_dictionaries(dict.fromkeys(NAMES, numbers)), st.sampled_from(sorted(POWERS)), st.booleans())
@settings(max_examples=60, deadline=None)
def test_the_magnitude_of_all_inputs_changes_no_verdict(values: dict[str, Decimal], word: str, right: bool) -> None:
    chosen = sound(values) if right else values
    assume(all(chosen.values()))
    assert told(check.run(story(word, chosen))) == told(check.run(story("billion", chosen)))


@given(st.lists(st.tuples(numbers, st.sampled_from([WEEK, WEEK_BEFORE, None])), min_size=2, max_size=6), st.randoms())
@settings(max_examples=40, deadline=None)
def test_the_order_of_articles_changes_no_verdict(rows: list[tuple[Decimal, str | None]], rng: random.Random) -> None:
    articles = [
        article(
            f"n{position}",
            f"Acme made ${value} billion.",
            said(f"${value} billion", str(value.scaleb(9)), "revenue", "usd", ACME, period=period),
            published="2026-06-15" if position % 2 else None,
        )
        for position, (value, period) in enumerate(rows)
    ]
    wanted = [c.model_dump_json() for c in checks(*articles)]
    rng.shuffle(articles)
    assert [c.model_dump_json() for c in checks(*articles)] == wanted


FORMULAS = {
    "sum": lambda a, b: a + b,
    "difference": lambda a, b: a - b,
    "ratio": lambda a, b: a / b,
    "growth": lambda a, b: (a / b - Interval.point(1)).scaled(100),
    "share": lambda a, b: a.share_with(b).scaled(100),
}


def around(value: Decimal, half: Fraction) -> Reported:
    nominal = Fraction(value)
    interval = Interval(nominal - half, nominal + half)
    return Reported(interval, interval, nominal)


@pytest.mark.parametrize("name", sorted(FORMULAS))
@given(
    parts=st.tuples(numbers, numbers),
    stated=st.integers(-9999, 9999),
    near=st.booleans(),
    halves=st.tuples(*[st.integers(0, 50)] * 3),
    wider=st.tuples(*[st.integers(0, 50)] * 3),
)
@settings(max_examples=60, deadline=None)
def test_a_wider_interval_never_makes_a_fault(
    name: str,
    parts: tuple[Decimal, Decimal],
    stated: int,
    near: bool,
    halves: tuple[int, int, int],
    wider: tuple[int, int, int],
) -> None:
    formula = FORMULAS[name]
    point = derive(formula, *(around(part, Fraction(0)) for part in parts))
    assert point is not None
    value = Decimal(round(point.nominal * 10)) / 10 if near else Decimal(stated) / 10
    verdicts = []
    for more in ((0, 0, 0), wider):
        a, b, c = (Fraction(h + w, 100) for h, w in zip(halves, more, strict=True))
        derived = derive(formula, around(parts[0], a), around(parts[1], b))
        assert derived is not None
        verdicts.append(judge(around(value, c), derived))
    assert not (verdicts[0] != "inconsistent" and verdicts[1] == "inconsistent")
