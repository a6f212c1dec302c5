"""Weeks that are none, weekdays that do not fit, values that a later article has overtaken, one story told twice."""

from __future__ import annotations

from typing import Any

import pytest

from extractor.check.knobs import knobs, pattern
from tests.checking import ACME, JADE, MINI, ONYX, WEEK, accusations, article, checks, found, only, said, usd


def volume(surface: str, value: str, subject: str = JADE, **fields: Any) -> dict[str, Any]:
    return said(surface, value, "token_volume", "tokens", subject, **fields)


@pytest.mark.parametrize("rule", knobs().stretches, ids=lambda r: f"{r.say} {r.hint}")
def test_the_words_for_a_stretch_are_found_in_their_examples(rule: Any) -> None:
    for word in (*rule.before, *rule.behind):
        assert pattern((word,)).search(word.example)
        assert rule.hint in word.example.casefold()
        assert word.counterexample is None or not pattern((word,)).search(word.counterexample)


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("In the week of June 8-14, 2026,", None),
        ("In the week of June 8-12, 2026,", None),
        ("In the week of June 8-15, 2026,", "undetermined"),
        ("In the week of June 8-17, 2026,", "inconsistent"),
        ("In the June 8-17, 2026, week", "inconsistent"),
        ("Between June 8-17, 2026,", None),
        ("In the two weeks from June 8 to June 21, 2026,", None),
        ("In the seven days from June 8 to June 17, 2026,", "inconsistent"),
        ("In the seven days from June 8 to June 14, 2026,", None),
        ("Over the seven-day window from June 8 to June 18, 2026,", "inconsistent"),
    ],
)
def test_a_week_has_seven_days(words: str, verdict: str | None) -> None:
    text = f"{words} Jade 3 served 5.27 trillion tokens."
    result = found(checks(article("a", text, volume("5.27 trillion", "5.27e12"))), "bound")
    assert [check.verdict for check in result] == ([verdict] if verdict else [])
    assert all({part.claim_id for part in check.claims} == {"a0"} for check in result)


@pytest.mark.parametrize(
    ("words", "published", "verdict"),
    [
        ("On Monday, June 8, 2026,", None, None),
        ("On Tuesday, June 8, 2026,", None, "inconsistent"),
        ("On Tuesday, June 8,", "2026-06-11", "undetermined"),
        ("On Tuesday, June 8,", None, None),
        ("On Tuesday,", "2026-06-11", None),
        ("In the week ending Sunday, June 14, 2026,", None, None),
        ("In the week ending Sunday, June 13, 2026,", None, "inconsistent"),
    ],
)
def test_a_weekday_falls_on_its_date(words: str, published: str | None, verdict: str | None) -> None:
    text = f"{words} Jade 3 served 5.27 trillion tokens."
    given = article("a", text, volume("5.27 trillion", "5.27e12"), published=published)
    result = found(checks(given), "bound")
    assert [check.verdict for check in result] == ([verdict] if verdict else [])


def users(surface: str, value: str, **fields: Any) -> dict[str, Any]:
    return said(surface, value, "users", "users", JADE, **fields)


def told(name: str, published: str, surface: str, value: str, **fields: Any) -> Any:
    return article(name, f"Jade 3 has {surface} users.", users(surface, value, **fields), published=published)


OLD = told("a", "2026-03-02", "41 million", "41e6")
NEW = told("b", "2026-04-07", "58 million", "58e6")


def test_an_article_that_gives_an_old_value_after_a_newer_one_is_stale() -> None:
    late = told("c", "2026-05-11", "41 million", "41e6")
    check = only(checks(OLD, NEW, late), "stale")
    assert {(part.claim_id, part.role) for part in check.claims} == {
        ("c0", "outdated"), ("a0", "older"), ("b0", "newer"),
    }  # fmt: skip
    assert (check.verdict, check.severity) == ("undetermined", "warning")
    assert "on 7 April 2026 it was 58 million users" in check.explanation


@pytest.mark.parametrize(
    "late",
    [
        told("c", "2026-05-11", "58 million", "58e6"),
        told("c", "2026-04-01", "41 million", "41e6"),
        told("c", "2026-05-11", "41 million", "41e6", period="2026-03"),
        told("c", "2026-05-11", "63 million", "63e6"),
        told("c", "2026-05-11", "41 million", "41e6", modality="forecast"),
        article(
            "c",
            "Jade 3 has grown from 41 million users to 58 million users.",
            users("41 million", "41e6"),
            users("58 million", "58e6"),
            published="2026-05-11",
        ),
    ],
    ids=["the new value", "before the new one", "dated", "a third value", "a forecast", "both"],
)
def test_nothing_else_is_stale(late: Any) -> None:
    assert not found(checks(OLD, NEW, late), "stale")


def test_the_value_of_an_earlier_week_given_for_a_later_one_is_named() -> None:
    before = "2026-06-01/2026-06-07"
    early = article("a", "Jade 3 served 4.31 trillion tokens.", volume("4.31 trillion", "4.31e12", period=before))
    right = article("b", "Jade 3 served 5.27 trillion tokens.", volume("5.27 trillion", "5.27e12", period=WEEK))
    wrong = article("c", "Jade 3 served 4.31 trillion tokens.", volume("4.31 trillion", "4.31e12", period=WEEK))
    [check] = accusations(checks(early, right, wrong))
    assert check.kind == "stale"
    assert {part.claim_id for part in check.claims} == {"b0", "c0"}
    assert "4.31 trillion tokens is what was told for 1 to 7 June 2026" in check.explanation


