"""Reading copy and bare numbers -> amounts: each number with its sign, currency, unit or noun."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extractor import phrases, units
from extractor.models import Comparator, Skip
from extractor.numbers import Number
from extractor.quantify.words import hedge_after, vocabulary


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with what stands directly around it, before ranges and hedges."""

    start: int
    end: int
    number: Number
    unit: str = "count"
    factor: Decimal = Decimal(1)
    noun: str | None = None
    sign: str = ""
    """`+`, `-` or `±` as it stands; `minus` for the word."""
    own: bool = False
    """Whether the unit stands with this very number, rather than being borrowed from a neighbour."""
    plus: bool = False
    """A plus sign behind the number (`40+`)."""
    money: bool = False
    per: str | None = None
    trail: tuple[Comparator, str] | None = None
    """A hedge between number and noun (`40 or more plugins`)."""

    @property
    def value(self) -> Decimal | None:
        return None if self.number.value is None else tidy(self.number.value * self.factor)

    @property
    def decimals(self) -> int | None:
        if self.number.decimals is None:
            return None
        # 48 GB is reported to the gigabyte: the factor moves the last reported place along
        return self.number.decimals - self.factor.adjusted()


LEVELS_BELOW_ZERO = frozenset({"temperature", "angle", "loudness", "voltage", "pressure"})
"""Kinds of size whose sign is part of a level (`-5 °C`), not a change."""
_RELATIVE = frozenset({"percent", "percentage_points", "basis_points"})


def below_zero(amount: Amount) -> bool:
    """Whether the sign of an amount belongs to its value: `minus 40 yards`, `-5 °C`; `-3%` is a change."""
    if amount.sign == "minus":
        return amount.unit not in _RELATIVE
    return amount.sign == "-" and units.dimension(amount.unit) in LEVELS_BELOW_ZERO


def tidy(value: Decimal) -> Decimal:
    """The same number without an exponent or trailing zeros that the text did not give."""
    exact = value.normalize()
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() and exact.adjusted() < 27 else exact


LONGEST_RATE = 22
"""Characters of a rate that still belong to the surface of its number."""


def amounts_in(view: str, found: Sequence[Number]) -> Iterator[Amount | Skip]:
    """One amount a number; a number inside the amount before it (the 1M of `$2/1M tokens`) is part of that."""
    reached = 0
    for number in found:
        if number.start < reached:
            continue
        amount = _amount(view, number, reached)
        if amount is not None:
            reached = amount.end
            yield amount
        elif view[number.end : number.end + 1].isalpha():
            reason = (
                "ordinal" if phrases.pattern("ordinal ending").match(view, number.end) else "part of a name or code"
            )
            yield Skip(start=number.start, end=number.end, surface=view[number.start : number.end], reason=reason)


FIRST_TICKET = 300
"""`#1211` is the number of a ticket, not a rank."""
LOWEST_RANK = 10_000
"""`Its customers on the platform number 48,000` is a verb and a count, not a rank."""
_ROUND = {Decimal(10) ** power for power in (0, 2, 3, 4, 5, 6, 9, 12)}


def _amount(view: str, number: Number, floor: int) -> Amount | Skip | None:
    """The number with sign, currency and unit; None where it is a word that only looks like a number.

    What stands before `floor` is of another: the sign of `12 £ -3%` is of the 12.
    """
    start, end = number.start, number.end
    if phrases.pattern("denominator before").search(view[max(0, start - 8) : start]) and number.value in _ROUND:
        return None
    if number.form == "multiple":
        return Amount(start, end, number, unit="multiple", own=True)
    rank = phrases.pattern("rank before").search(view[max(0, start - 12) : start])
    if rank and (rank[0].endswith("#") or number.value is None or number.value < LOWEST_RANK):
        if rank[0].endswith("#") and (
            number.value is None
            or number.value >= FIRST_TICKET
            or phrases.pattern("ticket before").search(view[max(0, start - 18) : start])
            or phrases.pattern("number of an event").search(view[max(0, start - 18) : start])
            or phrases.pattern("title goes on").match(view, end)
        ):
            return Skip(start=start, end=end, surface=view[start:end], reason="reference number")
        begin = start - len(rank[0])
        shown = phrases.pattern("rank sign").match(rank[0])
        return Amount(begin if shown else start, end, number, unit="rank", own=True)
    sign = ""
    currency = units.sign_before(view, start)
    if currency:
        start = currency[1]
    if (
        start
        and view[start - 1] in "+-±"
        and not (start > 1 and (view[start - 2].isalnum() or view[start - 2] in ")]%"))
    ):
        sign, start = view[start - 1], start - 1
        if view[max(0, start - 2) : start] == "+/":
            sign, start = "±", start - 2
        if not currency and (ahead := units.sign_before(view, start)) and ahead[1] >= floor:
            currency, start = ahead, ahead[1]
    if not sign and (minus := phrases.pattern("minus before").search(view[max(0, start - 12) : start])):
        sign, start = "minus", start - len(minus[0])
    plus = _plus(view, end)
    after = end + plus
    number = _timid(view, number, bool(currency))
    if number.end != end:
        end = after = number.end
    if currency:
        money = Amount(start, end, number, unit=currency[0], sign=sign, own=True, plus=plus, money=True)
        return _money(view, money, after)
    return _measured(view, Amount(start, end, number, sign=sign, plus=plus), after)


