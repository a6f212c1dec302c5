"""What a reported number may stand for, and arithmetic on it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.check.intervals import Interval, Reported, derive, reported
from extractor.check.verdicts import Operand, Sum, best, judge, needed
from extractor.models import Claim


def number(surface: str, value: str, decimals: int | None, comparator: str = "=", **more: object) -> Reported:
    claim = Claim(
        start=0,
        end=len(surface),
        surface=surface,
        value=Decimal(value) if value else None,
        decimals=decimals,
        unit="tokens",
        measure="token_volume",
        comparator=comparator,
        **more,
    )
    result = reported(claim)
    assert result is not None
    return result


def ends(interval: Interval) -> tuple[Fraction | None, Fraction | None]:
    return interval.low, interval.high


@pytest.mark.parametrize(
    ("surface", "value", "decimals", "fine", "coarse"),
    [
        ("5.27 trillion", "5.27e12", -10, ("5.265e12", "5.275e12"), ("5.265e12", "5.275e12")),
        ("5.20 trillion", "5.2e12", -10, ("5.195e12", "5.205e12"), ("5.195e12", "5.205e12")),
        ("480", "480", 0, ("479.5", "480.5"), ("475", "485")),
        ("20", "20", 0, ("19.5", "20.5"), ("19.5", "20.5")),
        ("2,700", "2700", 0, ("2699.5", "2700.5"), ("2650", "2750")),
        ("100", "100", 0, ("99.5", "100.5"), ("95", "105")),
        ("2,700 quadrillion", "2.7e18", -15, ("2.6995e18", "2.7005e18"), ("2.65e18", "2.75e18")),
        ("131,072", "131072", 0, ("131071.5", "131072.5"), ("131071.5", "131072.5")),
        ("7", "7", 0, ("6.5", "7.5"), ("6.5", "7.5")),
        ("0", "0", 0, ("-0.5", "0.5"), ("-0.5", "0.5")),
    ],
)
def test_digits_are_read_finely_and_coarsely(
    surface: str, value: str, decimals: int, fine: tuple[str, str], coarse: tuple[str, str]
) -> None:
    direct, hedged = number(surface, value, decimals), number(surface, value, decimals, "~", hedge="about")
    assert ends(direct.fine) == tuple(Fraction(x) for x in fine)
    assert ends(direct.coarse) == tuple(Fraction(x) for x in coarse)
    assert ends(hedged.fine) == ends(hedged.coarse) == ends(direct.coarse), (
        "a hedge selects the coarse reading, no more"
    )


@pytest.mark.parametrize(
    ("comparator", "hedge", "low", "high", "inside", "outside"),
    [
        ("<=", "up to", None, 40, 40, 41),
        ("<", "under", None, 40, 39, 40),
        (">=", "at least", 40, None, 40, 39),
        (">", "over", 40, None, 41, 40),
        ("~", "nearly", 20, 40, 39, 41),
        ("~", "almost", 20, 40, 40, 20),
    ],
)
def test_bounds_are_one_sided(
    comparator: str, hedge: str, low: int | None, high: int | None, inside: int, outside: int
) -> None:
    read = number("40", "40", 0, comparator, hedge=hedge)
    assert ends(read.coarse) == (low, high)
    assert read.coarse.contains(Fraction(inside))
    assert not read.coarse.contains(Fraction(outside))


def test_a_range_is_widened_by_its_last_digit_and_words_without_digits_never_accuse() -> None:
    assert ends(number("3-5", "", 0, low=Decimal(3), high=Decimal(5)).coarse) == (Fraction("2.5"), Fraction("5.5"))
    assert number("double", "2", None).vague


def test_touching_ends_meet_only_where_both_are_closed() -> None:
    left, right = Interval(Fraction(1), Fraction(2)), Interval(Fraction(2), Fraction(3))
    assert left.meets(right)
    assert not left.meets(Interval(Fraction(2), Fraction(3), low_closed=False))
    assert left.below(Interval(Fraction(2), None, low_closed=False))


def test_a_share_uses_each_variable_once() -> None:
    a, b = Interval(Fraction("5.265"), Fraction("5.275")), Interval(Fraction("3.1"), Fraction("3.2"))
    share = a.share_with(b)
    assert share.low == Fraction("5.265") / (Fraction("5.265") + Fraction("3.2"))
    assert share.high == Fraction("5.275") / (Fraction("5.275") + Fraction("3.1"))
    naive = a / (a + b)
    assert (naive.low or 0) < (share.low or 0), "naive division is wider"


def test_a_divisor_that_may_be_zero_gives_nothing() -> None:
    assert derive(lambda x, y: x / y, number("5", "5", 0), number("0", "0", 0)) is None


@pytest.mark.parametrize(
    ("stated", "parts", "verdict"),
    [
        # 5.27 - 3.641 = 1.629, said to be about 1.6
        (number("1.6", "1.6", 1, "~"), (number("5.27", "5.27", 2), number("3.641", "3.641", 3)), "consistent"),
        (number("1.8", "1.8", 1, "~"), (number("5.27", "5.27", 2), number("3.641", "3.641", 3)), "inconsistent"),
        # 8.4 - 3.9 = 4.5, said to be 4.6: the intervals meet, the face values do not
        (number("4.6", "4.6", 1), (number("8.4", "8.4", 1), number("3.9", "3.9", 1)), "consistent_by_rounding"),
        # 480 - 100 = 380 and 390 is said: only if zeros do not count
        (number("390", "390", 0), (number("480", "480", 0), number("100", "100", 0)), "consistent_by_rounding"),
        # a number that lies halfway does not round to the stated one
        (number("8", "8", 0), (number("10.5", "10.5", 1), number("2.0", "2.0", 1)), "consistent_by_rounding"),
        (number("9", "9", 0, ">"), (number("10.5", "10.5", 1), number("2.0", "2.0", 1)), "inconsistent"),
    ],
)
def test_differences_are_judged_by_whether_intervals_meet(
    stated: Reported, parts: tuple[Reported, ...], verdict: str
) -> None:
    derived = derive(lambda x, y: x - y, *parts)
    assert derived is not None
    assert judge(stated, derived) == verdict


def test_both_readings_of_a_multiple_are_kept() -> None:
    stated = number("250", "250", 0, "~")
    derived = derive(lambda x, y: x / y, number("2,700", "2700", 0), number("10", "10", 0))
    assert derived is not None
    assert derived.nominal == 270
    assert ends(derived.coarse) == (Fraction(2650) / Fraction("10.5"), Fraction(2750) / Fraction("9.5"))
    assert judge(stated, derived) == "consistent_by_rounding"


reports = st.builds(
    lambda n, d: number(str(n), str(Decimal(n).scaleb(-d)), d), st.integers(1, 10**6), st.integers(-6, 6)
)


@given(reports, reports)
def test_face_values_lie_in_what_is_derived(a: Reported, b: Reported) -> None:
    for formula in (
        lambda x, y: x + y,
        lambda x, y: x - y,
        lambda x, y: x * y,
        lambda x, y: x / y,
        lambda x, y: x.share_with(y),
    ):
        derived = derive(formula, a, b)
        assert derived is not None
        assert derived.fine.contains(derived.nominal)
        assert derived.coarse.contains(derived.nominal)
        assert derived.coarse.low <= derived.fine.low
        assert derived.fine.high <= derived.coarse.high


@given(reports, reports)
def test_meeting_and_lying_below_exclude_each_other(a: Reported, b: Reported) -> None:
    assert a.fine.meets(b.fine) == b.fine.meets(a.fine)
    assert a.fine.meets(b.fine) + a.fine.below(b.fine) + b.fine.below(a.fine) == 1


def test_what_fits_only_by_rounding_says_what_it_needs() -> None:
    """300 (295 to 305) from 1,260 (1,255 to 1,265) needs a base of 1,255 / 305 to 1,265 / 295, not just any 4."""

    def operand_of(value: str, role: str) -> Operand:
        claim = Claim(
            start=0, end=1, surface=value, value=Decimal(value), decimals=0, unit="tokens", measure="token_volume"
        )
        number = reported(claim)
        assert number is not None
        return Operand(claim, number, role)

    parts = (operand_of("4", "from"), operand_of("1260", "to"))
    outcome = best(operand_of("300", "stated").number, [Sum(lambda a, b: b / a, parts, "to / from", "1,260 / 4")])
    assert outcome is not None
    assert outcome.verdict == "consistent_by_rounding"
    found = needed(outcome)
    assert found is not None
    operand, room = found
    assert operand.role == "from"
    assert room.low is not None
    assert abs(float(room.low) - 1255 / 305) < 0.001
    assert room.high is not None
    assert abs(float(room.high) - 1265 / 295) < 0.001


@pytest.mark.parametrize(
    ("surface", "measure", "more", "exact"),
    [
        ("4 weeks", "streak", {"unit": "weeks"}, True),
        ("5 models", "count", {"unit": "count"}, True),
        ("three labs", "count", {"unit": "count"}, True),
        ("20 labs", "count", {"unit": "count"}, False),
        ("a dozen labs", "count", {"unit": "count"}, False),
        ("5 models", "count", {"unit": "count", "comparator": "~"}, False),
        ("4,000 developers", "count", {"unit": "count"}, False),
        ("4 points", "benchmark_score", {"unit": "points"}, False),
    ],
)
def test_a_few_things_are_counted_one_by_one(surface: str, measure: str, more: dict[str, str], exact: bool) -> None:
    values = {"4": "4", "5": "5", "three": "3", "20": "20", "a": "12", "4,000": "4000"}
    value = Decimal(values[surface.split()[0]])
    given = {"start": 0, "end": len(surface), "surface": surface, "decimals": 0, "unit": "count", **more}
    result = reported(Claim(value=value, measure=measure, **given))
    assert result is not None
    assert (result.fine.low == result.fine.high == value) == exact
    assert (result.coarse.low == result.coarse.high == value) == exact