def speed(surface: str, value: str, subject: str = JADE, **fields: Any) -> dict[str, Any]:
    return said(surface, value, "latency", "milliseconds", subject, **fields)


HEAD = "Acme presents Jade 3, a speech assistant that answers customers within 210 ms."


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ("The speech assistant Jade 3 answers customers of Acme after 230 ms.", True),
        ("The speech assistant Jade 3 answers customers of Acme after 210 ms.", False),
        ("The speech assistant Jade 3 answers customers of Acme after 930 ms.", False),
        ("On average the speech assistant Jade 3 answers customers after 230 ms, at peak later.", False),
        ("Jade 3 needs 230 ms for a picture.", False),
    ],
    ids=["another figure", "the same", "far off", "another kind", "another story"],
)
def test_one_story_told_twice_must_give_one_figure(text: str, accused: bool) -> None:
    number = text.partition(" ms")[0].rpartition(" ")[2]
    given = article("a", f"{HEAD}\n{text}", speed("210 ms", "210"), speed(f"{number} ms", number))
    result = accusations(checks(given))
    assert [{part.claim_id for part in check.claims} for check in result] == ([{"a0", "a1"}] if accused else [])


def points(surface: str) -> dict[str, Any]:
    return said(surface, surface.replace(",", ""), "benchmark_score", "points", JADE)


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ("Many were surprised by the fall, 1,417 to 1,386.", True),
        ("Many were surprised by the fall, **1,417** to **1,386**.", True),
        ("Many were surprised by the fall, 1,417 to 1,385.", False),
        ("Many were surprised by the fall, 1,471 to 1,386.", False),  # another start, another change
        ("Many were surprised that it has 1,386.", False),  # no change
        ("Many were surprised by the fall, 1,417 to 1,362.", False),  # no slip: it may be another rating
        ("Last month many were surprised by the fall, 1,417 to 1,386.", False),  # of another time
    ],
)
def test_two_changes_from_one_figure_end_in_one(text: str, accused: bool) -> None:
    end = text.rstrip(".*").rpartition(" ")[2].strip("*")
    given = article("a", f"The rating of Jade 3 went from 1,417 to 1,385.\n{text}", points("1,385"), points(end))
    assert [check.severity for check in accusations(checks(given))] == (["warning"] if accused else [])


def test_a_start_of_few_digits_is_shared_by_many_changes() -> None:
    text = "The rating of Jade 3 went from 1,400 to 1,385.\nMany were surprised by the fall, 1,400 to 1,386."
    assert not accusations(checks(article("a", text, points("1,385"), points("1,386"))))


def test_each_value_of_a_story_has_its_side() -> None:
    more = "The speech assistant Jade 3 answers customers of Acme after 230 ms."
    text = f"{HEAD}\n{more}\n{HEAD} Really."
    given = article("a", text, speed("210 ms", "210"), speed("230 ms", "230"), speed("210 ms", "210"))
    [check] = accusations(checks(given))
    assert {(part.claim_id, part.role) for part in check.claims} == {
        ("a0", "one value"), ("a2", "one value"), ("a1", "other value"),
    }  # fmt: skip


def test_a_story_of_another_subject_is_another_story() -> None:
    text = f"{HEAD}\nThe speech assistant Onyx 3 answers customers of Acme after 230 ms."
    for other in (ONYX, MINI):
        given = article("a", text, speed("210 ms", "210"), speed("230 ms", "230", other))
        assert not accusations(checks(given))


QUARTERS = (("1.1", "01-01", "03-31"), ("1.3", "04-01", "06-30"), ("1.6", "07-01", "09-30"), ("2.0", "10-01", "12-31"))


def of_quarter(value: str, begin: str, end: str, **fields: Any) -> dict[str, Any]:
    return usd(f"${value} billion", f"{value}e9", "revenue", period=f"2025-{begin}/2025-{end}", **fields)


@pytest.mark.parametrize(
    ("words", "year", "verdict"),
    [
        ("In 2025 it was ${} billion.", "6.0", "consistent"),
        ("The total for 2025 was ${} billion.", "6.0", "consistent"),
        ("The total for 2025 was ${} billion.", "7.0", "inconsistent"),
        ("In 2025 it was ${} billion.", "7.0", None),  # nobody says that these are its parts
    ],
)
def test_the_quarters_make_the_year(words: str, year: str, verdict: str | None) -> None:
    told = ", ".join(f"${value} billion" for value, *_ in QUARTERS)
    whole = usd(f"${year} billion", f"{year}e9", "revenue", period="2025")
    here = article("a", f"Acme made {told}. {words.format(year)}", *(of_quarter(*q) for q in QUARTERS), whole)
    assert [c.verdict for c in found(checks(here), "sum")] == ([verdict] if verdict else [])


def test_quarters_told_by_several_articles_may_support_and_never_accuse() -> None:
    parts = [article(f"q{i}", f"Acme made ${q[0]} billion.", of_quarter(*q)) for i, q in enumerate(QUARTERS)]
    for year, verdicts in (("6.0", ["consistent"]), ("7.0", [])):
        whole = usd(f"${year} billion", f"{year}e9", "revenue", period="2025")
        total = article("y", f"A total of ${year} billion was made by Acme.", whole)
        assert [c.verdict for c in found(checks(*parts, total), "sum")] == verdicts
    rival = article("z", "Acme made $1.9 billion.", of_quarter("1.9", "04-01", "06-30"))
    assert not found(
        checks(
            *parts,
            rival,
            article("y", "Acme made $6.0 billion.", usd("$6.0 billion", "6e9", "revenue", ACME, period="2025")),
        ),
        "sum",
    )
