""" "Rose from A to B", "doubled to B from A", "A, more than B's": what words say of two levels, against the levels."""

from __future__ import annotations

import pytest

from extractor.check.knobs import knobs, pattern_of
from tests.checking import ACME, JADE, ONYX, WEEK, WEEK_BEFORE, accusations, article, checks, found, said, usd, volume


def users(*surfaces: str, subjects: tuple[str, ...] = (ACME, ACME)) -> list[dict[str, object]]:
    return [
        said(s, f"{s.split()[0]}e6", "users", "users", subject) for s, subject in zip(surfaces, subjects, strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Acme's users rose from 7.2 million to 9.1 million.", "consistent"),
        ("Acme's users rose from 9.1 million to 7.2 million.", "inconsistent"),
        ("Acme's users climbed to 7.2 million from 9.1 million.", "inconsistent"),
        ("Acme's users dropped to about 9.1 million from just 7.2 million.", "inconsistent"),
        ("Acme has 7.2 million users, up from 9.1 million.", "inconsistent"),
        ("Acme has 7.2 million users, down from 9.1 million.", "consistent"),
        ("Acme's users rose from 9.1 million to 9.0 million.", "undetermined"),
        ("Acme's users grew from 9 million to 8.8 million.", "undetermined"),
    ],
)
def test_a_verb_says_which_way_two_levels_go(text: str, verdict: str) -> None:
    surfaces = [w for w in ("7.2 million", "9.1 million", "9.0 million", "9 million", "8.8 million") if w in text]
    result = checks(article("a", text, *users(*sorted(surfaces, key=text.index))))
    assert {(check.kind, check.verdict) for check in found(result, "order", "a0", "a1")} == {("order", verdict)}
    assert [check.flips_headline for check in accusations(result)] == [True] * (verdict == "inconsistent")


@pytest.mark.parametrize(
    "text",
    [
        "Acme did not fall from 7.2 million to 9.1 million.",
        "If Acme fell from 7.2 million to 9.1 million users, who would care?",
        "Acme's users fell. From 7.2 million free ones, 9.1 million calls came.",
        "Acme's users went from 9.1 million to 7.2 million.",
        "Acme lost staff; users went from 7.2 million to 9.1 million.",
        "Acme's users rose, from 9.1 million in the app to 7.2 million on the web and in print, it says, of all.",
    ],
)
def test_other_words_between_two_levels_say_nothing(text: str) -> None:
    surfaces = sorted(("7.2 million", "9.1 million"), key=text.index)
    claims = users(*surfaces)
    if "in the app" in text:
        claims[0]["qualifier"], claims[1]["qualifier"] = "app", "web"
    assert not accusations(checks(article("a", text, *claims)))


def test_levels_whose_own_times_go_the_other_way_accuse_nobody() -> None:
    text = "Jade 3 rose from 5.27 trillion tokens to 3.64 trillion."
    one, two = volume("5.27 trillion", "5.27e12", JADE), volume("3.64 trillion", "3.64e12", JADE, period=WEEK_BEFORE)
    assert not accusations(checks(article("a", text, one, two)))
    assert accusations(checks(article("a", text, {**one, "period": WEEK_BEFORE}, {**two, "period": WEEK})))


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Acme doubled its revenue from $3.1 billion to $6.2 billion.", "consistent"),
        ("Acme doubled its revenue from $6.2 billion to $7.1 billion.", "inconsistent"),
        ("Acme's revenue more than doubled, from $6.2 billion to $7.1 billion.", "inconsistent"),
        ("Acme's revenue more than doubled, from $1.2 billion to $7.1 billion.", "consistent"),
        ("Acme's revenue fell by a third, from $9.3 billion to $6.2 billion.", "consistent"),
        ("Acme's revenue fell by a third, from $7.1 billion to $6.2 billion.", "inconsistent"),
        ("Acme made $7.1 billion, twice the $6.2 billion of May.", "inconsistent"),
        ("Acme made $3.1 billion, half the $6.2 billion of May.", "consistent"),
        ("Acme made $6.2 billion, more than half the $7.1 billion of May.", "consistent"),
        ("Acme made $6.2 billion, less than half the $7.1 billion of May.", "inconsistent"),
    ],
)
def test_a_multiple_in_words_is_good_to_half_of_its_unit(text: str, verdict: str) -> None:
    amounts = [w.strip(".,") + " billion" for w in text.split() if w.startswith("$")]
    made = [usd(a, f"{a[1:4]}e9", "revenue") for a in amounts]
    result = checks(article("a", text, *made))
    assert [check.verdict for check in found(result, "ratio")] == [verdict]
    assert bool(accusations(result)) == (verdict == "inconsistent")


def test_every_multiple_in_words_is_found_in_its_example() -> None:
    for rule in knobs().worded:
        assert pattern_of(rule.word).search(rule.example)
        assert rule.low < rule.high


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Acme has 9.1 million users, more than Onyx's 7.2 million.", "consistent"),
        ("Acme has 7.2 million users, more than Onyx's 9.1 million.", "inconsistent"),
        ("Acme has 9.1 million users, fewer than Onyx's 7.2 million.", "inconsistent"),
        ("Acme overtook Onyx in users: 7.2 million against 9.1 million.", "inconsistent"),
        ("Acme trails Onyx, 7.2 million to 9.1 million.", "consistent"),
        ("Acme has 7.2 million users, more than half of Onyx's 9.1 million.", None),
        ("Acme has 7.2 million users, Onyx 9.1 million.", None),
        ("Acme grew, 7.2 million to 9.1 million.", None),
    ],
)
def test_plain_words_of_order_between_two_things(text: str, verdict: str | None) -> None:
    surfaces = sorted(("7.2 million", "9.1 million"), key=text.index)
    result = found(checks(article("a", text, *users(*surfaces, subjects=(ACME, ONYX)))), "order")
    assert [check.verdict for check in result] == ([verdict] if verdict else [])


@pytest.mark.parametrize(
    ("measure", "unit", "words", "accused"),
    [
        ("revenue", "usd", "ahead of", 1),
        ("cost", "usd", "ahead of", 0),  # who spends less is ahead
        ("cost", "usd", "more than", 1),
        ("parameters", "parameters", "beating", 0),  # not in size
    ],
)
def test_who_is_ahead_need_not_have_more(measure: str, unit: str, words: str, accused: int) -> None:
    text = f"Jade 3 has 31 million, {words} Onyx's 34 million."
    claims = [said(s, f"{s[:2]}e6", measure, unit, m) for s, m in (("31 million", JADE), ("34 million", ONYX))]
    assert len(accusations(checks(article("a", text, *claims)))) == accused


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ("Acme raised $3.1 million, surpassing its first goal of $2.2 billion.", 1),
        ("Acme raised $3.1 million, surpassing hopes, and Onyx, for years, $2.2 billion.", 0),
    ],
)
def test_figures_far_apart_are_held_together_where_nothing_stands_between(text: str, accused: int) -> None:
    claims = usd("$3.1 million", "3.1e6", "funding"), usd("$2.2 billion", "2.2e9", "funding")
    assert len(accusations(checks(article("a", text, *claims)))) == accused
