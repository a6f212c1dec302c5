"""Lists of rates, deductions, prices of states, gaps in brackets and beyond: which figures a relation is of."""

from __future__ import annotations

from typing import Any

import pytest

from tests.checking import (
    ACME,
    JADE,
    MINI,
    ONYX,
    accusations,
    article,
    checks,
    found,
    said,
    usd,
)


def price(surface: str, subject: str = JADE, measure: str = "price_output", **fields: Any) -> dict[str, Any]:
    return said(surface, surface[1:], measure, "usd_per_1m_tokens", subject, **fields)


def rate(surface: str, **fields: Any) -> dict[str, Any]:
    given = {"of": "price_output", "direction": "up", **fields}
    return said(surface, surface.strip("+%"), "growth", "percent", JADE, **given)


@pytest.mark.parametrize(
    ("rates", "accused"),
    [
        (("+50%", "+200%"), []),
        (("+100%", "+200%"), ["+100%"]),  # as the second level is of the first, which is not what the list says
        (("+50%", "+300%"), ["+300%"]),
    ],
)
def test_a_list_of_rates_is_held_against_the_list_of_levels(rates: tuple[str, str], accused: list[str]) -> None:
    text = f"Jade 3 output rises from $2.20 to $3.30/$6.60, that is {rates[0]}/{rates[1]}."
    given = article("a", text, price("$2.20"), price("$3.30"), price("$6.60"), *(rate(r) for r in rates))
    wrong = accusations(checks(given))
    ids = {f"a{3 + place}" for place, r in enumerate(rates) if r in accused}
    assert {p.claim_id for c in wrong for p in c.claims if p.role == "stated"} == ids


@pytest.mark.parametrize(
    ("years", "growth", "accused"),
    [
        (("2024", "2025"), "133%", 0),
        (("2024", "2025"), "180%", 1),
        (("2022", "2025"), "180%", 0),
        (("2024", "2025"), "180% of web", 0),
    ],
)
def test_a_growth_far_from_the_only_two_levels_of_its_article(years: Any, growth: str, accused: int) -> None:
    text = f"Acme made $4.2 billion in {years[0]} and $9.8 billion in {years[1]}. {'It was a good year. ' * 40}"
    text += f"Revenue, one reader noted, grew {growth[:4]}."
    made = [
        usd("$4.2 billion", "4.2e9", "revenue", period=years[0]),
        usd("$9.8 billion", "9.8e9", "revenue", period=years[1]),
    ]
    more = {"qualifier": "web"} if "web" in growth else {}
    grown = said(growth[:4], growth[:3], "growth", "percent", ACME, of="revenue", direction="up", **more)
    assert len(accusations(checks(article("a", text, *made, grown)))) == accused


@pytest.mark.parametrize(
    ("whole", "value", "accused"), [("$52.4 billion", "52.4e9", 0), ("$52.4 million", "52.4e6", 1)]
)
def test_a_deduction_may_be_larger_than_what_it_is_taken_from(whole: str, value: str, accused: int) -> None:
    text = f"The net loss was {whole}, reduced by $11.2 billion and $4.1 billion, while $9.0 billion was lent."
    text += " Net loss: $37.1 billion."
    parts = [usd(s, f"{s[1:5].strip()}e9", "loss") for s in ("$11.2 billion", "$4.1 billion", "$9.0 billion")]
    net = {"qualifier": "net"}
    losses = usd(whole, value, "loss", **net), *parts, usd("$37.1 billion", "37.1e9", "loss", **net)
    result = checks(article("a", text, *losses))
    assert len(accusations(result)) == accused
    assert all("a3" not in {p.claim_id for p in c.claims} for c in found(result, "difference"))


@pytest.mark.parametrize(("cached", "accused"), [("$0.50", 0), ("$2.50", 1), ("$25.0", 1)])
def test_a_discount_to_the_full_price_is_none(cached: str, accused: int) -> None:
    text = f"Input costs $2.50 per million tokens, 80% off when cached: {cached}."
    off = said("80%", "80", "discount", "percent", JADE, direction="down")
    given = price("$2.50", measure="price_input"), off, price(cached, measure="price_cached")
    assert len(accusations(checks(article("a", text, *given)))) == accused


