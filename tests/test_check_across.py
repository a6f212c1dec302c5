"""Growths and shares whose levels other articles give."""

from __future__ import annotations

from typing import Any

import pytest

from extractor import check
from tests.checking import (
    JADE,
    SWITCHBOARD,
    WEEK,
    WEEK_BEFORE,
    accusations,
    article,
    checks,
    corpus,
    found,
    only,
    said,
    volume,
)

HERE: dict[str, Any] = {"scope_ids": (SWITCHBOARD,)}


def level(name: str, amount: str, subject: str = JADE, **fields: Any) -> Any:
    text = f"It served {amount} trillion tokens."
    return article(name, text, volume(f"{amount} trillion", f"{amount}e12", subject, **{**HERE, **fields}))


def grew(name: str, percent: str, **fields: Any) -> Any:
    given = {"of": "token_volume", "direction": "up", "period": WEEK, "step": "P1W", **HERE, **fields}
    text = f"Tokens of Jade 3 grew {percent}% in the week."
    return article(name, text, said(f"{percent}%", percent, "growth", "percent", JADE, **given))


@pytest.mark.parametrize(
    ("before", "fields", "verdict"),
    [
        ("2.00", {}, "consistent"),
        ("1.40", {}, "inconsistent"),
        ("1.40", {"period": None}, None),  # of which week, is not said
        ("1.40", {"of": None}, None),
        ("1.40", {"step": "P1Y"}, None),
        ("1.40", {"scope_ids": ()}, None),
        ("1.40", {"modality": "forecast"}, None),
        ("1.40", {"step": None}, None),
        ("2.00", {"step": None}, "consistent"),
    ],
)
def test_a_growth_gives_the_week_before_that_a_third_article_states(
    before: str, fields: dict[str, Any], verdict: str | None
) -> None:
    result = checks(level("a", before, period=WEEK_BEFORE), grew("b", "40", **fields), level("c", "2.80"))
    assert [c.verdict for c in found(result, "growth", "a0", "b0", "c0")] == ([verdict] if verdict else [])
    assert bool(accusations(result)) == (verdict == "inconsistent")


Q2_25, Q1_26, Q2_26 = "2025-04-01/2025-06-30", "2026-01-01/2026-03-31", "2026-04-01/2026-06-30"


@pytest.mark.parametrize(
    ("period", "step", "earlier", "verdict"),
    [
        (Q2_26, "P1Y", Q2_25, "inconsistent"),
        (Q2_26, "P3M", Q1_26, "inconsistent"),
        (Q2_26, "P1Y", Q1_26, None),
        (Q2_26, None, Q1_26, None),  # held against the quarter before, or against that of a year ago
        ("2026-03", "P1Y", "2025-03", "inconsistent"),
        ("2026-03", "P1Y", "2026-02", None),
        ("2026-03", "P1M", "2026-02", "inconsistent"),
        ("2026-03", "P1W", "2026-02", None),
        ("2026", "P1Y", "2025", "inconsistent"),
    ],
)
def test_a_growth_counts_from_one_step_earlier(
    period: str, step: str | None, earlier: str, verdict: str | None
) -> None:
    growth = grew("b", "40", period=period, step=step)
    result = checks(level("a", "1.40", period=earlier), growth, level("c", "2.80", period=period))
    assert [c.verdict for c in found(result, "growth", "a0", "b0", "c0")] == ([verdict] if verdict else [])


def test_the_most_exact_of_several_statements_is_the_one_that_counts() -> None:
    told = [level("a", "2.0", period=WEEK_BEFORE), level("d", "1.95", period=WEEK_BEFORE), level("c", "2.80")]
    check_made = only(checks(*told, grew("b", "40")), "growth", "b0", "c0", "d0")
    assert check_made.verdict == "inconsistent"


def test_articles_that_differ_about_a_level_give_none() -> None:
    told = [level("a", "1.40", period=WEEK_BEFORE), level("d", "1.93", period=WEEK_BEFORE), level("c", "2.80")]
    assert not found(checks(*told, grew("b", "40")), "growth")


def share(text: str, percent: str = "34", **fields: Any) -> Any:
    given = {"of": "token_volume", "period": WEEK, **HERE, **fields}
    return article(
        "s", text.format(f"{percent}%"), said(f"{percent}%", percent, "token_share", "percent", JADE, **given)
    )


OF_ALL = "Jade 3 had {} of Switchboard's tokens."


@pytest.mark.parametrize(
    ("text", "part", "fields", "verdict"),
    [
        (OF_ALL, "3.40", {}, "consistent"),
        (OF_ALL, "2.10", {}, "inconsistent"),
        ("Jade 3 had {} of all tokens on Switchboard.", "2.10", {}, "inconsistent"),
        ("Jade 3 had {} of the total weekly tokens served by Switchboard.", "2.10", {}, "inconsistent"),
        ("Jade 3 had {} of Switchboard's tokens from agents.", "2.10", {}, None),
        ("Jade 3 had {} of Switchboard's tokens spent on code.", "2.10", {}, None),
        ("Jade 3 had {} of the tokens of open models on Switchboard.", "2.10", {}, None),
        ("Jade 3 had {} on Switchboard.", "2.10", {}, None),
        (OF_ALL, "2.10", {"period": WEEK_BEFORE}, None),
        (OF_ALL, "2.10", {"period": None}, None),
        (OF_ALL, "2.10", {"qualifier": "coding"}, None),
        (OF_ALL, "2.10", {"modality": "forecast"}, None),
    ],
)
def test_a_share_of_a_platform_is_held_against_its_part_and_its_whole(
    text: str, part: str, fields: dict[str, Any], verdict: str | None
) -> None:
    whole = level("w", "10.00", SWITCHBOARD)
    result = checks(whole, level("p", part), share(text, **fields))
    assert [c.verdict for c in found(result, "share", "p0", "s0", "w0")] == ([verdict] if verdict else [])
    assert bool(accusations(result)) == (verdict == "inconsistent")


def test_a_part_of_no_stated_platform_is_not_part_of_one() -> None:
    assert not found(checks(level("w", "10.00", SWITCHBOARD), level("p", "2.10", scope_ids=()), share(OF_ALL)), "share")


def test_checks_across_articles_grow_with_the_claims() -> None:
    def world(times: int) -> int:
        told = [level(f"a{n}", "2.00", period=WEEK_BEFORE) for n in range(times)]
        told += [level(f"c{n}", "2.80") for n in range(times)] + [grew(f"b{n}", "40") for n in range(times)]
        return len(found(check.run(corpus(*told)), "growth"))

    assert world(8) <= 2 * world(4) <= 16
