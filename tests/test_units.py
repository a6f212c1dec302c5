"""Words behind a number -> its unit: forms, case, rates, money before and behind, and what is no unit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import phrases, rules, units

FORMS = [
    (unit, form, factor)
    for unit in units.vocabulary().units
    for pattern, factor in unit.forms.items()
    for form in rules.expand(pattern)
]


@pytest.mark.parametrize("tail", [" of it", ".", ", he said", ")"])
def test_every_form_is_its_unit_wherever_it_stands(tail: str) -> None:
    wrong = []
    for unit, form, factor in FORMS:
        text = f"7{'' if form in phrases.words('units that stand attached') else ' '}{form}{tail}"
        hit = units.after(text, 1)
        if hit is None or (hit.id, hit.factor, text[hit.start : hit.end]) != (unit.id, factor, form):
            wrong.append(text)
    assert wrong == []


def test_a_form_belongs_to_one_unit() -> None:
    owners: dict[str, set[str]] = {}
    for unit, form, _ in FORMS:
        owners.setdefault(form, set()).add(unit.id)
    assert {form: sorted(ids) for form, ids in owners.items() if len(ids) > 1} == {}


@pytest.mark.parametrize(
    "text",
    [
        "7 modest rooms",
        "7 minds",
        "7 Tokenisers",
        "7 secrets",
        "7 kilns",
        "7 pointers",
        "7 wattles",
        "7 xylophones",
        "7 mm2s",
        "7 a day",
    ],
)
def test_a_longer_word_is_no_unit(text: str) -> None:
    assert units.after(text, 1) is None


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("7 Tokens", "tokens"),
        ("7 TOKENS", "tokens"),
        ("7 Gb", None),
        ("7 mw", None),
        ("7 MW", "watts"),
        ("7 GB", "bytes"),
        ("7-inch", "inches"),
        ("7 Percent", "percent"),
        ("7%", "percent"),
        ("7 %", "percent"),
        ("7x", "multiple"),
    ],
)
def test_capitals_matter_for_abbreviations_only(text: str, unit: str | None) -> None:
    hit = units.after(text, 1)
    assert (hit.id if hit else None) == unit


@pytest.mark.parametrize(
    ("text", "unit", "between"),
    [
        ("7 total parameters", "parameters", "total"),
        ("7 monthly active users", "users", "monthly active"),
        ("7 straight weeks", "weeks", "straight"),
        ("7 cached input tokens", "tokens", "cached input"),
    ],
)
def test_words_between_number_and_unit(text: str, unit: str, between: str) -> None:
    hit = units.after(text, 1)
    assert hit is not None
    assert (hit.id, hit.between) == (unit, between)


SIGNS = [(currency.id, sign) for currency in units.vocabulary().currencies for sign in currency.signs]


@pytest.mark.parametrize(("currency", "sign"), SIGNS)
def test_every_currency_sign_before_a_number(currency: str, sign: str) -> None:
    text = f"worth {sign}7"
    assert units.sign_before(text, len(text) - 1) == (currency, 6)


@pytest.mark.parametrize("text", ["XUSD7", "a 7", "-7", "ARM7", "9k$ 7"])
def test_other_signs_are_no_currency(text: str) -> None:
    assert units.sign_before(text, len(text) - 1) is None


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("/1M tokens", "1"),
        ("/M tokens", "1"),
        ("/MTok", "1"),
        (" per million tokens", "1"),
        (" per million", "1"),
        (" per 1M output tokens", "1"),
        ("/1K tokens", "1000"),
        (" per thousand tokens", "1000"),
        (" per token", "1e6"),
        (" per billion tokens", "0.001"),
        (" a million tokens", "1"),
        (" for every million tokens", "1"),
        ("/1M", "1"),
        (" per 100,000 tokens", "10"),
        (" per 1M input/output tokens", "1"),
    ],
)
def test_prices_of_tokens_become_prices_of_a_million(text: str, factor: str) -> None:
    hit = units.per_tokens(text, 0)
    assert hit is not None
    assert hit[0] == Decimal(factor)
    assert hit[1] <= len(text)


@pytest.mark.parametrize(
    "text", [" per month", " a seat", "/hour", " per million users", " for 1M", " per call", " million", ""]
)
def test_other_rates_are_no_price_of_tokens(text: str) -> None:
    assert units.per_tokens(text, 0) is None


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        (" per second", "seconds"),
        ("/s", "seconds"),
        (" a day", "days"),
        ("/mo", "months"),
        (" each year", "years"),
        (" per se", None),
        (" apart", None),
    ],
)
def test_what_a_rate_is_over(text: str, unit: str | None) -> None:
    hit = units.per(text, 0)
    assert (hit[0] if hit else None) == unit


@pytest.mark.parametrize(
    ("over", "per", "rate"),
    [
        ("tokens", "seconds", "tokens_per_second"),
        ("tokens", "parameters", "tokens_per_parameter"),
        ("tokens", "years", None),
        ("seconds", "tokens", None),
    ],
)
def test_rates_of_two_units(over: str, per: str, rate: str | None) -> None:
    assert units.rate(over, per) == rate


@pytest.mark.parametrize(
    ("unit", "dimension"),
    [("weeks", "time"), ("seconds", "time"), ("usd", "money"), ("cny", "money"), ("bytes", "data"), ("rank", "rank")],
)
def test_units_have_a_kind_of_size(unit: str, dimension: str) -> None:
    assert units.dimension(unit) == dimension


@given(st.text(max_size=40), st.integers(0, 40))
def test_no_text_breaks_the_look_behind_a_number(text: str, position: int) -> None:
    position = min(position, len(text))
    hit = units.after(text, position)
    assert hit is None or position <= hit.start < hit.end <= len(text)
    sign = units.sign_before(text, position)
    assert sign is None or 0 <= sign[1] < position
