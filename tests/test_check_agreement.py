"""The same slot in several places: agreement, contradiction, look-alikes, drift, the catalog, and origins."""

from __future__ import annotations

from typing import Any

import pytest

from extractor import check
from extractor.models import Listing, SourceRef
from tests.checking import (
    ACME,
    CN,
    JADE,
    MINI,
    ONYX,
    OPAL,
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
)

Row = tuple[str, str, dict[str, Any]]


def two(measure: str, unit: str, first: Row, second: Row, **both: Any) -> list[check.Check]:  # type: ignore[name-defined]
    """Two articles that each give one figure of one thing."""
    rows = []
    for name, (surface, value, fields) in zip("ab", (first, second), strict=True):
        claim = said(surface, value, measure, unit, fields.pop("subject", JADE), **{**both, **fields})
        rows.append(article(name, f"It says {surface} in {name}.", claim))
    return checks(*rows)


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        (("12.83 billion", "12.83e9"), ("13 billion", "13e9"), "consistent"),
        (("12.83 billion", "12.83e9"), ("12.8 billion", "12.8e9"), "consistent"),
        (("12.83 billion", "12.83e9"), ("12.8300 billion", "12.83e9"), "consistent"),
        (("6.5 billion", "6.5e9"), ("6 billion", "6e9"), "consistent_by_rounding"),
        (("12.83 billion", "12.83e9"), ("12 billion", "12e9"), "inconsistent"),
        (("310 billion", "310e9"), ("320 billion", "320e9"), "inconsistent"),
        (("31.5 billion", "31.5e9"), ("31.6 billion", "31.6e9"), "inconsistent"),
    ],
)
def test_two_statements_of_one_parameter_count(first: tuple[str, str], second: tuple[str, str], verdict: str) -> None:
    result = two("parameters", "parameters", (*first, {}), (*second, {}))
    assert [c.verdict for c in result] == [verdict]
    mirrored = two("parameters", "parameters", (*second, {}), (*first, {}))
    assert [c.verdict for c in mirrored] == [verdict]


@pytest.mark.parametrize(
    ("written", "value", "all_digits", "verdict"),
    [
        ("256K", "256000", "262,144", "consistent_by_rounding"),
        ("128K", "128000", "131,072", "consistent_by_rounding"),
        ("1M", "1e6", "1,048,576", "consistent_by_rounding"),
        ("128K", "128000", "130,072", "inconsistent"),
    ],
)
def test_a_thousand_may_stand_for_1024_where_windows_are_measured(
    written: str, value: str, all_digits: str, verdict: str
) -> None:
    exact = (all_digits, all_digits.replace(",", ""), {})
    result = two("context_window", "tokens", (written, value, {}), exact)
    assert [c.verdict for c in result] == [verdict]


@pytest.mark.parametrize(
    ("mine", "yours", "field"),
    [
        ({"scope_ids": (SWITCHBOARD,)}, {"scope_ids": (ACME,)}, "platform"),
        ({"qualifier": "chips"}, {"qualifier": None}, "kind of figure"),
        ({"modality": "forecast"}, {}, "forecast"),
        ({"period": "2025"}, {"period": None}, "the period"),
    ],
)
def test_what_one_text_narrows_or_leaves_open_keeps_it_from_accusing(
    mine: dict[str, Any], yours: dict[str, Any], field: str
) -> None:
    rows = (("$9.1 billion", "9.1e9", mine), ("$9.6 billion", "9.6e9", yours))
    claims = [said(t, v, "revenue", "usd", ACME, **{"period": "2025", **more}) for t, v, more in rows]
    result = checks(article("a", "Acme made $9.1 billion. Further down it says $9.6 billion.", *claims))
    check = only(result, "agreement", "a0", "a1")
    assert check.verdict == "not_comparable"
    assert field in check.explanation
    assert not accusations(result)


def test_figures_far_apart_are_two_things_and_no_contradiction() -> None:
    result = two("parameters", "parameters", ("310 billion", "310e9", {}), ("22 billion", "22e9", {}))
    assert not found(result, "agreement")


