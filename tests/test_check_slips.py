"""Slips of the pen: what is offered as the likely repair of figures that do not fit."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.check import slips
from extractor.check.intervals import Interval, Reported
from extractor.models import Claim
from tests.checking import ACME, CN, JADE, ONYX, US, WEEK, accusations, article, checks, only, said


def claim(surface: str, value: str) -> Claim:
    fields = said(surface, value, "token_volume", "tokens", JADE)
    return Claim(id=surface, start=0, end=len(surface), **fields)


@pytest.mark.parametrize(
    ("printed", "meant", "words"),
    [
        ("3,417 million", "3,147 million", "two digits swapped"),
        ("3,417 million", "3,417 billion", "a factor of 1,000"),
        ("34.17 million", "3.417 million", "a factor of 10 "),
        ("3,417", "34,170,000", "a factor of 10,000"),
        ("3,417 million", "3,497 million", "one digit"),
        ("3,417 million", "9,999 million", None),
        ("3,400 million", "3,500 million", None),
    ],
)
def test_how_one_number_may_have_become_another(printed: str, meant: str, words: str | None) -> None:
    powers = {"million": 10**6, "billion": 10**9}

    def value(surface: str) -> str:
        number, _, power = surface.partition(" ")
        return (
            str(Fraction(number.replace(",", "")) * powers.get(power, 1))
            if "." not in number
            else (f"{number}e6" if power == "million" else number)
        )

    found = slips.between(claim(printed, value(printed)), claim(meant, value(meant)))
    assert (found is None) == (words is None)
    assert words is None or (found is not None and found.words.startswith(words))


@given(st.integers(10, 99_999).filter(lambda n: n % 10))
def test_each_slip_undone_gives_the_number_it_stands_for(number: int) -> None:
    given_claim = claim(f"{number} tokens", str(number))
    reported = Reported(Interval.point(number), Interval.point(number), Fraction(number))
    for slip in slips.slips(given_claim):
        assert slip.undone(reported).nominal == Fraction(slips.meant(given_claim, slip)).limit_denominator(10**12)


@pytest.mark.parametrize(
    ("lead", "words"),
    [
        ("1.36 trillion", "A likely slip: 1.63 trillion tokens in place of 1.36 trillion tokens, two digits swapped."),
        ("1.63 billion", "A likely slip: 1.63 trillion tokens in place of 1.63 billion tokens, a factor of 1,000"),
        ("1.68 trillion", "One other digit would do: 1.63 trillion tokens in place of 1.68 trillion tokens"),
    ],
)
def test_the_slip_that_would_make_a_difference_fit_is_offered(lead: str, words: str) -> None:
    text = f"Chinese models served 5.27 trillion tokens and American ones 3.64 trillion, a lead of {lead}."
    first = said("5.27 trillion", "5.27e12", "token_volume", "tokens", CN, period=WEEK)
    second = said("3.64 trillion", "3.64e12", "token_volume", "tokens", US, period=WEEK)
    number, _, power = lead.partition(" ")
    value = f"{number}e{12 if power == 'trillion' else 9}"
    gap = said(lead, value, "difference", "tokens", CN, counterpart_ids=(US,), period=WEEK)
    check = only(checks(article("a", text, first, second, gap)), "difference")
    assert check.verdict == "inconsistent"
    assert words in check.explanation


def test_swapped_digits_between_two_articles_are_named() -> None:
    one = article("a", "Onyx has 471B parameters.", said("471B parameters", "471e9", "parameters", "parameters", ONYX))
    two = article("b", "Onyx has 417B parameters.", said("417B parameters", "417e9", "parameters", "parameters", ONYX))
    entities_have_digits = accusations(checks(one, two))
    assert not entities_have_digits  # a bare name may be a family of sizes
    one = article(
        "a", "Jade 3 has 471B parameters.", said("471B parameters", "471e9", "parameters", "parameters", JADE)
    )
    two = article(
        "b", "Jade 3 has 417B parameters.", said("417B parameters", "417e9", "parameters", "parameters", JADE)
    )
    check = only(checks(one, two), "agreement")
    assert check.verdict == "inconsistent"
    assert "two digits swapped" in check.explanation


@pytest.mark.parametrize(
    ("first", "second", "found_out"),
    [
        (("$310 million", "310e6", "revenue", "usd", {}), ("¥310 million", "310e6", "revenue", "cny", {}), True),
        (("$310 million", "310e6", "revenue", "usd", {}), ("¥2.2 billion", "2.2e9", "revenue", "cny", {}), False),
        (("$300 million", "300e6", "revenue", "usd", {}), ("¥300 million", "300e6", "revenue", "cny", {}), False),
        (
            ("$310 million", "310e6", "revenue", "usd", {"period": "2025"}),
            ("¥310 million", "310e6", "revenue", "cny", {"period": "2026"}),
            False,
        ),
        (
            ("3.2%", "3.2", "growth", "percent", {"direction": "up"}),
            ("3.2 points", "3.2", "difference", "percentage_points", {"direction": "up"}),
            True,
        ),
    ],
    ids=["yuan for dollars", "converted", "a round number", "two years", "points for percent"],
)
def test_the_same_digits_in_two_units_are_a_doubt(first: Any, second: Any, found_out: bool) -> None:
    given = [
        article(name, f"Acme reports {surface}.", said(surface, value, measure, unit, ACME, **fields))
        for name, (surface, value, measure, unit, fields) in (("a", first), ("b", second))
    ]
    result = [c for c in checks(*given) if c.formula == "same digits, different units"]
    assert [(c.kind, c.verdict, c.severity) for c in result] == (
        [("scale_slip", "undetermined", "warning")] if found_out else []
    )