@pytest.mark.parametrize(("last", "accused"), [("$1.10/$2.20", 0), ("$5.10/$2.20", 1)])
def test_a_pair_of_states_is_read_in_the_order_of_the_others(last: str, accused: int) -> None:
    text = f"Off-peak and peak, 2x apart: $0.30/$0.60, $0.70/$1.40 and {last}."
    times = said("2x", "2", "price_ratio", "multiple", JADE, qualifier="off-peak")
    pairs = [("$0.30", JADE), ("$0.60", JADE), ("$0.70", MINI), ("$1.40", MINI), *((p, JADE) for p in last.split("/"))]
    kinds = ["price_output"] * 4 + ["price_input"] * 2
    given = times, *(price(surface, subject, kind) for (surface, subject), kind in zip(pairs, kinds, strict=True))
    assert len(accusations(checks(article("a", text, *given)))) == accused


@pytest.mark.parametrize(("last", "accused"), [("$5.2 billion", 0), ("$7.2 billion", 1)])
def test_the_figures_in_brackets_are_those_of_the_gap_before_them(last: str, accused: int) -> None:
    text = "Acme leads Onyx. Acme made $9.4 billion, Onyx $5.2 billion: a lead of $4.2 billion"
    text += f" ($9.4 billion vs {last})."
    lead = usd("$4.2 billion", "4.2e9", "difference", of="revenue")
    made = usd("$9.4 billion", "9.4e9", "revenue"), usd("$5.2 billion", "5.2e9", "revenue", ONYX)
    again = made[0], usd(last, f"{last[1:4]}e9", "revenue", ONYX)
    wrong = accusations(checks(article("a", text, *made, lead, *again)))
    assert len([c for c in wrong if c.kind == "difference"]) == accused


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ("Acme raised $6.1 billion, $4.2 billion short of its goal of $10.3 billion.", 0),
        ("Acme raised $6.1 billion, $2.2 billion short of its goal of $10.3 billion.", 1),
        ("The gap between Acme's $6.1 billion and Onyx's $2.2 billion is $9.3 billion.", 1),
        ("The gap between Acme's $6.1 billion and Onyx's $2.2 billion is $3.9 billion.", 0),
        ("Acme raised $6.1 billion, and lost $2.2 billion; its goal was $10.3 billion.", 0),
    ],
)
def test_words_behind_an_amount_or_before_two_make_it_a_gap(text: str, accused: int) -> None:
    amounts = [f"{w} billion" for w in text.replace(",", "").split() if w.startswith("$")]
    subjects = [ONYX if f"Onyx's {a}" in text else ACME for a in amounts]
    given = [usd(a, f"{a[1:].split()[0]}e9", "funding", s) for a, s in zip(amounts, subjects, strict=True)]
    assert len(accusations(checks(article("a", text, *given)))) == accused


def test_a_rise_on_the_stock_market_is_none_of_revenue() -> None:
    text = "Acme shares gained 3%, after revenue rose from $35 billion to $44 billion."
    up = said("3%", "3", "growth", "percent", ACME, of="revenue", direction="up")
    made = usd("$35 billion", "35e9", "revenue"), usd("$44 billion", "44e9", "revenue")
    assert not accusations(checks(article("a", text, up, *made)))
    assert accusations(checks(article("a", text.replace("shares", "sales"), up, *made)))


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ("Acme had 9.2 million users, 15 points more than the 8.0 million of May.", 1),
        ("Acme had 9.2 million users, 45 points more than the 8.0 million of May.", 0),
        ("Acme had 9.2 million users, and its index is 15 points above the 8.0 million of May.", 0),
        ("Acme shares fell; it had 9.2 million users, 15 points more than the 8.0 million of May.", 0),
    ],
)
def test_amounts_have_no_points_between_them(text: str, accused: int) -> None:
    told = text.split(" points")[0].split()[-1]
    gap = said(f"{told} points", told, "benchmark_gap", "points", ACME, of="benchmark_score")
    many = [said(f"{n} million", f"{n}e6", "users", "users", ACME) for n in ("9.2", "8.0")]
    assert len(accusations(checks(article("a", text, many[0], gap, many[1])))) == accused


def test_a_share_of_amounts_is_no_number_of_points() -> None:
    text = "Acme has 40.0 million users. Of these 5.2 million pay, or 13 points."
    part = said("13 points", "13", "benchmark_score", "points", ACME)
    many = [said(f"{n} million", f"{n}e6", "users", "users", ACME) for n in ("40.0", "5.2")]
    assert [c.kind for c in accusations(checks(article("a", text, *many, part)))] == ["share"]