def test_the_same_digits_a_thousand_times_apart_are_a_slip() -> None:
    result = two("parameters", "parameters", ("317 billion", "317e9", {}), ("317 million", "317e6", {}))
    check = only(result, "scale_slip", "a0", "b0")
    assert check.verdict == "inconsistent"
    assert "factor of 1,000" in check.explanation


def test_one_contradiction_links_every_mention_of_both_values() -> None:
    text = "Jade 3 has 310 billion parameters. All 310 billion were trained. Another post says 340 billion."
    sizes = [
        said(s, v, "parameters", "parameters", JADE)
        for s, v in (("310 billion", "310e9"), ("310 billion", "310e9"), ("340 billion", "340e9"))
    ]
    result = checks(article("a", text, *sizes))
    assert only(result, "agreement", "a0", "a1", "a2").verdict == "inconsistent"
    assert only(result, "agreement", "a0", "a1").verdict == "consistent"


@pytest.mark.parametrize(
    ("words", "accused"),
    [("Jade 3 has", True), ("Jade 3 was initially believed to have", False), ("Rumour has it that Jade 3 has", False)],
)
def test_a_figure_that_nobody_stands_by_accuses_nobody(words: str, accused: bool) -> None:
    claims = [said(f"{size}B", f"{size}e9", "parameters", "parameters", JADE) for size in (340, 310)]
    one = article("a", f"{words} 340B parameters.", claims[0])
    two = article("b", "Jade 3 has 310B parameters.", claims[1])
    assert bool(accusations(checks(one, two))) == accused


def sized(name: str, text: str, *sizes: str, **fields: Any) -> tuple[Any, Any]:
    return article(name, text, *(said(s, f"{s[:-1]}e9", "parameters", "parameters", JADE, **fields) for s in sizes))


def test_doubtful_sizes_in_sentences_about_others_make_no_family() -> None:
    first = sized("a", "Jade 3 has 310B parameters.", "310B")
    second = sized("b", "It is said that Jade 3 has 310B parameters.", "310B")
    third = sized("c", "Jade 3 has 340B parameters.", "340B")
    talks = [sized(name, "A talk on small ones: 22B.", "22B", confidence=0.6) for name in "de"]
    [check] = accusations(checks(first, second, third, *talks))
    assert {part.claim_id for part in check.claims} == {"a0", "b0", "c0"}
    surely = [sized(name, "People run the 22B one.", "22B", confidence=0.8) for name in "de"]
    assert not accusations(checks(first, second, third, *surely))  # it is a family after all


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ("Quarry is a corpus of 9.4 trillion tokens.", True),
        ("The model was trained on Quarry, that is 9.4 trillion tokens.", False),
        ("A sample of Quarry has 9.4 trillion tokens.", False),
    ],
)
def test_a_data_set_has_one_number_of_tokens_where_all_of_it_is_meant(text: str, accused: bool) -> None:
    def tokens(name: str, words: str, size: str) -> tuple[Any, Any]:
        claim = said(f"{size} trillion tokens", f"{size}e12", "training_tokens", "tokens", "product:quarry")
        return article(name, words, claim)

    first = tokens("a", "Quarry holds 9.1 trillion tokens.", "9.1")
    assert bool(accusations(checks(first, tokens("b", text, "9.4")))) == accused


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ("A [page](https://x.example/jade-3-instruct) gives Jade 3 340B parameters.", True),
        ("A page gives Jade 3 instruct 340B parameters.", False),
    ],
)
def test_an_address_is_no_word_of_its_sentence(text: str, accused: bool) -> None:
    result = checks(sized("a", "Jade 3 has 310B parameters.", "310B"), sized("b", text, "340B"))
    assert bool(accusations(result)) == accused


