"""Text -> bare numbers: words and digits, scales, what hangs on a name, and that a written number is read back."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import numbers
from tests.texts import texts


def _values(text: str) -> list[Decimal | None]:
    return [number.value for number in numbers.find(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.50", "1234.50"),
        ("12,34,567", "1234567"),
        ("4.69T", "4.69e12"),
        ("4.69 trillion", "4.69e12"),
        ("256K", "256e3"),
        ("3bn", "3e9"),
        ("3 bn", "3e9"),
        ("1.5 million", "1.5e6"),
        ("two hundred million", "2e8"),
        ("2 hundred million", "2e8"),
        ("1e25", "1e25"),
        ("3.8 x 10^25", "3.8e25"),
        ("10^12", "1e12"),
        ("2½", "2.5"),
        ("½", "0.5"),
        ("half a million", "5e5"),
        ("one and a half billion", "1.5e9"),
        ("two and a half", "2.5"),
        ("twenty-five thousand", "25000"),
        ("forty-two", "42"),
        ("one hundred and five", "105"),
        ("three thousand four hundred and seven", "3407"),
        ("two dozen", "24"),
        ("half a dozen", "6"),
        ("a quarter", "0.25"),
        ("three quarters", "0.75"),
        ("zero", "0"),
        ("point five", None),
        ("three point two five", "3.25"),
        ("twice", "2"),
        ("tenfold", "10"),
        ("three hundred thousand", "3e5"),
        ("nine hundred ninety-nine", "999"),
        ("a hundred", "100"),
        ("twelve hundred", "1200"),
    ],
)
def test_one_number_in_all_its_spellings(text: str, value: str | None) -> None:
    found = _values(f"It has {text} of them")
    assert found == ([Decimal(value)] if value is not None else [Decimal(5)])


@pytest.mark.parametrize(
    "text",
    [
        "GPT-5",
        "V3.2",
        "c4a",
        "utf8",
        "MiMo-V2",
        "x86_64",
        "1.2.3",
        "H100",
        "k8s",
        "A320neo",
        "desk42",
        "r2d2",
        "covid19",
    ],
)
def test_digits_that_hang_on_a_name_are_no_number(text: str) -> None:
    assert _values(f"It is {text} now") == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("two and three", [2, 3]),
        ("2, 3 and 4", [2, 3, 4]),
        ("one, two", [1, 2]),
        ("5/7", [5, 7]),
        ("sub-100", [100]),
        ("first, second", []),
    ],
)
def test_numbers_beside_each_other_stay_apart(text: str, values: list[int]) -> None:
    found = [
        value for number in numbers.find(f"It is {text} now") if number.form != "fraction" for value in [number.value]
    ]
    assert found == [Decimal(value) for value in values]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("dozens", 12, 120),
        ("hundreds of thousands", 10**5, 10**6),
        ("tens of millions", 10**7, 10**8),
        ("billions", 10**9, 10**10),
    ],
)
def test_vague_words_have_ends(text: str, low: int, high: int) -> None:
    (number,) = numbers.find(f"It has {text} of them")
    assert (number.value, number.decimals) == (None, None)
    assert (number.low, number.high) == (Decimal(low), Decimal(high))


SCALES = {
    "": 0,
    "K": 3,
    "M": 6,
    "B": 9,
    "T": 12,
    "bn": 9,
    " thousand": 3,
    " million": 6,
    " billion": 9,
    " trillion": 12,
}
NUMBERS = st.decimals(min_value=0, max_value=999_999, allow_nan=False, allow_infinity=False, places=3) | st.decimals(
    min_value=0, max_value=999_999, allow_nan=False, allow_infinity=False, places=0
)


@given(NUMBERS, st.sampled_from(sorted(SCALES)), st.booleans())
def test_a_written_number_is_read_back(value: Decimal, scale: str, grouped: bool) -> None:
    written = f"{value:,f}" if grouped else f"{value:f}"
    (number,) = numbers.find(f"It counts {written}{scale} of them")
    assert number.value == value.scaleb(SCALES[scale])
    assert number.decimals == -int(value.as_tuple().exponent) - SCALES[scale]
    assert number.exponent == SCALES[scale]


ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def _spelled(value: int) -> str:
    """A number in English words."""
    for size, word in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if value >= size:
            rest = value % size
            joint = " and " if size == 100 else " "
            return f"{_spelled(value // size)} {word}" + (f"{joint}{_spelled(rest)}" if rest else "")
    if value >= 20:
        return TENS[value // 10] + (f"-{ONES[value % 10]}" if value % 10 else "")
    return ONES[value]


@given(st.integers(0, 10**12 - 1))
def test_a_spelled_number_is_read_back(value: int) -> None:
    assert _values(f"It counts {_spelled(value)} of them") == [Decimal(value)]


@settings(max_examples=100, deadline=None)
@given(texts())
def test_numbers_of_every_text_are_in_order_and_apart(text: str) -> None:
    found = list(numbers.find(text))
    assert all(0 <= n.start < n.end <= len(text) for n in found)
    assert all(left.end <= right.start for left, right in itertools.pairwise(found))
    assert all((n.value is None) == (n.low is not None) for n in found)
