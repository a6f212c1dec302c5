"""Derived figures held against stated ones: sums, differences, growth, multiples, shares, prices."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.checking import (
    ACME,
    CN,
    JADE,
    MINI,
    ONYX,
    OPAL,
    SWITCHBOARD,
    US,
    WEEK,
    WEEK_BEFORE,
    accusations,
    article,
    checks,
    found,
    only,
    said,
    volume,
)


@pytest.mark.parametrize(
    ("gap", "value", "verdict"),
    [
        ("1.6 trillion", "1.6e12", "consistent"),
        ("1.7 trillion", "1.7e12", "inconsistent"),
        ("1.63 trillion", "1.63e12", "consistent"),
        ("1.636 trillion", "1.636e12", "consistent_by_rounding"),
    ],
)
def test_a_difference_is_held_against_both_levels(gap: str, value: str, verdict: str) -> None:
    text = f"Chinese models served 5.27 trillion tokens. American ones served 3.64 trillion. The lead is {gap}."
    lead = said(gap, value, "difference", "tokens", CN, counterpart_ids=(US,), period=WEEK)
    result = checks(
        article("a", text, volume("5.27 trillion", "5.27e12", CN), volume("3.64 trillion", "3.64e12", US), lead)
    )
    assert only(result, "difference", "a0", "a1", "a2").verdict == verdict


def test_an_inconsistent_check_shows_both_intervals_the_gap_and_the_repair() -> None:
    text = "Chinese models served 5.27 trillion tokens and American ones 3.64 trillion, a lead of 1.9 trillion."
    lead = said("1.9 trillion", "1.9e12", "difference", "tokens", CN, counterpart_ids=(US,), period=WEEK)
    result = checks(
        article("a", text, volume("5.27 trillion", "5.27e12", CN), volume("3.64 trillion", "3.64e12", US), lead)
    )
    check = only(result, "difference")
    assert (check.stated_low, check.stated_high) == (1_850_000_000_000, 1_950_000_000_000)
    assert (check.derived_low, check.derived_high) == (1_620_000_000_000, 1_640_000_000_000)
    assert check.severity == "error"
    for words in (
        "5.27 trillion tokens - 3.64 trillion tokens",
        "= 1.63 trillion tokens (1.62 trillion tokens to 1.64 trillion tokens with rounding)",
        "210 billion tokens apart, more than rounding can explain",
    ):
        assert words in check.explanation
    assert "One other digit would do: 1.6 trillion tokens in place of 1.9 trillion tokens" in check.explanation


@pytest.mark.parametrize(
    ("before", "words", "verdicts"),
    [
        ("Jade 3 scored 81.2% on Alpha.", "a lead of 1.9 points", ["consistent"]),
        ("Jade 3 scored 81.2% on Alpha.", "a lead of 2.9 points", ["inconsistent"]),
        ("Jade 3 scored 81.2% on Alpha.", "2.9 points ahead", ["inconsistent"]),
        ("Jade 3 scored 81.2% on Alpha.", "a gain of 2.9 points", []),  # over what it was
        ("Jade 3 scored 81.2% on Alpha.", "a lead of 2.9 points over the third", []),
        ("Jade 3 scored 81.2% on Beta.", "a lead of 2.9 points", []),  # another test
        ("Jade 3 scored 81.2% on Alpha, Opal 79.0%.", "a lead of 2.9 points", []),  # over which of them?
    ],
)
def test_a_lead_is_over_the_one_that_the_paragraph_named_before(before: str, words: str, verdicts: list[str]) -> None:
    text, gap = f"{before} Onyx scored 83.1% on Alpha, {words}.", "1.9" if "1.9" in words else "2.9"
    names = {"81.2%": JADE, "79.0%": OPAL, "83.1%": ONYX}
    told = [(s, n) for s, n in names.items() if s in text]
    kinds = {s: "Beta" if "Beta" in before and n == JADE else "Alpha" for s, n in told}
    scores = [said(s, s[:-1], "benchmark_score", "percent", n, qualifier=kinds[s]) for s, n in told]
    lead = said(
        f"{gap} points", gap, "benchmark_gap", "percentage_points", ONYX, of="benchmark_score", qualifier="Alpha"
    )
    assert [c.verdict for c in found(checks(article("a", text, *scores, lead)), "difference")] == verdicts


def test_a_difference_without_a_named_rival_accuses_nobody() -> None:
    text = "Jade 3 gained 10 points, reaching 41% where the best before had 12%."
    gain = said("10 points", "10", "benchmark_gap", "percentage_points", JADE, direction="up")
    scores = [said(s, s[:-1], "benchmark_score", "percent", JADE, qualifier="Ladder") for s in ("41%", "12%")]
    assert not accusations(checks(article("a", text, gain, *scores)))


def test_a_row_of_a_table_says_what_its_gain_is_of() -> None:
    text = "| Ladder | 62.4 | 71.9 | +9.9 |"
    scores = [
        said(s, s, "benchmark_score", "points", m, qualifier="Ladder") for s, m in (("62.4", ONYX), ("71.9", JADE))
    ]
    gain = said("+9.9", "9.9", "benchmark_gap", "points", JADE, direction="up", qualifier="Ladder")
    check = only(checks(article("a", text, *scores, gain)), "difference")
    assert check.verdict == "inconsistent"
    assert "9.5" in check.explanation


@pytest.mark.parametrize(
    ("total", "value", "verdict"),
    [
        ("4.6 trillion", "4.6e12", "consistent"),
        ("4.60 trillion", "4.6e12", "consistent"),
        ("4.9 trillion", "4.9e12", "inconsistent"),
    ],
)
def test_a_total_of_named_parts_is_their_sum(total: str, value: str, verdict: str) -> None:
    text = f"Jade 3 did 2.1 trillion tokens, Onyx 1.4 trillion and Jade 3 mini 1.1 trillion. Together that is {total}."
    parts = [
        volume("2.1 trillion", "2.1e12", JADE),
        volume("1.4 trillion", "1.4e12", ONYX),
        volume("1.1 trillion", "1.1e12", MINI),
    ]
    whole = volume(total, value, "", subject_ids=(JADE, ONYX, MINI))
    result = checks(article("a", text, *parts, whole))
    assert only(result, "sum", "a0", "a1", "a2", "a3").verdict == verdict


def test_an_open_list_is_no_sum_and_a_shared_score_is_none_either() -> None:
    text = "Revenue was $9.4 billion, including $4.1 billion for chips and $2.2 billion for rent."
    money = [
        said(s, v, "revenue", "usd", ACME, period="2025", qualifier=q)
        for s, v, q in (
            ("$9.4 billion", "9.4e9", None),
            ("$4.1 billion", "4.1e9", "chips"),
            ("$2.2 billion", "2.2e9", "rent"),
        )
    ]
    assert not found(checks(article("a", text, *money)), "sum")
    text = "Jade 3 has 61 points and Onyx 58. Both together, they say, score 61."
    score = [said("61", "61", "benchmark_score", "points", JADE), said("58", "58", "benchmark_score", "points", ONYX)]
    both = said("61", "61", "benchmark_score", "points", subject_ids=(JADE, ONYX))
    assert not found(checks(article("a", text, *score, both)), "sum")


def test_a_run_of_segments_makes_the_total_beside_it() -> None:
    text = "Sales were $9.4 billion in all: $5.1 billion for chips, $2.8 billion for rent, $1.5 billion for the rest."
    rows = [
        ("$9.4 billion", "9.4e9", None),
        ("$5.1 billion", "5.1e9", "chips"),
        ("$2.8 billion", "2.8e9", "rent"),
        ("$1.5 billion", "1.5e9", "other"),
    ]
    money = [said(s, v, "revenue", "usd", ACME, period="2025", qualifier=q) for s, v, q in rows]
    assert only(checks(article("a", text, *money)), "sum", "a0", "a1", "a2", "a3").verdict == "consistent"


def test_what_remains_after_deductions() -> None:
    text = (
        "Acme's net loss: $12.61 billion. Before that stood $20.48 billion, reduced by $5.36 billion and $2.51 billion."
    )
    rows = [
        ("$12.61 billion", "12.61e9"),
        ("$20.48 billion", "20.48e9"),
        ("$5.36 billion", "5.36e9"),
        ("$2.51 billion", "2.51e9"),
    ]
    losses = [said(s, v, "loss", "usd", ACME, period="2025") for s, v in rows]
    check = only(checks(article("a", text, *losses)), "difference")
    assert check.verdict == "consistent"
    assert {part.role for part in check.claims} == {"stated", "whole", "deduction"}


@pytest.mark.parametrize(
    ("rate", "verdict", "flips"),
    [("32%", "consistent", False), ("58%", "inconsistent", False), ("31%", "consistent_by_rounding", False)],
)
def test_growth_between_two_levels(rate: str, verdict: str, flips: bool) -> None:
    text = f"Revenue rose {rate} from $2.5 billion to $3.3 billion."
    growth = said(rate, rate[:-1], "growth", "percent", ACME, of="revenue", direction="up")
    levels = [said(s, v, "revenue", "usd", ACME) for s, v in (("$2.5 billion", "2.5e9"), ("$3.3 billion", "3.3e9"))]
    check = only(checks(article("a", text, growth, *levels)), "growth", "a0", "a1", "a2")
    assert (check.verdict, check.flips_headline) == (verdict, flips)


@pytest.mark.parametrize(
    ("part", "value", "verdict"),
    [("a third", "0.3333333333", "consistent"), ("half", "0.5", "inconsistent"), ("a fifth", "0.2", "inconsistent")],
)
def test_a_fraction_says_how_much_changed_to_its_first_place(part: str, value: str, verdict: str) -> None:
    text = f"Chinese models served 4.00 trillion tokens, down by {part} from 6.00 trillion."
    drop = {"measure": "growth", "unit": "multiple", "value": Decimal(value), "decimals": None, "direction": "down"}
    change = {**said(part, "", "growth", "multiple", CN, of="token_volume", period=WEEK), **drop}
    after = volume("4.00 trillion", "4.00e12", CN)
    before = volume("6.00 trillion", "6.00e12", CN, period=WEEK_BEFORE)
    check = only(checks(article("a", text, after, change, before)), "growth")
    assert check.verdict == verdict
    assert f"down by {part}" in check.explanation


@pytest.mark.parametrize(
    ("clause", "accused"),
    [
        (", and has thus dropped {}", 1),
        (", so that volume fell {}", 1),
        (", and use of other models fell {}", 0),
        (" while prices dropped {}", 0),
    ],
)
def test_a_change_with_a_subject_of_its_own_is_not_of_the_figures_before_it(clause: str, accused: int) -> None:
    text = f"Volume of Chinese models went from 6.00 trillion tokens to 4.00 trillion{clause.format('40%')}."
    before = volume("6.00 trillion", "6.00e12", CN, period=WEEK_BEFORE)
    drop = said("40%", "40", "growth", "percent", CN, of="token_volume", direction="down", period=WEEK)
    result = checks(article("a", text, before, volume("4.00 trillion", "4.00e12", CN), drop))
    assert len(accusations(result)) == accused
    nobody = [
        {**c, "subject_ids": (), "confidence": 0.3} for c in (before, volume("4.00 trillion", "4.00e12", CN), drop)
    ]
    assert len(accusations(checks(article("a", text, *nobody)))) == accused


@pytest.mark.parametrize(("last", "verdict"), [("3.00 trillion", "inconsistent"), ("3.60 trillion", "consistent")])
def test_from_one_to_the_other_is_of_no_figure_elsewhere(last: str, verdict: str) -> None:
    """Chance would have it that the figure of the sentence before fits."""
    text = f"Onyx served 3.60 trillion tokens. Chinese models fell by 40%, from 6.00 trillion to {last} tokens."
    drop = said("40%", "40", "growth", "percent", CN, of="token_volume", direction="down", period=WEEK)
    before = volume("6.00 trillion", "6.00e12", CN, period=WEEK_BEFORE)
    after = volume(last, f"{last.split()[0]}e12", CN)
    result = checks(article("a", text, volume("3.60 trillion tokens", "3.60e12", ONYX), drop, before, after))
    assert [c.verdict for c in found(result, "growth")] == [verdict]


def test_the_word_behind_a_total_makes_no_total_of_its_parts() -> None:
    text = "Acme has 80 models in total, 50 open models and 30 closed models."
    told = ("80 models", "50 open models", "30 closed models")
    given = [said(t, t[:2], "count", "count", ACME, qualifier=t[3:]) for t in told]
    assert only(checks(article("a", text, *given)), "sum", "a0", "a1", "a2").verdict == "consistent"


def test_the_week_before_is_no_part_of_the_total_of_two() -> None:
    text = (
        "Jade 3 served 4.10 trillion tokens, up from 3.50 trillion. Onyx served 1.20 trillion tokens. "
        "Together they served 5.90 trillion tokens."
    )
    total = {**volume("5.90 trillion tokens", "5.90e12", JADE), "subject_ids": (JADE, ONYX)}
    older = volume("3.50 trillion", "3.50e12", JADE, period=WEEK_BEFORE)
    parts = [volume("4.10 trillion tokens", "4.10e12", JADE), older, volume("1.20 trillion tokens", "1.20e12", ONYX)]
    assert only(checks(article("a", text, *parts, total)), "sum", "a0", "a2", "a3").verdict == "inconsistent"


@pytest.mark.parametrize(("step", "accused"), [("P1Y", 0), ("P3M", 1), (None, 1)])
def test_a_growth_over_a_year_is_not_one_from_quarter_to_quarter(step: str | None, accused: int) -> None:
    text = "Acme made $57.0 billion, then $68.1 billion, up 73%."
    quarters = ("2025-07-01/2025-09-30", "2025-10-01/2025-12-31")
    told = [
        said(f"${n} billion", f"{n}e9", "revenue", "usd", ACME, period=q)
        for n, q in zip(("57.0", "68.1"), quarters, strict=True)
    ]
    rise = said("73%", "73", "growth", "percent", ACME, of="revenue", direction="up", step=step)
    assert len(accusations(checks(article("a", text, *told, rise)))) == accused


def test_a_growth_of_the_wrong_sign_flips_the_headline() -> None:
    text = "Revenue rose 24% from $3.3 billion to $2.5 billion."
    growth = said("24%", "24", "growth", "percent", ACME, of="revenue", direction="up")
    levels = [said(s, v, "revenue", "usd", ACME) for s, v in (("$3.3 billion", "3.3e9"), ("$2.5 billion", "2.5e9"))]
    check = only(checks(article("a", text, growth, *levels)), "growth")
    assert check.verdict == "inconsistent"
    assert check.flips_headline


def test_each_of_several_growths_finds_its_own_level() -> None:
    text = "Cached input rises from $0.0024 to $0.012/$0.036, that is +400%/+1,400%."
    prices = [said(s, s[1:], "price_cached", "usd_per_1m_tokens", JADE) for s in ("$0.0024", "$0.012", "$0.036")]
    growths = [
        said(s, v, "growth", "percent", JADE, of="price_cached", direction="up")
        for s, v in (("+400%", "400"), ("+1,400%", "1400"))
    ]
    result = checks(article("a", text, *prices, *growths))
    assert only(result, "growth", "a0", "a1", "a3").verdict == "consistent"
    assert only(result, "growth", "a0", "a2", "a4").verdict == "consistent"
    assert not accusations(result)


def test_a_growth_before_another_leads_to_no_level() -> None:
    text = "Orders rose 51% and backlog 110% to $63.0 billion."
    rises = [said(f"{n}%", str(n), "growth", "percent", ACME, of="backlog", direction="up") for n in (51, 110)]
    result = checks(article("a", text, *rises, said("$63.0 billion", "63e9", "backlog", "usd", ACME)))
    assert [[part.claim_id for part in c.claims] for c in found(result, "growth")] == [["a1", "a2"]]


def test_a_growth_with_one_level_gives_the_level_before() -> None:
    text = "Chinese volume rose 8.25% on the week to 5.27 trillion tokens."
    growth = said("8.25%", "8.25", "growth", "percent", CN, of="token_volume", direction="up", period=WEEK, step="P1W")
    check = only(checks(article("a", text, growth, volume("5.27 trillion", "5.27e12", CN))), "growth")
    assert check.verdict == "derived"
    assert check.derived_low is not None
    assert check.derived_high is not None
    assert 4.863e12 < check.derived_low < 5.27e12 / 1.0825 < check.derived_high < 4.874e12
    assert "1 to 7 June 2026" in check.explanation


def test_a_growth_is_held_against_the_level_that_another_article_gives_for_the_period_before() -> None:
    text = "Chinese volume rose 8.2% to 5.27 trillion tokens on Switchboard."
    growth = said("8.2%", "8.2", "growth", "percent", CN, direction="up", period=WEEK)
    now = article("b", text, growth, volume("5.27 trillion", "5.27e12", CN, scope_ids=(SWITCHBOARD,)))
    before = volume("4.87 trillion", "4.87e12", CN, period=WEEK_BEFORE, scope_ids=(SWITCHBOARD,))
    past = article("a", "Chinese models served 4.87 trillion tokens on Switchboard.", before)
    assert only(checks(past, now), "growth", "a0", "b0", "b1").verdict == "consistent"


@pytest.mark.parametrize(
    ("fold", "value", "noun", "verdict"),
    [
        ("6.4×", "6.4", "smaller", "consistent"),
        ("9.4×", "9.4", "smaller", "inconsistent"),
        ("6.5×", "6.5", "smaller", "inconsistent"),
    ],
)
def test_a_multiple_is_held_against_the_two_levels(fold: str, value: str, noun: str, verdict: str) -> None:
    text = f"Its cache takes 7.81 GB, {fold} {noun} than Opal's 49.98 GB."
    one = said("7.81 GB", "7.81e9", "memory", "bytes", JADE)
    times = said(fold, value, "multiple", "multiple", JADE, counterpart_ids=(OPAL,), of="memory", direction="down")
    other = said("49.98 GB", "49.98e9", "memory", "bytes", OPAL)
    assert only(checks(article("a", text, one, times, other)), "ratio", "a0", "a1", "a2").verdict == verdict


@pytest.mark.parametrize(
    ("levels", "certain", "accused"),
    [("7.81 49.98", 0.9, 1), ("7.81 49.98", 0.6, 1), ("7.81 49.98", 0.45, 0), ("7.81 7.81", 0.9, 0)],
)
def test_a_multiple_accuses_two_different_levels_that_are_surely_read(
    levels: str, certain: float, accused: int
) -> None:
    small, large = levels.split()
    one = said(f"{small} GB", f"{small}e9", "memory", "bytes", JADE, confidence=certain)
    times = said("9.4x", "9.4", "multiple", "multiple", JADE, counterpart_ids=(OPAL,), of="memory", direction="down")
    other = said(f"{large} GB", f"{large}e9", "memory", "bytes", OPAL)
    text = f"Its cache takes {small} GB, 9.4x smaller than Opal's {large} GB."
    assert len(accusations(checks(article("a", text, one, times, other)))) == accused


@pytest.mark.parametrize(("leader", "accused"), [(JADE, 1), (MINI, 0)])
def test_a_gap_accuses_only_beside_a_score_of_its_own(leader: str, accused: int) -> None:
    text = "Scores: 61.0 points against 57.0 points, a gap of 9.0 points."
    scores = [
        said(f"{s} points", s, "benchmark_score", "points", m, qualifier="Ladder")
        for s, m in (("61.0", JADE), ("57.0", OPAL))
    ]
    gap = said("9.0 points", "9.0", "benchmark_gap", "points", leader, qualifier="Ladder")
    assert len(accusations(checks(article("a", text, *scores, gap)))) == accused


def test_an_n_fold_increase_may_be_the_ratio_or_the_ratio_less_one() -> None:
    for fold, value in (("4-fold", "4"), ("3-fold", "3")):
        text = f"Usage went from 2.0 trillion tokens in 2025 to 8.0 trillion in 2026, a {fold} increase."
        levels = [
            volume(s, v, CN, period=p)
            for s, v, p in (("2.0 trillion", "2e12", "2025"), ("8.0 trillion", "8e12", "2026"))
        ]
        times = said(fold, value, "multiple", "multiple", CN, of="token_volume", direction="up")
        assert only(checks(article("a", text, *levels, times)), "ratio").verdict == "consistent"


def test_coarse_zeros_make_a_multiple_fit_only_by_rounding() -> None:
    text = "It sees a rise from about 10 quadrillion in 2025 to about 2,700 quadrillion in 2030, a 250-fold increase."
    about = {"comparator": "~", "hedge": "about"}
    levels = [
        volume(s, v, "country:cn", period=p, modality="forecast", **about)
        for s, v, p in (("10 quadrillion", "1e16", "2025"), ("2,700 quadrillion", "2.7e18", "2030"))
    ]
    times = said(
        "250-fold", "250", "multiple", "multiple", "country:cn", of="token_volume", modality="forecast", **about
    )
    check = only(checks(article("a", text, *levels, times)), "ratio", "a0", "a1", "a2")
    assert check.verdict == "consistent_by_rounding"
    assert check.severity == "warning"


def test_peak_prices_are_all_the_said_multiple_of_off_peak_ones() -> None:
    text = "Peak hours cost 3× off-peak. Input is $0.20/$0.60, output $0.80/$2.40, and the cache $0.02/$0.05."
    times = said("3×", "3", "price_ratio", "multiple", JADE, qualifier="peak over off-peak")
    prices = [
        said(s, s[1:], m, "usd_per_1m_tokens", JADE)
        for s, m in (
            ("$0.20", "price_input"),
            ("$0.60", "price_input"),
            ("$0.80", "price_output"),
            ("$2.40", "price_output"),
            ("$0.02", "price_cached"),
            ("$0.05", "price_cached"),
        )
    ]
    result = checks(article("a", text, times, *prices))
    assert only(result, "ratio", "a0", "a1", "a2").verdict == "consistent"
    assert only(result, "ratio", "a0", "a3", "a4").verdict == "consistent"
    assert not accusations(result), "a pair that no word names as peak and off-peak is not accused"


def test_tokens_per_parameter_and_loss_follow_from_their_parts() -> None:
    text = "It saw 12.0T tokens over 0.40T parameters, i.e. roughly 30 tokens per parameter."
    parts = [
        said("12.0T tokens", "12e12", "training_tokens", "tokens", JADE),
        said("0.40T parameters", "0.4e12", "parameters", "parameters", JADE),
    ]
    ratio = said(
        "30 tokens per parameter", "30", "ratio", "tokens_per_parameter", JADE, comparator="~", hedge="roughly"
    )
    assert only(checks(article("a", text, *parts, ratio)), "ratio", "a0", "a1", "a2").verdict == "consistent"
    text = "With costs of $41.2 billion and revenue of $15.3 billion, Acme lost $35.9 billion."
    rows = [
        ("$41.2 billion", "41.2e9", "cost"),
        ("$15.3 billion", "15.3e9", "revenue"),
        ("$35.9 billion", "35.9e9", "loss"),
    ]
    money = [said(s, v, m, "usd", ACME, period="2025") for s, v, m in rows]
    check = only(checks(article("b", text, *money)), "difference")
    assert check.verdict == "inconsistent"
    assert "$25.9 billion" in check.explanation


@pytest.mark.parametrize(("rate", "verdict"), [("75%", "consistent"), ("90%", "inconsistent")])
def test_a_discount_is_held_against_two_prices(rate: str, verdict: str) -> None:
    text = f"Input is $4.00, output $20.00, and cached input is discounted {rate} to $1.00."
    full = said("$4.00", "4", "price_input", "usd_per_1m_tokens", JADE)
    output = said("$20.00", "20", "price_output", "usd_per_1m_tokens", JADE)
    discount = said(rate, rate[:-1], "discount", "percent", JADE, direction="down")
    cached = said("$1.00", "1", "price_cached", "usd_per_1m_tokens", JADE)
    assert (
        only(checks(article("a", text, full, output, discount, cached)), "ratio", "a0", "a2", "a3").verdict == verdict
    )


@pytest.mark.parametrize(("blend", "verdict"), [("$4.80", "consistent"), ("$6.40", "inconsistent")])
def test_a_blended_price_weighs_input_and_output(blend: str, verdict: str) -> None:
    text = f"Input is $2.00 and output $16.00. At 80% input and 20% output that is {blend} blended."
    prices = [
        said("$2.00", "2", "price_input", "usd_per_1m_tokens", JADE),
        said("$16.00", "16", "price_output", "usd_per_1m_tokens", JADE),
    ]
    weights = [said("80% input", "80", "share", "percent", JADE), said("20% output", "20", "share", "percent", JADE)]
    whole = said(blend, blend[1:], "price_blended", "usd_per_1m_tokens", JADE)
    assert (
        only(checks(article("a", text, *prices, *weights, whole)), "sum", "a0", "a1", "a2", "a3", "a4").verdict
        == verdict
    )


def test_shares_of_one_table_share_their_whole_and_the_odd_one_out_is_accused() -> None:
    text = "| Jade 3 | 2.1T | 15.0% |\n| Onyx | 1.4T | 10.0% |\n| Opal | 0.7T | 8.0% |\n| All of Switchboard | 14.0T |"
    rows = [("2.1T", "2.1e12", "15.0%", JADE), ("1.4T", "1.4e12", "10.0%", ONYX), ("0.7T", "0.7e12", "8.0%", OPAL)]
    cells = [
        c for s, v, p, m in rows for c in (volume(s, v, m), said(p, p[:-1], "token_share", "percent", m, period=WEEK))
    ]
    result = checks(article("a", text, *cells, volume("14.0T", "14e12", SWITCHBOARD)))
    assert only(result, "share", "a0", "a1", "a6").verdict == "consistent"
    assert only(result, "share", "a4", "a5", "a6").verdict == "inconsistent"


@pytest.mark.parametrize(
    ("period", "share", "verdict", "flips"),
    [
        (WEEK, "59%", "consistent", False),
        (WEEK, "64%", "inconsistent", False),
        (None, "64%", "not_comparable", False),
        ("2026-05", "64%", "not_comparable", False),
    ],
)
def test_a_share_cannot_exceed_what_the_known_volumes_leave(
    period: str | None, share: str, verdict: str, flips: bool
) -> None:
    text = f"Chinese models served 5.27 trillion tokens. American ones served 3.64 trillion. China has {share} of all."
    part = said(share, share[:-1], "token_share", "percent", CN, period=period)
    result = checks(
        article("a", text, volume("5.27 trillion", "5.27e12", CN), volume("3.64 trillion", "3.64e12", US), part)
    )
    check = only(result, "share", "a0", "a1", "a2")
    assert (check.verdict, check.flips_headline) == (verdict, flips)
    if verdict == "not_comparable":
        assert "the period differs" in check.explanation
        assert "at most 59.2" in check.explanation


def test_a_part_is_at_most_its_whole() -> None:
    text = "Jade 3 and Onyx served 4.4 trillion tokens, most of China's 5.27 trillion."
    part = volume("4.4 trillion", "4.4e12", "", subject_ids=(JADE, ONYX))
    check = only(checks(article("a", text, part, volume("5.27 trillion", "5.27e12", CN))), "bound", "a0", "a1")
    assert check.verdict == "consistent"
    assert "83.5%" in check.explanation
    more = volume("6.4 trillion", "6.4e12", "", subject_ids=(JADE, ONYX))
    text = text.replace("4.4", "6.4")
    check = only(checks(article("a", text, more, volume("5.27 trillion", "5.27e12", CN))), "bound", "a0", "a1")
    assert check.verdict == "inconsistent"
    assert check.flips_headline


def test_more_active_parameters_than_parameters_cannot_be() -> None:
    text = "The model has 30B parameters, 38B of them active."
    sizes = [
        said("30B", "30e9", "parameters", "parameters", JADE),
        said("38B", "38e9", "active_parameters", "parameters", JADE),
    ]
    assert only(checks(article("a", text, *sizes)), "bound").verdict == "inconsistent"


def test_denied_and_supposed_figures_take_no_part_and_weak_ones_accuse_nobody() -> None:
    text = "Chinese models served 5.27 trillion tokens and American ones 3.64 trillion, a lead of 1.9 trillion."
    lead = said("1.9 trillion", "1.9e12", "difference", "tokens", CN, counterpart_ids=(US,), period=WEEK)
    levels = volume("5.27 trillion", "5.27e12", CN), volume("3.64 trillion", "3.64e12", US)
    for change in ({"modality": "negated"}, {"modality": "hypothetical"}, {"confidence": 0.4}):
        assert not accusations(checks(article("a", text, *levels, {**lead, **change})))
    assert accusations(checks(article("a", text, *levels, lead)))


def test_a_lead_without_a_named_rival_is_over_the_one_other_country() -> None:
    text = (
        "Chinese models served 5.27 trillion tokens.\nAmerican ones served 3.64 trillion.\nChina leads by 1.9 trillion."
    )
    lead = said("1.9 trillion", "1.9e12", "difference", "tokens", CN, of="token_volume", period=WEEK)
    levels = volume("5.27 trillion", "5.27e12", CN), volume("3.64 trillion", "3.64e12", US)
    assert only(checks(article("a", text, *levels, lead)), "difference", "a0", "a1", "a2").verdict == "inconsistent"


def test_doubtful_figures_accuse_nobody() -> None:
    for confidence, verdicts in ((0.6, ["inconsistent"]), (0.4, [])):
        text = "Revenue was $2.5 billion in 2025.\nIt rose 58% to $3.3 billion in 2026."
        doubt = {"confidence": confidence}
        levels = [("$2.5 billion", "2.5e9", "2025"), ("$3.3 billion", "3.3e9", "2026")]
        money = [said(s, v, "revenue", "usd", ACME, period=p, **doubt) for s, v, p in levels]
        growth = said("58%", "58", "growth", "percent", ACME, of="revenue", direction="up", period="2026", **doubt)
        result = checks(article("a", text, money[0], growth, money[1]))
        assert [c.verdict for c in found(result, "growth") if c.verdict != "derived"] == verdicts