@pytest.mark.parametrize(
    ("text", "confidence", "accused"),
    [
        ("- News of Jade 3: the model, with 340B parameters, is out.", 0.6, True),
        ("- News of Jade 3: the model, with 340B parameters, is out.", 0.4, False),
        ("- News of Jade 3 and Opal: the model, with 340B parameters, is out.", 0.6, False),
        ("- News of Jade 3 from Acme: the model, with 340B parameters, is out.", 0.6, True),
        ("- News of the day: the model, with 340B parameters, is out.", 0.6, False),
        ("- News of Jade 3 and Zircon-7: the model, with 340B parameters, is out.", 0.6, False),
    ],
)
def test_an_item_about_one_model_leaves_little_doubt_whose_the_figure_is(
    text: str, confidence: float, accused: bool
) -> None:
    result = checks(sized("a", "Jade 3 has 310B parameters.", "310B"), sized("b", text, "340B", confidence=confidence))
    assert bool(accusations(result)) == accused


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ("Of rivals there are few. One model, with 340B parameters, is of May 2026.", True),
        ("Of rivals there are few. Zircon-7, a model with 340B parameters, is one.", False),
    ],
)
def test_a_figure_beside_a_name_that_nobody_knows_is_doubtful(text: str, accused: bool) -> None:
    sure = [sized(name, "Jade 3 has 310B parameters.", "310B") for name in "ab"]
    result = checks(*sure, sized("c", text, "340B", confidence=0.6))
    assert bool(accusations(result)) == accused


def test_old_and_new_value_of_one_sentence_contradict_nobody() -> None:
    first = article(
        "a",
        "The price fell to $0.40 from $0.55.",
        *(said(s, s[1:], "price_input", "usd_per_1m_tokens", JADE) for s in ("$0.40", "$0.55")),
    )
    second = article("b", "It costs $0.55.", said("$0.55", "0.55", "price_input", "usd_per_1m_tokens", JADE))
    assert not accusations(checks(first, second))


def test_a_range_that_holds_both_values_speaks_for_both() -> None:
    text = "It saw 12T to 13T tokens. One source says 12T tokens. Another says 13T tokens."
    spread = {"surface": "12T to 13T", "subject_ids": (JADE,), "value": None, "low": 12 * 10**12, "high": 13 * 10**12}
    claims = {**spread, "decimals": -12, "unit": "tokens", "measure": "training_tokens"}
    others = [said(s, v, "training_tokens", "tokens", JADE) for s, v in (("12T", "12e12"), ("13T", "13e12"))]
    assert not accusations(checks(article("a", text, claims, *others)))


def test_a_model_and_its_variant_are_not_taken_for_one() -> None:
    text = "Jade 3 saw 12T tokens. Jade 3 mini, they say, saw 13T tokens."
    claims = [
        said(s, v, "training_tokens", "tokens", m) for s, v, m in (("12T", "12e12", JADE), ("13T", "13e12", MINI))
    ]
    check = only(checks(article("a", text, *claims)), "agreement", "a0", "a1")
    assert check.verdict == "not_comparable"
    assert "what the figure is about" in check.explanation


def test_one_number_for_a_thing_alone_and_with_another() -> None:
    text = "Acme has 340 million users. Of those 340 million users some use only its sister Opal."
    alone = said("340 million", "340e6", "users", "users", ACME)
    both = said("340 million", "340e6", "users", "users", subject_ids=(ACME, OPAL))
    check = only(checks(article("a", text, alone, both)), "agreement", "a0", "a1")
    assert check.verdict == "not_comparable"
    assert check.severity == "warning"


def test_two_periods_are_a_drift_once_for_the_whole_series() -> None:
    volume = ("token_volume", "tokens", JADE)
    rows = [("a", "2.45T", "2.45e12", WEEK_BEFORE), ("b", "1.91T", "1.91e12", WEEK), ("c", "1.91T", "1.91e12", WEEK)]
    result = checks(*(article(n, f"It did {s}.", said(s, v, *volume, period=p)) for n, s, v, p in rows))
    check = only(result, "drift", "a0", "b0", "c0")
    assert check.verdict == "not_comparable"
    assert "period differs" in check.explanation
    assert not accusations(result)