def _plus(view: str, end: int) -> bool:
    """Whether a plus sign ends an amount there (`40+`, `20€+`), rather than joins it to the next number."""
    return view[end : end + 1] == "+" and not view[end + 1 : end + 2].isdigit()


def _timid(view: str, number: Number, money: bool) -> Number:
    """`5m` is five metres unless money, tokens, parameters or people are spoken of; then the letter is a scale."""
    if not number.suffix or money or number.suffix == "b":
        return number
    behind = units.after(view, number.end)
    spelled = behind is not None and view[number.end : number.end + 1] == " " and behind.end - behind.start > 3
    if behind is not None and (spelled or behind.id in ("tokens", "parameters", "users") or behind.money):
        return number
    if number.suffix in "mt" and behind is None and _counts_many(view, number.end):
        return number
    return Number(number.start, number.bare_end, *_unscaled(number), form=number.form, bare_end=number.bare_end)


def _counts_many(view: str, position: int) -> bool:
    """Whether what stands behind a letter tells that it is a scale: a plural, or when and where (`8.2m in June`)."""
    return bool(
        _open_noun(view, position, plural=True)
        or phrases.pattern("scaled plural").match(view, position)
        or phrases.pattern("time or place behind a letter").match(view, position)
    )


def _unscaled(number: Number) -> tuple[Decimal | None, int | None]:
    value = None if number.value is None else number.value.scaleb(-number.exponent)
    return value, None if number.decimals is None else number.decimals + number.exponent


def _money(view: str, amount: Amount, end: int) -> Amount:
    """Money that ends there, with a rate behind it: `/1M tokens`, `per hour`."""
    if hit := phrases.pattern("dollars behind").match(view, end):
        end = hit.end()
    price = units.per_tokens(view, end)
    if price:
        factor, finish = price
        # a rate of a pair ("per 1M input/output tokens") belongs to both of its numbers, and to neither's surface
        finish = end if re.search(r"[a-z] ?/ ?[a-z]", view[end:finish]) else finish
        finish = finish if finish - end <= LONGEST_RATE else end
        return replace(
            amount, end=finish, unit=f"{amount.unit}_per_1m_tokens", factor=amount.factor * factor, per="tokens"
        )
    if rate := units.per(view, end):
        return replace(amount, end=rate[1], per=rate[0])
    return replace(amount, end=end)


