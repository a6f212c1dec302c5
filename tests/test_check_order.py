""" "Surpassing", "second week running", "No. 1": words about order against the figures."""

from __future__ import annotations

import pytest

from tests.checking import (
    CN,
    JADE,
    MINI,
    ONYX,
    OPAL,
    US,
    WEEK,
    accusations,
    article,
    checks,
    found,
    only,
    said,
    volume,
)


@pytest.mark.parametrize(
    ("words", "first", "verdict"),
    [
        ("surpassing", "5.27 trillion", "consistent"),
        ("ahead of", "3.64 trillion", "undetermined"),
        ("surpassing", "3.27 trillion", "inconsistent"),
        ("well behind", "3.27 trillion", "consistent"),
        ("surpassed by", "3.27 trillion", "consistent"),
        ("surpassed by", "5.27 trillion", "inconsistent"),
        ("behind those of 2025 yet ahead of", "5.27 trillion", "consistent"),
    ],
)
def test_words_between_two_levels(words: str, first: str, verdict: str) -> None:
    text = f"Chinese models served {first} tokens, {words} American ones at 3.642 trillion."
    claims = volume(first, f"{first.split()[0]}e12", CN), volume("3.642 trillion", "3.642e12", US)
    check = only(checks(article("a", text, *claims)), "order", "a0", "a1")
    assert check.verdict == verdict
    assert check.flips_headline == (verdict == "inconsistent")


def test_a_list_of_those_left_behind_is_one_check() -> None:
    text = "Jade 3 has 1390 points, ahead of Onyx (1350), Opal (1348) and Jade 3 mini (1207)."
    scores = [
        said(s, s, "benchmark_score", "points", m)
        for s, m in (("1390", JADE), ("1350", ONYX), ("1348", OPAL), ("1207", MINI))
    ]
    assert only(checks(article("a", text, *scores)), "order", "a0", "a1", "a2", "a3").verdict == "consistent"


@pytest.mark.parametrize("words", ["and", "which could surpass", "not surpassing"])
def test_no_order_is_read_where_none_is_claimed(words: str) -> None:
    text = f"Chinese models served 3.27 trillion tokens, {words} American ones at 3.642 trillion."
    claims = volume("3.27 trillion", "3.27e12", CN), volume("3.642 trillion", "3.642e12", US)
    assert not found(checks(article("a", text, *claims)), "order")


@pytest.mark.parametrize(
    ("rise", "fall", "verdict"),
    [("8.25%", "4.10%", "consistent"), ("61.50%", "14.20%", "inconsistent"), ("38.77%", "0.04%", "undetermined")],
)
def test_a_streak_of_two_needs_the_lead_in_the_week_before_as_well(rise: str, fall: str, verdict: str) -> None:
    text = (
        f"For the second week running China leads. Its volume rose {rise} to 5.27 trillion tokens. "
        f"America's fell {fall} to 3.80 trillion."
    )
    streak = said("second week", "2", "streak", "weeks", CN, period=WEEK)
    up = said(rise, rise[:-1], "growth", "percent", CN, of="token_volume", direction="up", period=WEEK)
    down = said(fall, fall[:-1], "growth", "percent", US, of="token_volume", direction="down", period=WEEK)
    claims = streak, up, volume("5.27 trillion", "5.27e12", CN), down, volume("3.80 trillion", "3.8e12", US)
    check = only(checks(article("a", text, *claims)), "streak", "a0", "a1", "a2", "a3", "a4")
    assert check.verdict == verdict
    assert check.flips_headline == (verdict == "inconsistent")


def test_a_longer_streak_is_not_confirmed_by_two_weeks() -> None:
    text = "For five weeks China leads. Its volume rose 8.25% to 5.27 trillion. America's fell 4.10% to 3.80 trillion."
    streak = said("five weeks", "5", "streak", "weeks", CN)
    up = said("8.25%", "8.25", "growth", "percent", CN, of="token_volume", direction="up", period=WEEK)
    down = said("4.10%", "4.10", "growth", "percent", US, of="token_volume", direction="down", period=WEEK)
    claims = streak, up, volume("5.27 trillion", "5.27e12", CN), down, volume("3.80 trillion", "3.8e12", US)
    assert only(checks(article("a", text, *claims)), "streak").verdict == "undetermined"


def test_a_first_rank_is_borne_out_by_the_other_figures_of_the_article() -> None:
    text = "Jade 3 is No. 1 with 2.1 trillion tokens, then come Onyx with 1.4 trillion and Opal with 0.7 trillion."
    rank = said("No. 1", "1", "rank", "rank", JADE)
    claims = (
        rank,
        volume("2.1 trillion", "2.1e12", JADE),
        volume("1.4 trillion", "1.4e12", ONYX),
        volume("0.7 trillion", "0.7e12", OPAL),
    )
    result = checks(article("a", text, *claims))
    assert only(result, "rank", "a0", "a1", "a2", "a3").verdict == "consistent"
    assert not accusations(result)
