"""Faults that a text betrays though it leaves much unsaid: headlines, reports, misprints, lists, shares."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from extractor.check import slips
from extractor.models import Claim
from tests.checking import (
    ACME,
    CN,
    JADE,
    ONYX,
    OPAL,
    US,
    WEEK,
    WEEK_BEFORE,
    accusations,
    article,
    checks,
    found,
    only,
    said,
    usd,
    volume,
)


def value(number: str, decimals: int = 0) -> Claim:
    return Claim(
        id="c", article_id="a", start=0, end=1, surface=number, unit="usd", measure="cost", sentence=number,
        value=Decimal(number), decimals=decimals,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "power"),
    [
        ("4.17e9", "4.17e10", 1),
        ("41e9", "41e6", 3),  # a magnitude word: two digits will do
        ("41e9", "41e8", None),
        ("4.17e9", "4.71e9", None),
        ("4.17e9", "4.17e9", None),
    ],
)
def test_a_power_of_ten_between_the_same_digits_is_a_slip(one: str, other: str, power: int | None) -> None:
    assert slips.power(value(one), value(other)) == slips.power(value(other), value(one)) == power


@pytest.mark.parametrize(
    ("head", "amount", "accused"),
    [
        ("# Acme burns $70 million", "70e6", True),
        ("# Acme burns $41 million", "41e6", False),
        ("- **[Acme burns $70 million](https://acme.example)** the papers show", "70e6", True),
        ("Acme burns $70 million.", "70e6", False),  # no headline: another time may be meant
    ],
)
def test_a_headline_is_held_against_the_only_such_figure_under_it(head: str, amount: str, accused: bool) -> None:
    item = head.startswith("-")
    text = f"{head}{' ' if item else chr(10)}Acme burnt $41.2 million in the second quarter."
    first = "$70 million" if "70" in head else "$41 million"
    result = checks(
        article(
            "a", text, usd(first, amount, "cash_burn"), usd("$41.2 million", "41.2e6", "cash_burn", period="2026-Q2")
        )
    )
    assert bool(accusations(result)) == accused


def test_a_headline_over_two_such_figures_accuses_nobody() -> None:
    text = "# Acme burns $70 million\nAcme burnt $41.2 million in the second quarter and $39.4 million in the first."
    burnt = [usd("$41.2 million", "41.2e6", "cash_burn", period="2026-Q2"),
             usd("$39.4 million", "39.4e6", "cash_burn", period="2026-Q1")]  # fmt: skip
    assert not accusations(checks(article("a", text, usd("$70 million", "70e6", "cash_burn"), *burnt)))


def report(name: str, valuation: str, amount: str, shared: bool = True) -> Any:
    text = f"Acme is valued at {valuation}. It has 4,100 GPUs, 62 MW and 275 engineers, and burnt $38 million."
    facts = [
        said("4,100", "4100", "count", "count", ACME, qualifier="gpus"),
        said("62 MW", "62e6", "power", "watts", ACME),
        said("275", "275", "count", "count", ACME, qualifier="engineers"),
        usd("$38 million", "38e6", "cash_burn"),
    ]
    return article(name, text, usd(valuation, amount, "valuation"), *(facts if shared else []))


def test_reports_of_one_event_contradict_each_other_though_neither_gives_a_date() -> None:
    assert accusations(checks(report("a", "$27 billion", "27e9"), report("b", "$31 billion", "31e9")))
    assert not accusations(checks(report("a", "$27 billion", "27e9"), report("b", "$27 billion", "27e9")))
    alone = report("b", "$31 billion", "31e9", shared=False)
    assert not accusations(checks(report("a", "$27 billion", "27e9"), alone))


@pytest.mark.parametrize(("again", "amount", "accused"), [("1,742", "1742", True), ("1,851", "1851", False)])
def test_a_score_of_one_article_that_is_another_but_for_a_slip(again: str, amount: str, accused: bool) -> None:
    text = f"Jade 3 has 1,472 points in the arena. Many were surprised. In the arena Jade 3 stands at {again} points."
    both = (("1,472", "1472"), (again, amount))
    scores = [said(s, v, "benchmark_score", "points", JADE, qualifier="arena") for s, v in both]
    assert bool(accusations(checks(article("a", text, *scores)))) == accused


# ---------------------------------------------------------------- lists that say that they are complete


@pytest.mark.parametrize(
    ("total", "amount", "verdict"),
    [("$70 million", "70e6", "consistent"), ("$40 million", "40e6", "inconsistent")],
)
@pytest.mark.parametrize("form", ["before", "colon"])
def test_a_list_with_the_rest_in_it_makes_its_total(form: str, total: str, amount: str, verdict: str) -> None:
    lead = f"Acme spent {total} in all of 2025. " if form == "before" else f"Acme spent {total} in 2025: "
    text = f"{lead}Chips took $41 million, staff $17 million and everything else $12 million."
    parts = [usd(s, v, "cost", ACME if s == "$41 million" else "model:onyx")
             for s, v in (("$41 million", "41e6"), ("$17 million", "17e6"), ("$12 million", "12e6"))]  # fmt: skip
    assert only(checks(article("a", text, usd(total, amount, "cost"), *parts)), "sum").verdict == verdict


def test_a_list_that_is_not_complete_has_no_total() -> None:
    text = "Acme spent $90 million in 2025. Chips took $41 million, staff $17 million and power $12 million."
    amounts = (("$90 million", "90e6"), ("$41 million", "41e6"), ("$17 million", "17e6"), ("$12 million", "12e6"))
    assert not accusations(checks(article("a", text, *(usd(s, v, "cost") for s, v in amounts))))


@pytest.mark.parametrize(("last", "verdict"), [("24%", "consistent"), ("34%", "inconsistent")])
def test_shares_with_the_rest_make_a_hundred(last: str, verdict: str) -> None:
    text = f"Jade 3 has 45% of the calls, Onyx 31% and all others the remaining {last}."
    shares = [said(s, s[:-1], "share", "percent", who) for s, who in (("45%", JADE), ("31%", ONYX), (last, ONYX))]
    assert only(checks(article("a", text, *shares)), "sum").verdict == verdict


@pytest.mark.parametrize(
    ("lead", "total", "verdict"),
    [
        ("Three labs raised money, together", "$7.5 billion", "consistent"),
        ("Three labs raised money, together", "$8.5 billion", "inconsistent"),
        ("Labs raised money, together", "$8.5 billion", None),  # nobody says that the list has them all
    ],
)
def test_a_total_over_the_items_of_a_list(lead: str, total: str, verdict: str | None) -> None:
    text = f"{lead} {total}.\n- Jade: $4.2 billion at $30 billion\n- Onyx: $2.1 billion\n- Opal: $1.2 billion"
    items = [usd("$4.2 billion", "4.2e9", "funding", JADE), usd("$30 billion", "30e9", "valuation", JADE),
             usd("$2.1 billion", "2.1e9", "debt", ONYX), usd("$1.2 billion", "1.2e9", "funding", OPAL)]  # fmt: skip
    result = checks(article("a", text, usd(total, f"{total[1:4]}e9", "funding", ""), *items))
    assert [c.verdict for c in found(result, "sum")] == ([verdict] if verdict else [])


# ---------------------------------------------------------------- shares whose words name part and whole


@pytest.mark.parametrize(
    ("share", "percent", "verdict"), [("20 percent", "20", "consistent"), ("50 percent", "50", "inconsistent")]
)
def test_a_part_right_before_its_share(share: str, percent: str, verdict: str) -> None:
    text = f"Acme has 140 million users. Of these 28 million pay, or {share}."
    people = [said("140 million", "140e6", "users", "users", ACME), said("28 million", "28e6", "users", "users", ACME)]
    result = checks(article("a", text, *people, said(share, percent, "share", "percent", ACME)))
    assert only(result, "share", "a0", "a1", "a2").verdict == verdict


def test_a_share_of_a_group_is_of_the_group_that_its_subjects_belong_to() -> None:
    text = "Chinese models served 4 trillion tokens, all models 9 trillion. Jade 3 served 1 trillion, or 45 percent."
    figures = [volume("4 trillion", "4e12", CN), volume("9 trillion", "9e12", "platform:switchboard"),
               volume("1 trillion", "1e12", JADE)]  # fmt: skip
    share = said("45 percent", "45", "token_share", "percent", JADE, period=WEEK)
    [accused] = accusations(checks(article("a", text, *figures, share)))
    assert {part.claim_id for part in accused.claims} == {"a0", "a2", "a3"}


def test_a_share_with_two_possible_wholes_accuses_nobody() -> None:
    text = "Acme has 140 million users a month and 90 million a day. Of these 28 million pay, or 50 percent."
    people = [said(s, v, "users", "users", ACME)
              for s, v in (("140 million", "140e6"), ("90 million", "90e6"), ("28 million", "28e6"))]  # fmt: skip
    assert not accusations(checks(article("a", text, *people, said("50 percent", "50", "share", "percent", ACME))))


@pytest.mark.parametrize(("share", "accused"), [("10%", False), ("30%", True)])
def test_the_active_part_of_a_model(share: str, accused: bool) -> None:
    text = f"Jade 3 has 300B parameters. It activates 30B. Only {share} of the weights are active at a time."
    sizes = [said("300B", "300e9", "parameters", "parameters", JADE),
             said("30B", "30e9", "active_parameters", "parameters", JADE)]  # fmt: skip
    result = checks(article("a", text, *sizes, said(share, share[:-1], "share", "percent", JADE)))
    assert bool(accusations(result)) == accused


@pytest.mark.parametrize(("share", "accused"), [("40%", False), ("70%", True)])
def test_a_share_of_one_kind_of_cost(share: str, accused: bool) -> None:
    text = f"Acme's costs were $50 million. Training took $20 million. So training is {share} of the bill."
    costs = [usd("$50 million", "50e6", "cost"), usd("$20 million", "20e6", "cost", qualifier="training")]
    result = checks(article("a", text, *costs, said(share, share[:-1], "share", "percent", ACME, qualifier="training")))
    assert bool(accusations(result)) == accused


@pytest.mark.parametrize(("share", "accused"), [("40%", False), ("70%", True)])
def test_a_share_of_all_that_its_sentence_gives(share: str, accused: bool) -> None:
    text = f"American models served 4 trillion tokens. Everything together was 10 trillion, a share of {share}."
    figures = [volume("4 trillion", "4e12", US), volume("10 trillion", "10e12", US)]
    result = checks(article("a", text, *figures, said(share, share[:-1], "token_share", "percent", US, period=WEEK)))
    assert bool(accusations(result)) == accused


# ---------------------------------------------------------------- other relations that leave no choice


@pytest.mark.parametrize(("gap", "amount", "accused"), [("$17 million", "17e6", False), ("$71 million", "71e6", True)])
def test_the_two_numbers_in_brackets_are_those_of_the_gap(gap: str, amount: str, accused: bool) -> None:
    text = f"Onyx is behind Jade 3 by {gap} ($58 million vs $41 million), and $9 million went to both."
    figures = [usd(gap, amount, "difference", "model:onyx"), usd("$58 million", "58e6", "cost", "model:jade-3"),
               usd("$41 million", "41e6", "cost", "model:jade-3"), usd("$9 million", "9e6", "cost", "")]  # fmt: skip
    assert bool(accusations(checks(article("a", text, *figures)))) == accused


@pytest.mark.parametrize(("last", "amount", "accused"), [("$36", "36", False), ("$63", "63", True)])
def test_pairs_of_states_that_a_multiple_fits_show_the_one_that_it_does_not(
    last: str, amount: str, accused: bool
) -> None:
    text = f"At peak hours it costs 3 times the off-peak price. Jade 3: $4 / $12. Onyx: $7 / $21. Opal: $12 / {last}."
    pairs = (("$4", "4", "$12", "12", JADE), ("$7", "7", "$21", "21", ONYX), ("$12", "12", last, amount, OPAL))
    prices = [usd(s, v, "price", who) for a, b, c, d, who in pairs for s, v in ((a, b), (c, d))]
    times = said("3 times", "3", "price_ratio", "multiple", "lab:jade", of="price")
    assert bool(accusations(checks(article("a", text, times, *prices)))) == accused


@pytest.mark.parametrize(("rest", "amount", "accused"), [("$55 million", "55e6", False), ("$95 million", "95e6", True)])
def test_what_is_left_after_deductions_is_one_figure(rest: str, amount: str, accused: bool) -> None:
    text = f"A net loss of {rest} was reported. It was $80 million, reduced by $14 million and $11 million of credits."
    loss = usd(rest, amount, "loss", qualifier="net", period="2025")
    chain = [usd("$80 million", "80e6", "loss", qualifier="net", period="2025"),
             usd("$14 million", "14e6", "loss", period="2025"),
             usd("$11 million", "11e6", "loss", period="2025")]  # fmt: skip
    assert bool(accusations(checks(article("a", text, loss, *chain)))) == accused


@pytest.mark.parametrize(("kind", "accused"), [("operating", True), ("net", False)])
def test_an_operating_loss_is_costs_less_revenue_and_a_net_loss_is_not(kind: str, accused: bool) -> None:
    text = "Acme had revenue of $30 million, costs of $70 million and a loss of $90 million."
    figures = [usd("$30 million", "30e6", "revenue"), usd("$70 million", "70e6", "cost"),
               usd("$90 million", "90e6", "loss", qualifier=kind)]  # fmt: skip
    assert bool(accusations(checks(article("a", text, *figures)))) == accused


# ---------------------------------------------------------------- one thing at two times, and figures just given


@pytest.mark.parametrize(
    ("added", "amount", "accused"), [("0.4 trillion", "0.4e12", False), ("0.7 trillion", "0.7e12", True)]
)
@pytest.mark.parametrize("rivals", [False, True])
def test_a_change_is_between_the_one_value_of_a_week_and_of_the_week_before(
    added: str, amount: str, accused: bool, rivals: bool
) -> None:
    last = [
        article("a", "Jade 3 served 1.3 trillion tokens.", volume("1.3 trillion", "1.3e12", JADE, period=WEEK_BEFORE))
    ]
    if rivals:  # two tell of the week before, each another number
        text = "Jade 3 served 1.9 trillion tokens."
        last.append(article("b", text, volume("1.9 trillion", "1.9e12", JADE, period=WEEK_BEFORE)))
    text = f"Jade 3 served 1.7 trillion tokens. It added {added} in a week."
    rise = said(added, amount, "difference", "tokens", JADE, period=WEEK, of="token_volume", direction="up")
    result = checks(*last, article("c", text, volume("1.7 trillion", "1.7e12", JADE), rise))
    assert bool([c for c in accusations(result) if c.kind == "difference"]) == (accused and not rivals)


@pytest.mark.parametrize(("fall", "accused"), [("60 percent", False), ("90 percent", True)])
def test_a_fall_is_of_the_two_prices_just_given_whatever_they_are_called(fall: str, accused: bool) -> None:
    text = f"To answer a million questions costs 16 cents. It was 40 cents then. That is a fall of {fall}."
    prices = [said("a million", "1e6", "count", "count", ACME, decimals=-6), usd("16 cents", "0.16", "cost"),
              usd("40 cents", "0.40", "price")]  # fmt: skip
    result = checks(article("a", text, *prices, said(fall, fall[:2], "growth", "percent", ACME, direction="down")))
    assert bool(accusations(result)) == accused


@pytest.mark.parametrize(("points", "accused"), [("27 points", False), ("57 points", True)])
def test_points_between_two_percentages(points: str, accused: bool) -> None:
    text = f"The hit rate went from 31 percent to 58 percent, so {points}."
    rates = [said(s, s[:2], "discount", "percent", ACME) for s in ("31 percent", "58 percent")]
    result = checks(article("a", text, *rates, said(points, points[:2], "benchmark_score", "points", JADE)))
    assert bool(accusations(result)) == accused


def test_two_names_of_one_round_are_one_figure() -> None:
    rounds = [("a", "$900 million", "900e6", "series f"), ("b", "$300 million", "300e6", "series f"),
              ("c", "$700 million", "700e6", "series e")]  # fmt: skip
    articles = [article(n, f"Acme raised {s}.", usd(s, v, "funding", qualifier=q)) for n, s, v, q in rounds]
    [accused] = accusations(checks(*articles))
    assert {part.claim_id for part in accused.claims} == {"a0", "b0"}


def test_a_headline_in_a_figure_of_speech_is_not_of_the_amounts_below() -> None:
    text = "# Acme takes $9 of every ten\nAcme burnt $41.2 million in the second quarter."
    burnt = [usd("$9", "9", "cash_burn"), usd("$41.2 million", "41.2e6", "cash_burn")]
    assert not accusations(checks(article("a", text, *burnt)))


@pytest.mark.parametrize(("share", "accused"), [("15%", False), ("45%", True)])
def test_a_share_is_of_the_whole_that_another_share_of_the_text_fits(share: str, accused: bool) -> None:
    text = f"The hub saw 200 million downloads. Jade made up 80 million, or 40%, and Onyx 30 million, or {share}."
    counts = [said(s, v, "downloads", "count", who) for s, v, who in (
        ("200 million", "200e6", "platform:switchboard"), ("80 million", "80e6", JADE))]  # fmt: skip
    first, last = said("40%", "40", "share", "percent", JADE), said(share, share[:2], "share", "percent", ONYX)
    result = checks(article("a", text, *counts, first, said("30 million", "30e6", "downloads", "count", ONYX), last))
    assert bool(accusations(result)) == accused


@pytest.mark.parametrize(("loss", "accused"), [("15 percent", False), ("51 percent", True)])
def test_a_change_between_two_years_is_of_the_same_half_of_both(loss: str, accused: bool) -> None:
    text = f"Jade had 510 million downloads. A year later it had 435 million. So it has lost {loss}."
    halves = [said(s, v, "downloads", "count", JADE, period=f"{y}-01-01/{y}-06-30")
              for s, v, y in (("510 million", "510e6", 2025), ("435 million", "435e6", 2026))]  # fmt: skip
    fall = said(loss, loss[:2], "growth", "percent", JADE, direction="down", period="2025/2026")
    assert bool(accusations(checks(article("a", text, *halves, fall)))) == accused


def test_a_growth_without_a_period_is_of_the_two_years_that_the_text_gives() -> None:
    text = "Acme took $3.7 million in 2024 and $13 million in 2025. Onyx is older. Sales of Acme grew 251%."
    sales = [
        usd("$3.7 million", "3.7e6", "revenue", period="2024"),
        usd("$13 million", "13e6", "revenue", period="2025"),
    ]
    growth = said("251%", "251", "growth", "percent", ACME, direction="up", of="revenue")
    assert only(checks(article("a", text, *sales, growth)), "growth", "a0", "a1", "a2").verdict == "consistent"