def _measured(view: str, amount: Amount, after: int) -> Amount | None:
    """A number with the unit word behind it, or with an open noun."""
    number = amount.number
    trail = hedge_after(view, after)
    if trail is not None and view[trail[2] : trail[2] + 1] == " ":
        amount, after = replace(amount, trail=trail[:2]), trail[2]
    elif (
        number.form in ("vague", "words")
        and (of := phrases.pattern("of behind a number").match(view, after))
        and (number.form == "vague" or view[number.start : number.end].lower().endswith(tuple(phrases.words("pairs"))))
    ):
        after = of.end() - 1
    hit = units.after(view, after)
    if number.form == "fraction" and (more := _whole_and_part(view, amount)):
        return more
    if number.form == "fraction" and (one := phrases.pattern("of one unit").match(view, after)):
        hit = units.after(view, one.end() - 1) or hit
    if hit is None:
        return _counted(view, amount, after)
    if number.form == "scale" and not hyphen(view, number.end) and not _article(view, number.start):
        return None
    written = view[hit.start : hit.end].lower()
    sides = number.form == "words" or phrases.pattern("another side").match(view, hit.end)
    if hit.id == "multiple" and written in phrases.words("signs of a multiple") and sides:
        return _counted(view, amount, after)
    if hit.id == "multiple" and written in phrases.words("times") and (often := units.per(view, hit.end)):
        return replace(amount, end=hit.end, unit="count", noun="times", per=often[0], own=True)
    if hit.id == "multiple" and written in phrases.words("times") and _often(view, number, hit.end):
        return replace(amount, end=hit.end, unit="count", noun="times", own=True)
    if hit.id == "years" and phrases.pattern("age before").search(view[max(0, number.start - 12) : number.start]):
        return replace(amount, end=hit.end, unit="years_of_age", own=True)
    if hit.id == "points" and hyphen(view, after) and number.form == "words":
        return replace(amount, end=hit.end, unit="count", noun="point", own=True)
    measured = replace(amount, end=hit.end, unit=hit.id, factor=hit.factor, own=True, money=hit.money)
    if hit.money:
        plus = amount.plus or _plus(view, hit.end)
        return _money(view, replace(measured, plus=plus), hit.end + (plus and not amount.plus))
    rate = units.per(view, hit.end)
    if rate and (joined := units.rate(hit.id, rate[0])):
        return replace(measured, end=rate[1], unit=joined)
    return replace(measured, per=rate[0] if rate else None)


OFTEN = 1000
"""Nothing is told to be so many times another; it happened so often."""


def _often(view: str, number: Number, end: int) -> bool:
    """`downloaded 2 million times`: how often something happened, rather than how many times another it is."""
    return number.value is not None and number.value >= OFTEN and bool(phrases.pattern("often in all").match(view, end))


def _whole_and_part(view: str, amount: Amount) -> Amount | None:
    """`a year and a half`: one of a unit and a part of it, as one amount."""
    number = amount.number
    begin = max(0, number.start - 24)
    whole = phrases.pattern("unit and a part").search(view[begin : number.start])
    hit = units.after(view, begin + whole.start("unit") - 1) if whole else None
    if whole is None or hit is None or hit.end != begin + whole.end("unit") or number.value is None:
        return None
    more = replace(number, value=number.value + 1)
    return replace(amount, start=begin + whole.start(), number=more, unit=hit.id, factor=hit.factor, own=True)


def _counted(view: str, amount: Amount, after: int) -> Amount | None:
    """A number without unit: with the open noun behind it, or alone."""
    number = amount.number
    if _age(view, number):
        return replace(amount, unit="years_of_age", own=True)
    if number.form == "scale" and not _article(view, number.start):
        return None
    if view[after : after + 1].isalpha():
        return None
    noun = _open_noun(view, after, plural=number.value != 1) or _compound(view, number, after)
    share = number.form == "fraction" and number.value is not None and number.value < 1
    if noun is None and not share:
        told = phrases.pattern("number told before").search(view[max(0, number.start - 120) : number.start])
        noun = (told["noun"], after) if told else None
    noun = None if share else noun or _of_many(view, after)
    if view[number.start : number.end].lower() in phrases.words("one") and not _counts_one(view, number, noun):
        return None
    if number.form == "words" and noun is None and number.value is not None and number.value <= 12:
        return amount  # a bare little number word ("three of them") stands alone
    return replace(amount, end=noun[1] if noun else after, noun=noun[0] if noun else None)


_AGES = range(16, 111)
"""Ages told behind a name alone; a child's is told with words."""


def _age(view: str, number: Number) -> bool:
    """`aged 21`, `who was 10.`, `Mary Miller, 48, a nurse`: years that somebody has lived."""
    before = view[max(0, number.start - 40) : number.start]
    if phrases.pattern("age before").search(before):
        return True
    if number.value is None or number.decimals or number.value > _AGES[-1]:
        return False
    if phrases.pattern("age told").search(before) and phrases.pattern("age ends").match(view, number.end):
        return True
    if view[number.end : number.end + 1] != ",":
        return False
    named = number.value in _AGES and phrases.pattern("age behind a name").search(before)
    return bool(named or phrases.pattern("age behind a person").search(before))


def hyphen(view: str, position: int) -> bool:
    return view[position : position + 1] == "-"


def _article(view: str, start: int) -> bool:
    return phrases.pattern("article before").search(view[max(0, start - 6) : start]) is not None


