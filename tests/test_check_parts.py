"""Parts above their wholes, sums whose parts stand in other articles, places of a list that two things hold."""

from __future__ import annotations

from typing import Any

import pytest

from extractor.check.knobs import knobs
from tests.checking import (
    ACME,
    CN,
    JADE,
    MINI,
    ONYX,
    OPAL,
    WEEK,
    WEEK_BEFORE,
    accusations,
    article,
    checks,
    found,
    only,
    said,
)


def users(surface: str, value: str, subject: str = JADE, **fields: Any) -> dict[str, Any]:
    return said(surface, value, "users", "users", subject, **fields)


def volume(surface: str, value: str, subject: Any, **fields: Any) -> dict[str, Any]:
    ids = subject if isinstance(subject, tuple) else (subject,)
    return said(surface, value, "token_volume", "tokens", **{"subject_ids": ids, "period": WEEK, **fields})


def test_subsets_name_measures_that_exist() -> None:
    assert {rule.measure for rule in knobs().subsets} <= {entry.name for entry in knobs().measures}


@pytest.mark.parametrize(
    ("part", "whole", "accused"),
    [
        (("44 million paying users", "44e6"), ("41 million weekly users", "41e6"), True),
        (("4 million paying users", "4e6"), ("41 million weekly users", "41e6"), False),
        (("44 million daily users", "44e6"), ("41 million monthly users", "41e6"), True),
        (("44 million monthly users", "44e6"), ("41 million daily users", "41e6"), False),
        (("44 million paying users", "44e6"), ("41 million users", "41e6"), False),
    ],
)
def test_some_of_the_users_are_not_more_than_the_users(
    part: tuple[str, str], whole: tuple[str, str], accused: bool
) -> None:
    text = f"Jade 3 has {part[0]}. Jade 3 has {whole[0]}."
    result = accusations(checks(article("a", text, users(*part), users(*whole))))
    assert [check.kind for check in result] == (["bound"] if accused else [])
    told = (("a", *part), ("b", *whole))
    apart = [article(n, f"Jade 3 has {s}.", users(s, v, period="2026-05")) for n, s, v in told]
    assert len(accusations(checks(*apart))) == accused
    undated = [article(n, f"Jade 3 has {s}.", users(s, v)) for n, s, v in told]
    assert not accusations(checks(*undated))


@pytest.mark.parametrize(("part", "accused"), [("45 million", True), ("4 million", False), ("41.3 million", False)])
def test_what_is_taken_out_of_a_figure_is_not_more(part: str, accused: bool) -> None:
    text = f"Jade 3 has 41 million users, of whom {part} pay."
    given = article("a", text, users("41 million users", "41e6"), users(part, f"{part.split()[0]}e6"))
    assert len([c for c in accusations(checks(given)) if c.kind == "bound"]) == accused


@pytest.mark.parametrize(
    ("period", "model", "accused"),
    [(WEEK, JADE, True), (WEEK_BEFORE, JADE, False), (WEEK, OPAL, False)],
    ids=["of the group", "another week", "of another country"],
)
def test_a_model_is_not_above_its_country_in_another_article(period: str, model: str, accused: bool) -> None:
    one = article("a", "Jade 3 and Opal: 5.27 trillion tokens.", volume("5.27 trillion", "5.27e12", model))
    two = article("b", "Chinese models: 4.11 trillion tokens.", volume("4.11 trillion", "4.11e12", CN, period=period))
    result = accusations(checks(one, two))
    assert [check.kind for check in result] == (["bound"] if accused else [])


def parameters(measure: str, surface: str, value: str) -> dict[str, Any]:
    return said(surface, value, measure, "parameters", JADE)


def test_more_active_parameters_than_another_article_gives_in_all() -> None:
    one = article("a", "Jade 3 has 52B active parameters.", parameters("active_parameters", "52B", "52e9"))
    two = article("b", "Jade 3 has 36B parameters.", parameters("parameters", "36B", "36e9"))
    [check] = accusations(checks(one, two))
    assert (check.kind, check.formula, check.flips_headline) == ("bound", "part <= whole", True)
    fits = article("b", "Jade 3 has 236B parameters.", parameters("parameters", "236B", "236e9"))
    assert not accusations(checks(one, fits))


def parts_and_total(total: str, words: str = "Together") -> list[Any]:
    return [
        article("a", "Jade 3 served 1.37 trillion tokens.", volume("1.37 trillion", "1.37e12", JADE)),
        article("b", "Onyx served 2.15 trillion tokens.", volume("2.15 trillion", "2.15e12", ONYX)),
        article(
            "c",
            f"{words} Jade 3 and Onyx served {total} trillion tokens.",
            volume(f"{total} trillion", f"{total}e12", (JADE, ONYX)),
        ),
    ]


