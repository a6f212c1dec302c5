"""Display: what is shown is what was stated, to the last digit."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from extractor import display

MAGNITUDES = {entry.word: entry.exponent for entry in display.load().magnitudes}
NUMBERS = st.decimals(min_value=0, max_value=Decimal("1e21"), places=6).map(lambda value: value.normalize())


def read(shown: str) -> Decimal:
    """The number that a reader takes from the words."""
    number, *words = shown.replace("$", "").replace(",", "").split(" ")
    return Decimal(number) * 10 ** MAGNITUDES.get(words[0] if words else "", 0)


@given(NUMBERS, st.sampled_from(["tokens", "usd", "usd_per_1m_tokens", "count"]), st.integers(-12, 6) | st.none())
def test_no_digit_is_lost(value: Decimal, unit: str, decimals: int | None) -> None:
    assert read(display.quantity(value, unit, decimals)) == value


@given(NUMBERS, NUMBERS)
def test_different_numbers_look_different(one: Decimal, other: Decimal) -> None:
    assert (display.quantity(one, "tokens") == display.quantity(other, "tokens")) == (one == other)


def test_a_difference_is_exact() -> None:
    assert display.quantity(Decimal(50650), "tokens") == "50,650 tokens"
    assert display.quantity(Decimal("1234567.89"), "usd") == "$1,234,567.89"


def test_what_cannot_be_read_off_digits_is_shortened() -> None:
    assert display.quantity(Decimal(2) / 3, "count") == "0.6667"
    assert display.quantity(Decimal(200) / 3, "percent") == "66.67%"
    assert display.quantity(Decimal("2.5e45"), "count", -44, "positions") == "2.5×10^45 positions"
