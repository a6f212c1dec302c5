"""Text -> its quantities: a table of them, exact stretches, and what holds for every text."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings

from extractor import layout, quantify, state
from extractor.models import Claim, Mention, Quantity, Skip
from tests import markup
from tests.texts import texts

ROWS = markup.table("numbers.tsv")


def _row(quantity: Quantity) -> dict[str, str]:
    """A quantity as the table writes it."""
    size = f"{quantity.low:f}..{quantity.high:f}" if quantity.value is None else f"{quantity.value:f}"
    return {
        "value": size,
        "unit": quantity.unit,
        "comparator": quantity.comparator,
        "direction": quantity.direction or "",
        "noun": quantity.noun or "",
    }


def _same(expected: dict[str, str], quantity: Quantity) -> bool:
    low, _, high = expected["value"].partition("..")
    if high:
        sized = (quantity.low, quantity.high) == (Decimal(low), Decimal(high))
    else:
        sized = markup.agrees(low, quantity.value, "value")
    rest = {
        key: cell or ("=" if key == "comparator" else "")
        for key, cell in expected.items()
        if key not in ("text", "value")
    }
    return sized and rest.items() <= _row(quantity).items()


@pytest.mark.parametrize(("text", "rows"), ROWS, ids=[text for text, _ in ROWS])
def test_table_of_numbers(text: str, rows: list[dict[str, str]]) -> None:
    expected = [row for row in rows if row["value"] != markup.NOTHING]
    found = markup.quantities(markup.run(text))
    alike = len(found) == len(expected) and all(map(_same, expected, found))
    assert alike, f"{[_row(q) for q in found]} is not {expected}"


def test_table_is_as_large_as_it_says() -> None:
    assert len(ROWS) >= 150
    assert sum(rows[0]["value"] == markup.NOTHING for _, rows in ROWS) >= 30


# -- the exact stretch ------------------------------------------------------------------------------------------------

SURFACES = [
    "It raised about <q>$1.5 billion</q> in May.",
    "It holds ~<q>90 million</q> of them.",
    "It has a <q>196,608-token</q> window.",
    "It has <q>40 million monthly active users</q>.",
    "It costs <q>$0.15 per million tokens</q> for input.",
    "It costs <q>$20</q> for a seat.",
    "It rose by <q>12.5%</q> in a week.",
    "It rose <q>+12.5%</q> in a week.",
    "It takes <q>5 to 8 seconds</q> in all.",
    "It takes between <q>5 and 8 seconds</q> in all.",
    "It moved **<q>4.69T</q>** tokens in all.",
    "It costs `<q>$5</q>` at most.",
    "It is <q>370-fold</q> more.",
    "It is <q>#2</q> there.",
    "<q>Two thirds</q> of them left.",
    "It has <q>600+ plugins</q> on offer.",
    "It costs <q>9+ €</q>",
    "Some <q>30-64 million parameters</q> are left.",
    "It is worth <q>US$4bn</q> now.",
    "It is worth <q>4 billion US dollars</q> now.",
]


@pytest.mark.parametrize("marked", SURFACES)
def test_surface_is_sign_number_scale_and_unit_word(marked: str) -> None:
    example = markup.read(marked)
    found = markup.quantities(markup.run(example.text))
    assert [(q.start, q.end, q.surface) for q in found] == [(i.start, i.end, i.surface) for i in example.items]


@pytest.mark.parametrize(
    ("text", "decimals"),
    [
        ("It moved 4.69 trillion tokens.", -10),
        ("It moved 4.690 trillion tokens.", -9),
        ("It moved 640 billion tokens.", -9),
        ("It moved 52,000 tokens.", 0),
        ("It rose 12.5%.", 1),
        ("It costs $0.50.", 2),
        ("It needs 48 GB.", -9),
        ("It costs 15 cents.", 2),
        ("It takes 5.0 to 8 seconds.", 0),
        ("It has 1.5e9 tokens.", -8),
        ("Two thirds left.", None),
        ("Dozens of labs left.", None),
        ("It costs $0.5 per 1K tokens.", -2),
        ("It has half a million tokens.", -5),
    ],
)
def test_decimals_are_those_reported(text: str, decimals: int | None) -> None:
    assert [q.decimals for q in markup.quantities(markup.run(text))] == [decimals]


@pytest.mark.parametrize(
    ("text", "hedge", "comparator"),
    [
        ("It made nearly $9 billion.", "nearly", "~"),
        ("It made up to $9 billion.", "up to", "<="),
        ("It made at least $9 billion.", "at least", ">="),
        ("It has 9+ plans.", "+", ">="),
        ("It made $9 billion.", None, "="),
        ("It made $9 billion or more.", "or more", ">="),
    ],
)
def test_hedge_keeps_its_words(text: str, hedge: str | None, comparator: str) -> None:
    (found,) = markup.quantities(markup.run(text))
    assert (found.hedge, found.comparator) == (hedge, comparator)


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("It costs $20 a month.", "months"),
        ("It lost 63 cents per share.", "share"),
        ("It costs $4 a seat.", "seat"),
        ("It runs 900 tests per day.", "days"),
        ("It runs four times a day.", "days"),
        ("It idles 12 to 15 hours a week.", "weeks"),
        ("It costs $4 a lot.", None),
        ("It costs $3 per million tokens.", None),
        ("It writes 40 tokens per second.", None),
        ("It made $4 in May.", None),
    ],
)
def test_what_a_rate_is_over(text: str, per: str | None) -> None:
    assert [q.per for q in markup.quantities(markup.run(text))] == [per]


def test_masks_keep_digits_out_with_their_reason() -> None:
    text = "The 40 models of Team 12 won."
    start = text.index("12")
    found = quantify.find(text, [(start, start + 2, "name")])
    assert [q.surface for q in found.quantities] == ["40 models"]
    assert [(s.surface, s.reason) for s in found.skips] == [("12", "name")]


@pytest.mark.parametrize(
    "text", ["The call is at 16:30.", "See Table 4.", "It opened on May 4, 2026.", "It was shown.[7]"]
)
def test_digits_that_are_no_quantity_are_told_with_a_reason(text: str) -> None:
    doc = markup.run(text)
    skipped = state.get(doc, "skipped", Skip)
    assert markup.quantities(doc) == []
    assert skipped
    assert all(skip.reason for skip in skipped)


# -- every text -------------------------------------------------------------------------------------------------------


@settings(max_examples=80, deadline=None)
@given(texts())
def test_every_text_keeps_its_offsets(text: str) -> None:
    doc = markup.run(text)
    assert doc.text == text
    records: list[Any] = [
        *state.get(doc, "quantities", Quantity),
        *state.get(doc, "skipped", Skip),
        *state.get(doc, "mentions", Mention),
        *state.get(doc, "claims", Claim),
    ]
    for record in records:
        assert text[record.start : record.end] == record.surface
        assert record.surface


@settings(max_examples=80, deadline=None)
@given(texts())
@example("12 £ -3%")
def test_quantities_are_in_order_and_apart(text: str) -> None:
    found = state.get(markup.run(text), "quantities", Quantity)
    assert all(left.end <= right.start for left, right in itertools.pairwise(found))


@settings(max_examples=80, deadline=None)
@given(texts())
def test_a_quantity_is_a_number_or_a_range(text: str) -> None:
    for quantity in quantify.find(layout.view(text)).quantities:
        assert (quantity.value is None) == (quantity.low is not None)
        assert (quantity.low is None) == (quantity.high is None)
        if quantity.low is not None and quantity.high is not None:
            assert quantity.low <= quantity.high


@settings(max_examples=80, deadline=None)
@given(texts())
def test_every_quantity_is_a_claim_or_has_a_reason(text: str) -> None:
    doc = markup.run(text)
    told = {(c.start, c.end) for c in state.get(doc, "claims", Claim)} | {
        (s.start, s.end) for s in state.get(doc, "skipped", Skip)
    }
    assert {(q.start, q.end) for q in state.get(doc, "quantities", Quantity)} <= told


@pytest.mark.parametrize(
    "text",
    [
        "1" * 4_000,
        "1," * 2_000,
        "1.1" * 1_600,
        "$" * 4_000,
        "5-" * 2_000,
        "one hundred " * 600,
        "- " * 2_000,
        "½" * 2_000,
        "10^" * 1_600,
        "5 to " * 1_000,
        "x" * 4_000,
        "(" * 4_000,
        "per 1M " * 800,
        "[1]" * 1_200,
        "May 4 " * 800,
        "up to " * 1_000 + "5",
        "half a " * 1_000,
        "1e9" * 1_400,
        "°" * 1_800,
    ],
    ids=lambda text: text[:8],
)
def test_hostile_repetition_ends(text: str) -> None:
    found = quantify.find(layout.view(text))
    records: list[Quantity | Skip] = [*found.quantities, *found.skips]
    for record in records:
        assert 0 <= record.start < record.end <= len(text)


@pytest.mark.parametrize(
    "text", ["5 million £ 4 billion", "30–64 million£ 4.69T", "20 $ 5 times", "3 $20 notes", "9$.5"]
)
def test_a_sign_between_two_numbers_belongs_to_one(text: str) -> None:
    found = markup.quantities(markup.run(text))
    assert all(left.end <= right.start for left, right in itertools.pairwise(found))