@pytest.mark.parametrize(
    ("total", "words", "verdict"),
    [
        ("3.52", "Together", "consistent"),
        ("3.52", "That week", "consistent"),
        ("3.25", "Together", "inconsistent"),
        ("3.25", "That week", None),
    ],
)
def test_a_total_whose_parts_other_articles_give(total: str, words: str, verdict: str | None) -> None:
    result = found(checks(*parts_and_total(total, words)), "sum")
    assert [check.verdict for check in result] == ([verdict] if verdict else [])
    assert all({part.claim_id for part in check.claims} == {"a0", "b0", "c0"} for check in result)


def test_parts_on_which_articles_differ_make_no_sum() -> None:
    other = article("d", "Jade 3 served 1.73 trillion tokens.", volume("1.73 trillion", "1.73e12", JADE))
    assert not found(checks(*parts_and_total("3.25"), other), "sum")


def rank(surface: str, subject: str) -> dict[str, Any]:
    return said(surface, "1", "rank", "rank", subject)


@pytest.mark.parametrize(
    ("first", "second", "accused"),
    [
        ("Jade 3 is first on Switchboard.", "Onyx is first on Switchboard.", True),
        ("Jade 3 is first on Switchboard.", "Onyx is first on another board.", False),
        ("Jade 3 is first on Switchboard.", "Onyx is first among open models on Switchboard.", False),
        ("Jade 3 is first on Switchboard.", "Onyx is tied for first on Switchboard.", False),
        ("In May 2026 Jade 3 is first on Switchboard.", "In June 2026 Onyx is first on Switchboard.", False),
        ("In May 2026 Jade 3 is first on Switchboard.", "In May 2026 Onyx is first on Switchboard.", True),
        ("Jade 3 is first on Switchboard.", "Jade 3 mini is first on Switchboard.", False),
    ],
)
def test_a_place_of_a_list_is_held_by_one(first: str, second: str, accused: bool) -> None:
    holder = MINI if "mini" in second else ONYX
    given = article("a", f"{first} {second}", rank("first", JADE), rank("first", holder))
    result = accusations(checks(given))
    assert [(check.kind, check.flips_headline) for check in result] == ([("rank", True)] if accused else [])


def test_two_articles_may_speak_of_two_days() -> None:
    one = article("a", "Jade 3 is first on Switchboard.", rank("first", JADE))
    two = article("b", "Onyx is first on Switchboard.", rank("first", ONYX))
    assert not accusations(checks(one, two))
    assert only(checks(article("c", "Jade 3 is first on Switchboard. Onyx is first on Switchboard.",
                               rank("first", JADE), rank("first", ONYX))), "rank")  # fmt: skip


@pytest.mark.parametrize(
    ("told", "other", "accused"),
    [
        ("In the week of 4-10 May 2026", "In the week of May 4-10, 2026", True),
        ("In the week of 4-10 May 2026", "In the week of May 11-17, 2026", False),
        ("In the week of 4-10 May 2026", "In the week of May 4-10, 2026, in coding,", False),
        ("In the week of 4-10 May 2026", "For jobs of the law, in the week of May 4-10, 2026,", False),
        ("In May 2026", "In May 2026", False),  # one may have been first early, the other late
        ("Last week", "Last week", False),
    ],
)
def test_two_articles_that_date_a_list_speak_of_one(told: str, other: str, accused: bool) -> None:
    one = article("a", f"{told} Jade 3 is first on Switchboard.", rank("first", JADE))
    two = article("b", f"{other} Onyx is first on Switchboard.", rank("first", ONYX))
    again = article("c", f"{told} Jade 3 is first on Switchboard, as before.", rank("first", JADE))
    assert [c.kind for c in accusations(checks(one, two, again))] == (["rank"] if accused else [])


@pytest.mark.parametrize(
    ("fields", "percent", "accused"),
    [
        ({"of": "price", "direction": "down"}, "140%", True),
        ({"of": "memory", "direction": "down", "modality": "hypothetical"}, "140%", True),  # not even in thought
        ({"of": "price", "direction": "down"}, "100%", False),
        ({"of": "price", "direction": "up"}, "140%", False),
        ({"of": "profit", "direction": "down"}, "140%", False),  # into a loss
        ({"direction": "down"}, "140%", False),  # of what, is not told
        ({"of": "price", "direction": "down", "confidence": 0.4}, "140%", False),
    ],
)
def test_nothing_falls_by_more_than_all_there_was(fields: dict[str, Any], percent: str, accused: bool) -> None:
    text = f"Acme is {percent} lower than before."
    given = article("a", text, said(percent, percent[:-1], "growth", "percent", ACME, **fields))
    result = accusations(checks(given))
    assert [(check.kind, len(check.claims)) for check in result] == ([("bound", 1)] if accused else [])


def test_a_fall_that_is_denied_is_none() -> None:
    text = "Acme gives 50% off, then 60%: that makes 80%, not 110%."
    assert not accusations(checks(article("a", text, said("110%", "110", "discount", "percent", ACME))))


def test_a_discount_is_at_most_the_whole_price() -> None:
    given = article("a", "Acme gives 120% off.", said("120%", "120", "discount", "percent", ACME))
    [check] = accusations(checks(given))
    assert "less by 120%" in check.explanation