def test_a_forecast_is_compared_with_forecasts_only() -> None:
    year = {"period": "2030", "subject": ACME}
    result = two(
        "revenue",
        "usd",
        ("$40.1 billion", "40.1e9", {**year, "modality": "forecast"}),
        ("$47.3 billion", "47.3e9", year),
    )
    assert not accusations(result)


# ---------------------------------------------------------------- catalog


def rows(*values: tuple[str, str], field: str = "context_window") -> tuple[Listing, ...]:
    return tuple(
        Listing(entity_id=JADE, provider=p, field=field, value_text=v, as_of="2026-05-01", source="list")  # type: ignore[arg-type]
        for p, v in values
    )


LISTED = rows(("switchboard", "131072"), ("jade", "204800"), ("hostile", "1000000")) + rows(
    ("jade", "65536"), field="output_limit"
)


@pytest.mark.parametrize(
    ("surface", "value", "scope", "verdict", "words"),
    [
        ("131,072-token", "131072", (SWITCHBOARD,), "consistent", ("1 of 3 providers", "204,800 tokens (jade)")),
        ("131,072-token", "131072", (), "consistent", ("switchboard",)),
        ("128K", "128000", (SWITCHBOARD,), "consistent_by_rounding", ("1,024",)),
        ("204,800-token", "204800", (SWITCHBOARD,), "undetermined", ("switchboard lists another value", "jade")),
        ("65,536-token", "65536", (), "undetermined", ("is the output limit there", "No provider lists it")),
        ("131,702-token", "131702", (SWITCHBOARD,), "undetermined", ("A likely slip: two digits swapped",)),
        ("131,772-token", "131772", (SWITCHBOARD,), "undetermined", ("A likely slip: one digit",)),
        ("13,107,200-token", "13107200", (SWITCHBOARD,), "undetermined", ("A likely slip: a factor of 100 ",)),
    ],
)
def test_a_window_is_held_against_every_listing(
    surface: str, value: str, scope: tuple[str, ...], verdict: str, words: tuple[str, ...]
) -> None:
    claim = said(surface, value, "context_window", "tokens", JADE, scope_ids=scope)
    check = only(checks(article("a", f"It has a {surface} window.", claim), listings=LISTED), "catalog", "a0")
    assert check.verdict == verdict
    for part in words:
        assert part in check.explanation


def test_a_provider_named_in_the_sentence_is_part_of_the_key() -> None:
    claim = said("204,800-token", "204800", "context_window", "tokens", JADE)
    result = checks(article("a", "The page at Switchboard shows a 204,800-token window.", claim), listings=LISTED)
    assert only(result, "catalog").verdict == "undetermined"


def test_a_price_that_nobody_lists_may_have_moved_and_one_that_somebody_lists_is_borne_out() -> None:
    listings = rows(("jade", "0.55"), ("switchboard", "0.60"), field="price_input")
    for price, verdicts in (("$0.40", []), ("$0.55", ["consistent"])):
        claim = said(price, price[1:], "price_input", "usd_per_1m_tokens", JADE)
        result = checks(article("a", f"Input costs {price}.", claim), listings=listings)
        assert [c.verdict for c in result] == verdicts


# ---------------------------------------------------------------- origins


def tokens(name: str, text: str = "Chinese models served 5.27 trillion tokens.", **fields: Any) -> Any:
    return article(name, text, said("5.27 trillion", "5.27e12", "token_volume", "tokens", CN, period=WEEK, **fields))


def test_four_articles_that_name_one_platform_are_one_origin() -> None:
    named = [
        tokens(n, f"{n} says 5.27 trillion {n}.", attributed_to=who)
        for n, who in zip("abc", ("OpenRouter", "openrouter.ai", "OpenRouter"), strict=True)
    ]
    unnamed = tokens("d", "And d has 5.27 trillion too.")
    check = only(checks(*named, unnamed), "agreement", "a0", "b0", "c0", "d0")
    assert check.origins == 1
    assert "4 articles, 1 origin" in check.explanation


