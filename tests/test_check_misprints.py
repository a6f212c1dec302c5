"""Two values of a slot, one the other but for a slip of the hand: when that accuses, and what keeps figures apart."""

from __future__ import annotations

from typing import Any

import pytest

from extractor.check import slips
from extractor.models import Article, Claim
from tests.checking import ACME, JADE, accusations, article, checks, said, usd, volume
from tests.test_check_faults import value

Placed = tuple[Article, list[Claim]]


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("4.17e9", "4.17e12", 2),  # a magnitude word
        ("4.17e9", "4.71e9", 2),  # swapped
        ("417", "457", 1),  # one digit of three is a chance
        ("41", "14", 1),  # two digits have few neighbours
        ("41", "410", 1),
        ("41", "47", 0),
        ("417", "538", 0),
        ("4", "40", 0),
        ("20.9e9", "21e6", 2),  # rounded, and another magnitude word
        ("20.9e9", "22e6", 0),
        ("20.9e9", "21e8", 0),  # rounded, and no word makes such a power
    ],
)
def test_how_far_two_numbers_betray_a_slip(one: str, other: str, likeness: int) -> None:
    assert slips.likeness(value(one), value(other)) == slips.likeness(value(other), value(one)) == likeness


def worth(name: str, text: str, amount: str, day: str, **fields: Any) -> Placed:
    surface = text[text.index("$") :].partition(" billion")[0] + " billion"
    return article(name, text, usd(surface, amount, "valuation", **fields), published=day)


FIRST = worth("a", "A fund has bought into Acme. Acme is worth $18.6 billion now.", "18.6e9", "2026-05-04")


@pytest.mark.parametrize(
    ("text", "amount", "day", "accused"),
    [
        ("Investors put Acme at $16.8 billion.", "16.8e9", "2026-05-06", True),
        ("Investors put Acme at $186 billion.", "186e9", "2026-05-06", True),
        ("Investors put Acme at $18.6 billion.", "18.6e9", "2026-05-06", False),
        ("Investors put Acme at $16.8 billion.", "16.8e9", "2026-07-06", False),  # two months on it may be worth less
        ("Investors put Acme at $22.4 billion.", "22.4e9", "2026-05-06", False),  # no slip
        ("In an earlier round Acme was put at $16.8 billion.", "16.8e9", "2026-05-06", False),
        ("Investors put Acme at $16.8 billion pre-money.", "16.8e9", "2026-05-06", False),
        ("Investors had expected Acme at $16.8 billion.", "16.8e9", "2026-05-06", False),
    ],
)
def test_reports_of_one_week_with_one_figure_misprinted(text: str, amount: str, day: str, accused: bool) -> None:
    found = accusations(checks(FIRST, worth("b", text, amount, day)))
    assert bool(found) == accused
    assert all("Not stated by both: the period." in check.explanation for check in found)
    assert all(check.severity == "warning" for check in found)  # both may be right, of two times


def test_an_article_without_a_date_tells_no_news() -> None:
    other = article("b", "Investors put Acme at $16.8 billion.", usd("$16.8 billion", "16.8e9", "valuation"))
    assert not accusations(checks(FIRST, other))


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ("Switchboard users of Jade 3 now number 36 million.", True),  # the words are much the same
        ("Jade 3 has found 36 million friends.", False),  # two digits swapped, and nothing more to go by
    ],
)
def test_few_digits_need_words_in_common(text: str, accused: bool) -> None:
    def users(name: str, told: str, surface: str, amount: str) -> Placed:
        return article(name, told, said(surface, amount, "users", "users", JADE), published="2026-05-04")

    first = users("a", "Switchboard counts the users of Jade 3 anew: now there are 63 million.", "63 million", "63e6")
    assert bool(accusations(checks(first, users("b", text, "36 million", "36e6")))) == accused


def spent(name: str, text: str, *amounts: tuple[str, str], **fields: Any) -> Placed:
    return article(name, text, *(usd(s, v, "cost", **fields) for s, v in amounts), published="2026-05-04")


@pytest.mark.parametrize(
    ("text", "amounts", "accused"),
    [
        (
            "Acme spent $4.17 million. A table of Acme has $4.71 million.",
            (("$4.17 million", "4.17e6"), ("$4.71 million", "4.71e6")),
            True,
        ),
        (
            "Acme spent $4.17 million. A table of Acme has $4.71 million. Its halls took $9.2 million.",
            (("$4.17 million", "4.17e6"), ("$4.71 million", "4.71e6"), ("$9.2 million", "9.2e6")),
            False,  # there are several costs
        ),
        (
            "Acme spent $4.17 million. Without its halls Acme spent $4.71 million.",
            (("$4.17 million", "4.17e6"), ("$4.71 million", "4.71e6")),
            False,
        ),
    ],
)
def test_the_only_two_costs_of_an_article(text: str, amounts: tuple[tuple[str, str], ...], accused: bool) -> None:
    assert bool(accusations(checks(spent("a", text, *amounts)))) == accused