def _counts_one(view: str, number: Number, noun: tuple[str, int] | None) -> bool:
    """`one model` counts; `no one`, `this one`, `one of them` do not."""
    if phrases.pattern("no count before").search(view[max(0, number.start - 9) : number.start]):
        return False
    if phrases.pattern("between before").search(view[max(0, number.start - 10) : number.start]):
        return True
    return noun is not None or phrases.pattern("a range from one").match(view, number.end) is not None


def _compound(view: str, number: Number, position: int) -> tuple[str, int] | None:
    """`the 12 page document`, `a 3 cylinder engine`: a counted singular before the noun that it describes."""
    if number.form not in ("digits", "words") or number.value == 1 or number.exponent or number.decimals:
        return None
    hit = phrases.pattern("counted before a noun").match(view, position)
    if hit is None or not vocabulary().stops.isdisjoint((hit["word"], hit["next"])):
        return None
    if not phrases.pattern("article of a compound").search(view[max(0, number.start - 24) : number.start]):
        return None
    return hit["word"], hit.end("word")


def _of_many(view: str, position: int) -> tuple[str, int] | None:
    """`one of the oldest parks` counts parks; the noun stands apart from the number."""
    hit = phrases.pattern("one of many").match(view, position)
    if hit is None:
        return None
    words = hit["noun"].split()
    last = next((place for place, word in enumerate(words, 1) if _plural(word)), None)
    if last is None or any(word.lower() in vocabulary().stops for word in words[:last]):
        return None
    return " ".join(words[:last]), position


_WORD = re.compile(r"(?:[ \t]{1,3}|-)(?P<word>[A-Za-z][A-Za-z0-9'’.-]*[A-Za-z0-9]|[A-Za-z])")


def _open_noun(view: str, position: int, plural: bool) -> tuple[str, int] | None:
    """The open noun behind a number (`monthly listeners`), with its end; None where no noun can be made out."""
    words: list[str] = []
    end = position
    attached = hyphen(view, position)
    for _ in range(5):
        hit = _WORD.match(view, end)
        if hit is None or _stops(hit["word"], attached and not words):
            break
        if not words and not attached and hit["word"] in _no_nouns(plural):
            break
        if words and not plural and _ends_singular(hit["word"]):
            break
        if words and _acts(words[-1], hit["word"]):
            break
        word = hit["word"].rstrip(".")
        words.append(word)
        end = hit.start("word") + len(word)
        if attached or (_plural(word) and not _goes_on(view, end, word)):
            return " ".join(words), end
        if word.endswith("'s") or view[end : end + 1] in ".,;:)":
            break
    if words and not plural:
        return " ".join(words), end
    joined = phrases.pattern("names joined before a plural").match(view, position)
    return (joined["noun"], joined.end()) if joined else None


@functools.cache
def _no_nouns(plural: bool) -> frozenset[str]:
    """Words that are no noun directly behind a number, or behind `one`."""
    verbs = phrases.words("verbs behind a number")
    return verbs if plural else verbs | phrases.words("behind a person called one")


def _acts(noun: str, word: str) -> bool:
    """Whether a word behind a noun is what that does (`70B model takes`), rather than a noun in the plural."""
    return noun.lower() in phrases.words("things of a size") and word.lower() in phrases.words("verbs behind a model")


def _stops(word: str, attached: bool) -> bool:
    """Whether a word cannot belong to a noun; of one attached to the number (`8-of-23`) its first part."""
    low = word.lower().rstrip(".")
    return (low.partition("-")[0] if attached else low) in vocabulary().stops


def _ends_singular(word: str) -> bool:
    """What stands behind a singular noun and is no part of it: `one person died`."""
    return word.endswith(("ed", "ing")) or _plural(word)


def _goes_on(view: str, position: int, word: str) -> bool:
    """`police officers`: a plural without an s may stand before the one that is meant."""
    if word.lower() not in vocabulary().plurals:
        return False
    hit = _WORD.match(view, position)
    return hit is not None and view[position] == " " and hit["word"].lower().endswith("ers") and _plural(hit["word"])


def _plural(word: str) -> bool:
    compiled = vocabulary()
    low = word.lower()
    if low in compiled.plurals or (len(word) > 2 and word[-1] == "s" and word[:-1].isupper()):
        return True
    return (
        low.endswith("s")
        and not low.endswith(("ss", "us", "is", "'s"))
        and low not in compiled.singulars
        and len(low) > 2
    )