def test_two_named_sources_corroborate_each_other() -> None:
    result = checks(tokens("a", attributed_to="Gartner"), tokens("b", "b gives 5.27 trillion.", attributed_to="IDC"))
    check = only(result, "corroboration", "a0", "b0")
    assert check.origins == 2


def test_an_aggregator_is_no_origin() -> None:
    given = corpus(tokens("a", attributed_to="36Kr"), tokens("b", "b gives 5.27 trillion.", attributed_to="IDC"))
    assert next(c for c in check.run(given) if c.kind == "agreement").origins == 1


WIRE = "The lab said on Monday that its new model reads long files faster than any other and costs less to run. " * 2


def test_copies_links_and_shared_sources_join_articles() -> None:
    copy, _ = article("b", f"Breaking: {WIRE}")
    first, _ = article("a", WIRE)
    other, _ = article("c", "Nothing of the sort was heard elsewhere, and the town went about its day in the rain.")
    linked = [SourceRef(article_id="c", name="the lab's post", url="https://lab.example/post/", relation="linked")]
    post = first.model_copy(update={"url": "https://www.lab.example/post"})
    assert check.origins((first, copy, other), (), ()) == {"a": "a", "b": "a", "c": "c"}
    assert check.origins((post, other), linked, ()) == {"a": "a", "c": "a"}
    (x, claims_x), (y, claims_y) = (
        tokens("x", attributed_to="J.P. Morgan"),
        tokens("y", "y has 5.27 trillion.", attributed_to="JPMorgan Chase"),
    )
    assert check.origins((x, y), (), (*claims_x, *claims_y)) == {"x": "x", "y": "x"}


def test_an_address_where_everyone_publishes_joins_nobody() -> None:
    pair = [tokens("a"), tokens("b", "b gives 5.27 trillion.")]
    sources = tuple(
        SourceRef(article_id=n, name="x.com", url=f"https://x.com/{n}", domain="x.com", relation="listed") for n in "ab"
    )
    articles = [a for a, _ in pair]
    claims = [c for _, placed in pair for c in placed]
    assert check.origins(articles, sources, claims) == {"a": "a", "b": "b"}


def test_a_printed_text_is_reported_once_with_its_copies() -> None:
    result = checks(article("a", WIRE), article("b", f"Breaking: {WIRE}"))
    assert only(result, "lineage").title == "2 articles, one origin"


def test_figures_that_fit_into_one_sum_do_not_contradict_each_other() -> None:
    text = "The loss was $12.6 billion. Before that stood $14.2 billion, reduced by $1.1 billion and $0.5 billion."
    rows = (
        ("$12.6 billion", "12.6e9"),
        ("$14.2 billion", "14.2e9"),
        ("$1.1 billion", "1.1e9"),
        ("$0.5 billion", "0.5e9"),
    )
    losses = [said(s, v, "loss", "usd", ACME, period="2025", qualifier="net") for s, v in rows]
    alone = [said("$14.2 billion", "14.2e9", "loss", "usd", ACME, period="2025", qualifier="net")]
    first = article("a", text, *losses)
    assert not accusations(checks(first))
    assert not accusations(checks(first, article("b", "A net loss of $14.2 billion.", *alone)))


def test_a_headline_about_the_lab_and_the_text_about_its_model() -> None:
    text = "Jade raises prices by 1,345%. For Jade 3 that is +1,345% at peak."
    claims = [
        said("1,345%", "1345", "growth", "percent", s, of="price_cached", direction="up") for s in ("lab:jade", JADE)
    ]
    assert only(checks(article("a", text, *claims)), "agreement", "a0", "a1").verdict == "consistent"


def test_text_of_another_subject_is_never_compared() -> None:
    text = "Jade 3 has 310 billion parameters. Onyx has 340 billion parameters."
    sizes = [
        said(s, v, "parameters", "parameters", m)
        for s, v, m in (("310 billion", "310e9", JADE), ("340 billion", "340e9", ONYX))
    ]
    assert not checks(article("a", text, *sizes))