@pytest.mark.parametrize(
    ("again", "amount", "accused"), [("$21 million", "21e6", True), ("$23 million", "23e6", False)]
)
def test_a_magnitude_word_stands_between_a_kind_and_the_plain_figure(again: str, amount: str, accused: bool) -> None:
    text = f"In 2025 Acme made an operating loss of $20.9 billion. The loss of {again} is the talk of the town."
    losses = [
        usd("$20.9 billion", "20.9e9", "loss", period="2025", qualifier="operating"),
        usd(again, amount, "loss", period="2025"),
    ]
    assert bool(accusations(checks(article("a", text, *losses)))) == accused


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ("Jade 3 weighs in at 620 billion parameters.", True),
        ("The small Jade 3 weighs in at 620 billion parameters.", False),
        ("The first version of Jade 3 weighed in at 620 billion parameters.", False),
    ],
)
def test_a_size_with_its_point_moved(text: str, accused: bool) -> None:
    whole = f"Jade 3 has 62 billion parameters. {text}"
    rows = (("62 billion", "62e9"), ("620 billion", "620e9"))
    sizes = [said(s, v, "parameters", "parameters", JADE) for s, v in rows]
    assert bool(accusations(checks(article("a", whole, *sizes)))) == accused


def chips(name: str, text: str, surface: str, amount: str) -> Placed:
    return article(name, text, said(surface, amount, "count", "count", ACME, qualifier="chips"), published="2026-05-04")


@pytest.mark.parametrize(
    ("text", "accused"),
    [("Onyx sells 14,200 chips to Acme.", True), ("Opal sells 14,200 chips to Acme.", False)],
)
def test_chips_of_two_makers_are_two_things(text: str, accused: bool) -> None:
    first = chips("a", "Acme has bought 142,000 chips from Onyx.", "142,000", "142000")
    assert bool(accusations(checks(first, chips("b", text, "14,200", "14200")))) == accused


@pytest.mark.parametrize(("named", "accused"), [("series d", True), ("series c", False), (None, False)])
def test_a_round_sets_the_time_of_what_a_company_is_worth(named: str | None, accused: bool) -> None:
    rows = (("a", "$34 billion", "34e9", "series d"), ("b", "$64 billion", "64e9", named))
    both = [worth(n, f"Acme closes its round at {s}.", v, f"2026-0{4 + i}-02", qualifier=q)
            for i, (n, s, v, q) in enumerate(rows)]  # fmt: skip
    assert bool(accusations(checks(*both))) == accused


@pytest.mark.parametrize(
    ("told", "accused"),
    [
        ("its founder reiterated 4.7 trillion tokens", True),
        ("its founder reiterated 4.2 trillion tokens", False),
        ("its founder spoke of 4.7 trillion tokens", False),
        ("its rival Onyx reiterated 4.7 trillion tokens", False),
        (f"its founder reiterated{' old tales' * 8} and then 4.7 trillion tokens", False),  # too far off
    ],
)
def test_what_is_said_to_be_told_again_is_the_same(told: str, accused: bool) -> None:
    text = f"Jade 3 serves 4.2 trillion tokens a month; {told} a month."
    surface = told[-19:]
    both = [volume(s, f"{s[:3]}e12", JADE, period=None) for s in ("4.2 trillion tokens", surface)]
    assert bool(accusations(checks(article("a", text, *both)))) == accused


@pytest.mark.parametrize(("price", "doubted"), [("$15", False), ("$15.25", True)])
def test_a_common_price_of_another_model_puts_no_price_in_doubt(price: str, doubted: bool) -> None:
    def priced(name: str, surface: str, subject: str) -> Placed:
        told = said(surface, surface[1:], "price_output", "usd_per_1m_tokens", subject)
        return article(name, f"A million tokens are {surface} there.", told, published="2026-05-04")

    both = [priced("a", price, JADE), priced("b", "$19.40", JADE)]
    assert accusations(checks(*both))
    assert bool(accusations(checks(*both, priced("c", price, "model:opal")))) == (not doubted)
