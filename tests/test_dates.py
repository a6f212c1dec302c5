"""Text -> its dates and periods: a table of them, the words before them, and what holds for every text."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import dates, layout
from tests import markup
from tests.texts import texts

ROWS = markup.table("dates.tsv")


@pytest.mark.parametrize(("text", "rows"), ROWS, ids=[f"{text} {rows[0]['published']}".strip() for text, rows in ROWS])
def test_table_of_dates(text: str, rows: list[dict[str, str]]) -> None:
    found = dates.find(layout.view(text), rows[0]["published"] or None)
    assert [p.edtf or "?" for p in found] == [row["edtf"] for row in rows if row["edtf"] != markup.NOTHING]


def test_table_is_as_large_as_it_says() -> None:
    assert len(ROWS) >= 60


@pytest.mark.parametrize("word", ["that same period", "the same week", "that quarter"])
def test_same_period_is_named_without_a_date(word: str) -> None:
    text = f"In {word} it led."
    (found,) = dates.find(text)
    assert (found.kind, found.edtf, text[found.start : found.end]) == ("same", None, word)


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("As of May 4, 2026 it led.", "as of"),
        ("By 2030 it leads.", "by"),
        ("It grew in May 2026.", "in"),
        ("It grew since 2021.", "since"),
        ("May 4, 2026 was dull.", ""),
    ],
)
def test_little_words_before_a_date_are_kept(text: str, lead: str) -> None:
    assert [p.lead for p in dates.find(text)] == [lead]


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("It opened on May 4, 2026. It closed on June 3.", "2026-06-03"),
        ("It opened in 2024. By 2030 analysts expect more. It closed on June 3.", "2024-06-03"),
        ("It opened on May 4, 2025, long after 2019. It closed on June 3.", "2025-06-03"),
        ("It closed on June 3.", None),
    ],
)
def test_a_day_without_a_year_leans_on_the_present_of_its_text(text: str, edtf: str | None) -> None:
    assert dates.find(text)[-1].edtf == edtf


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("It made 1 in the first quarter of 2025, 2.5 in the second quarter.", "2025-04-01/2025-06-30"),
        ("It made 1 in the fourth quarter of 2024 and 2 in the first quarter.", "2025-01-01/2025-03-31"),
        ("It made 2 in the third quarter of 2025, after 1 in the second quarter.", "2025-04-01/2025-06-30"),
        ("It made 1 in the first quarter of 2025. It made 2 in the second quarter.", "2026-04-01/2026-06-30"),
        ("It made 1 in December 2024 and 2 in January.", "2025-01"),
        ("It rose from 1 in January 2024 to 9 in March.", "2026-03"),
    ],
)
def test_a_quarter_or_month_without_a_year_follows_its_neighbour(text: str, edtf: str) -> None:
    assert dates.find(text, "2026-08-20")[-1].edtf == edtf


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2026-03-09/2026-03-15", ("2026-03-09", "2026-03-15")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2030", ("2030-01-01", "2030-12-31")),
        ("2025/2030", ("2025-01-01", "2030-12-31")),
        ("../2026-03-15", (None, "2026-03-15")),
        ("2026-03-15/..", ("2026-03-15", None)),
        ("2026-02~", ("2026-02-01", "2026-02-28")),
        ("2026-17", (None, None)),
        ("soon", (None, None)),
        (None, (None, None)),
    ],
)
def test_periods_become_days(period: str | None, expected: tuple[str | None, str | None]) -> None:
    assert dates.first_and_last(period) == expected


@pytest.mark.parametrize(
    ("year", "month", "edtf", "last"), [(2026, 2, "2026-02", 28), (2024, 2, "2024-02", 29), (2025, 12, "2025-12", 31)]
)
def test_months_have_their_days(year: int, month: int, edtf: str, last: int) -> None:
    assert dates.month_span(year, month) == (date(year, month, 1), date(year, month, last), edtf)


# -- every date, every text -------------------------------------------------------------------------------------------

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2049, 12, 31))


@given(
    DAYS,
    st.sampled_from(["{:%B} {d}, {:%Y}", "{d} {:%B} {:%Y}", "{:%b} {d}, {:%Y}", "{:%Y-%m-%d}", "{:%B} {d}{th}, {:%Y}"]),
)
def test_a_written_day_is_read_back(day: date, form: str) -> None:
    th = "th" if 11 <= day.day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    fields = form.count("{:")
    written = form.format(*[day] * fields, d=day.day, th=th)
    (found,) = dates.find(f"It opened on {written} at last.")
    assert (found.begin, found.finish, found.edtf) == (day, day, day.isoformat())


@given(DAYS, st.integers(1, 20))
def test_written_stretches_are_read_back(begin: date, length: int) -> None:
    finish = begin + timedelta(days=length)
    if (begin.year, begin.month) == (finish.year, finish.month):
        written = f"{begin:%B} {begin.day}–{finish.day}, {begin.year}"
    else:
        written = f"{begin:%B} {begin.day}, {begin.year} to {finish:%B} {finish.day}, {finish.year}"
    (found,) = dates.find(f"It led over {written} there.")
    assert found.edtf == f"{begin}/{finish}"


@given(DAYS)
def test_the_week_ended_has_seven_days(day: date) -> None:
    (found,) = dates.find(f"In the week ended {day:%B} {day.day}, {day.year} it led.")
    assert found.begin is not None
    assert found.finish is not None
    assert (found.finish, found.finish - found.begin) == (day, timedelta(days=6))


@settings(max_examples=100, deadline=None)
@given(texts(), st.none() | DAYS)
def test_every_text_has_its_periods_in_order_and_apart(text: str, today: date | None) -> None:
    view = layout.view(text)
    found = dates.find(view, today.isoformat() if today else None)
    assert all(0 <= p.start < p.end <= len(text) for p in found)
    assert all(left.end <= right.start for left, right in itertools.pairwise(found))
    assert all((p.begin is None) == (p.edtf is None) for p in found)
    assert all(p.begin <= p.finish for p in found if p.begin and p.finish)
