"""Doc or reading copy -> every quantity in it: number, unit, bounds, direction; and the digits that are none, with why.

A quantity is what the words say ("about 40 yards", "$5-$15/1M tokens"); whether it is a claim is decided in `assemble`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from extractor import dates, layout, numbers, phrases, state, units
from extractor.models import Comparator, Direction, Mention, Quantity, Skip
from extractor.numbers import Number
from extractor.phrases import alternation


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
        return None if self.number.value is None else _tidy(self.number.value * self.factor)

    @property
    def decimals(self) -> int | None:
        if self.number.decimals is None:
            return None
        # 48 GB is reported to the gigabyte: the factor moves the last reported place along
        return self.number.decimals - self.factor.adjusted()


@dataclass(frozen=True, slots=True)
class Found:
    """All quantities of a text and the digits that are none."""

    quantities: tuple[Quantity, ...]
    skips: tuple[Skip, ...]


def _tidy(value: Decimal) -> Decimal:
    """The same number without an exponent or trailing zeros that the text did not give."""
    exact = value.normalize()
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() and exact.adjusted() < 27 else exact


class _Compiled:
    """Hedges, changes and nouns of the vocabulary, compiled once."""

    def __init__(self) -> None:
        vocab = numbers.vocabulary()
        # "more than the 3 million of May" compares with a level; only without article it bounds one
        self.before = [(_ending(h.words, articles=h.comparator == "~"), h.comparator) for h in vocab.hedges_before]
        self.after = [(_beginning(h.words), h.comparator) for h in vocab.hedges_after]
        self.shapes = [(re.compile(s.pattern), s.reason) for s in vocab.shapes]
        self.up = _ending(vocab.changes.up.before, change=True), _beginning(vocab.changes.up.after)
        self.down = _ending(vocab.changes.down.before, change=True), _beginning(vocab.changes.down.after)
        self.ordinal_words = vocab.ordinals.words
        ordinal = rf"(?P<ordinal>\d{{1,3}}(?:st|nd|rd|th)|{'|'.join(vocab.ordinals.words)})"
        self.ordinals = [
            (re.compile(rule.pattern.replace("{ordinal}", ordinal), re.IGNORECASE), rule.unit)
            for rule in vocab.ordinals.patterns
        ]
        self.between = _ending((*vocab.ranges.between,))
        self.opening = _ending((*vocab.ranges.opening,))
        self.stops = frozenset(vocab.nouns.stops)
        self.plurals = frozenset(w.lower() for w in vocab.nouns.plurals)
        self.singulars = frozenset(vocab.nouns.singulars)


def _ending(words: Sequence[str], *, change: bool = False, articles: bool = True) -> re.Pattern[str]:
    """Words that end a stretch of text, fillers allowed."""
    changed = alternation(phrases.words("change to"))
    tail = f"(?:{changed})?" if change else ""
    between = phrases.words("fillers") - (frozenset() if articles else phrases.words("articles"))
    filler = f"(?:(?:{alternation(between)}) ?){{0,2}}"
    return re.compile(
        rf"(?:(?<![\w-])(?=[a-z])|(?=[^a-zA-Z\s]))({alternation(words)})"
        rf"[ \t]{{0,3}}{tail}[ \t]{{0,3}}{filler}[\"'(]?[ \t]{{0,2}}$",
        re.IGNORECASE,
    )


def _beginning(words: Sequence[str]) -> re.Pattern[str]:
    """Words that begin a stretch of text; signs may stand directly at the number."""
    signs, spoken = [w for w in words if not w[0].isalpha()], [w for w in words if w[0].isalpha()]
    none = "(?!)"
    return re.compile(
        rf"({alternation(signs) or none})|[ \t]{{0,3}}\"?({alternation(spoken) or none})(?![a-zA-Z])", re.IGNORECASE
    )


@functools.cache
def _compiled() -> _Compiled:
    return _Compiled()


LONGEST_RATE = 22
"""Characters of a rate that still belong to the surface of its number."""
Mask = tuple[int, int, str]


def find(view: str, masks: Sequence[Mask] = ()) -> Found:
    """All quantities of a reading copy (see `layout.view`).

    `masks` are stretches (start, end, reason) whose digits are no quantities: dates, names, addresses.
    """
    skips: list[Skip] = []
    closed = _Masks(view, masks)
    kept: list[Number] = []
    for number in numbers.find(view):
        reason = closed.reason(number.start, number.end)
        if reason is None:
            kept.append(number)
        elif number.form != "fraction":
            skips.append(
                Skip(start=number.start, end=number.end, surface=view[number.start : number.end], reason=reason)
            )
    read = list(_amounts(view, kept))
    amounts = [a for a in read if isinstance(a, Amount)]
    skips += [a for a in read if isinstance(a, Skip)]
    quantities = _paired([_quantity(view, group) for group in _groups(view, amounts)], view)
    taken = [(q.start, q.end) for q in quantities]
    quantities += [q for q in _ordinals(view) if not any(s < q.end and q.start < e for s, e in taken)]
    inside = bytearray(len(view))
    for quantity in quantities:
        inside[quantity.start : quantity.end] = b"\1" * (quantity.end - quantity.start)
    outside = tuple(skip for skip in skips if not inside[skip.start])
    return Found(tuple(sorted(quantities, key=lambda q: q.start)), outside)


def _paired(quantities: list[Quantity], view: str) -> list[Quantity]:
    """`as low as $0.60/$5`: the second of a pair shares the hedge of the first."""
    for position in range(1, len(quantities)):
        left, right = quantities[position - 1], quantities[position]
        if (
            left.hedge
            and not right.hedge
            and left.unit == right.unit
            and re.fullmatch(r"\s{0,3}/\s{0,3}", view[left.end : right.start])
        ):
            quantities[position] = right.model_copy(update={"comparator": left.comparator, "hedge": left.hedge})
    return quantities


def _ordinals(view: str) -> Iterator[Quantity]:
    """Ranks and streaks told with an ordinal: `ranked 4th`, `third place`, `second straight week`."""
    compiled = _compiled()
    for pattern, unit in compiled.ordinals:
        for match in pattern.finditer(view):
            word = match["ordinal"].lower()
            value = compiled.ordinal_words.get(word) or int(word[:-2])
            start, end = match.span("extent")
            named = match.groupdict().get("unit")
            yield Quantity(
                start=start, end=end, surface=view[start:end], value=Decimal(value), decimals=0,
                unit=f"{named.lower().rstrip('s')}s" if named else unit,
            )  # fmt: skip


class _Masks:
    """Which characters hold digits that are no quantities."""

    def __init__(self, view: str, masks: Sequence[Mask]) -> None:
        self.view = view
        self.spans = sorted(masks)
        for pattern, reason in _compiled().shapes:
            self.spans += [(*m.span("number"), reason) for m in pattern.finditer(view)]
        self.reasons = sorted({reason for _, _, reason in self.spans})
        self.codes = bytearray(len(view) + 1)
        index = {reason: i + 1 for i, reason in enumerate(self.reasons[:254])}
        for start, end, reason in self.spans:
            self.codes[start:end] = bytes([index.get(reason, 255)]) * (end - start)

    def reason(self, start: int, end: int) -> str | None:
        code = next((c for c in self.codes[start:end] if c), 0)
        return self.reasons[code - 1] if code else None


def _amounts(view: str, found: Sequence[Number]) -> Iterator[Amount | Skip]:
    """One amount a number; a number inside the amount before it (the 1M of `$2/1M tokens`) is part of that."""
    reached = 0
    for number in found:
        if number.start < reached:
            continue
        amount = _amount(view, number)
        if amount is not None:
            reached = amount.end
            yield amount
        elif view[number.end : number.end + 1].isalpha():
            reason = (
                "ordinal" if phrases.pattern("ordinal ending").match(view, number.end) else "part of a name or code"
            )
            yield Skip(start=number.start, end=number.end, surface=view[number.start : number.end], reason=reason)


_ROUND = {Decimal(10) ** power for power in (0, 2, 3, 6, 9, 12)}


def _amount(view: str, number: Number) -> Amount | None:
    """The number with sign, currency and unit; None where it is a word that only looks like a number."""
    start, end = number.start, number.end
    if phrases.pattern("denominator before").search(view[max(0, start - 8) : start]) and number.value in _ROUND:
        return None
    if number.form == "multiple":
        return Amount(start, end, number, unit="multiple", own=True)
    if rank := phrases.pattern("rank before").search(view[max(0, start - 12) : start]):
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
        if not currency and (currency := units.sign_before(view, start)):
            start = currency[1]
    plus = view[end : end + 1] == "+" and not view[end + 1 : end + 2].isdigit()
    after = end + plus
    number = _timid(view, number, bool(currency))
    if number.end != end:
        end = after = number.end
    if currency:
        return _money(view, Amount(start, end, number, unit=currency[0], sign=sign, own=True, plus=plus, money=True))
    return _measured(view, Amount(start, end, number, sign=sign, plus=plus), after)


def _timid(view: str, number: Number, money: bool) -> Number:
    """`5m` is five metres unless money, tokens, parameters or people are spoken of; then the letter is a scale."""
    if not number.suffix or money or number.suffix == "b":
        return number
    behind = units.after(view, number.end)
    if behind is not None and (behind.id in ("tokens", "parameters", "users") or behind.money):
        return number
    if number.suffix in "mt" and behind is None and _noun(view, number.end, plural=True):
        return number
    return Number(number.start, number.bare_end, *_unscaled(number), form=number.form, bare_end=number.bare_end)


def _unscaled(number: Number) -> tuple[Decimal | None, int | None]:
    value = None if number.value is None else number.value.scaleb(-number.exponent)
    return value, None if number.decimals is None else number.decimals + number.exponent


def _money(view: str, amount: Amount) -> Amount:
    """Money with a rate behind it: `/1M tokens`, `per hour`."""
    end = amount.end + amount.plus
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
    trail = _hedge_after(view, after)
    if trail is not None and view[trail[2] : trail[2] + 1] == " ":
        amount, after = replace(amount, trail=trail[:2]), trail[2]
    elif (
        number.form in ("vague", "words")
        and (of := phrases.pattern("of behind a number").match(view, after))
        and (number.form == "vague" or view[number.start : number.end].lower().endswith(tuple(phrases.words("pairs"))))
    ):
        after = of.end() - 1
    hit = units.after(view, after)
    if hit is None:
        if number.form == "scale" and not _article(view, number.start):
            return None
        if view[after : after + 1].isalpha():
            return None
        noun = _noun(view, after, plural=number.value != 1)
        if view[number.start : number.end].lower() in phrases.words("one") and not _counts_one(view, number, noun):
            return None
        if (
            number.form in ("words", "scale")
            and noun is None
            and number.value is not None
            and number.value <= 12
            and amount.number.form == "words"
        ):
            # a bare little number word ("three of them") stands alone
            return replace(amount, noun=None)
        if number.form == "scale" and noun is None:
            return None
        return replace(amount, end=noun[1] if noun else after, noun=noun[0] if noun else None)
    if number.form == "scale" and not _hyphen(view, number.end) and not _article(view, number.start):
        return None
    if (
        hit.id == "multiple"
        and view[hit.start : hit.end].lower() in phrases.words("times")
        and (frequency := phrases.pattern("frequency behind").match(view, hit.end))
    ):
        return replace(amount, end=hit.end, unit="count", noun="times", per=frequency[1], own=True)
    if hit.id == "points" and _hyphen(view, after) and number.form == "words":
        return replace(amount, end=hit.end, unit="count", noun="point", own=True)
    measured = replace(amount, end=hit.end, unit=hit.id, factor=hit.factor, own=True, money=hit.money)
    if hit.money:
        return _money(view, measured)
    rate = units.per(view, hit.end)
    if rate and (joined := units.rate(hit.id, rate[0])):
        return replace(measured, end=rate[1], unit=joined)
    return replace(measured, per=rate[0] if rate else None)


def _hyphen(view: str, position: int) -> bool:
    return view[position : position + 1] == "-"


def _article(view: str, start: int) -> bool:
    return phrases.pattern("article before").search(view[max(0, start - 6) : start]) is not None


def _counts_one(view: str, number: Number, noun: tuple[str, int] | None) -> bool:
    """`one model` counts; `no one`, `this one`, `one of them` do not."""
    return noun is not None and not phrases.pattern("no count before").search(
        view[max(0, number.start - 9) : number.start]
    )


_WORD = re.compile(r"(?:[ \t]{1,3}|-)(?P<word>[A-Za-z][A-Za-z0-9'’.-]*[A-Za-z0-9]|[A-Za-z])")


def _noun(view: str, position: int, plural: bool) -> tuple[str, int] | None:
    """The open noun behind a number (`monthly listeners`), with its end; None where no noun can be made out."""
    compiled = _compiled()
    words: list[str] = []
    end = position
    attached = _hyphen(view, position)
    for _ in range(5):
        hit = _WORD.match(view, end)
        if hit is None or hit["word"].lower() in compiled.stops or hit["word"].lower().rstrip(".") in compiled.stops:
            break
        word = hit["word"].rstrip(".")
        words.append(word)
        end = hit.start("word") + len(word)
        if (attached and not plural) or _plural(word):
            return " ".join(words), end
        if word.endswith("'s") or view[end : end + 1] in ".,;:)":
            break
    if not words or (plural and not attached):
        return None
    return (words[0], position + 1 + len(words[0])) if attached else (" ".join(words), end)


def _plural(word: str) -> bool:
    compiled = _compiled()
    low = word.lower()
    if low in compiled.plurals:
        return True
    return (
        low.endswith("s")
        and not low.endswith(("ss", "us", "is", "'s"))
        and low not in compiled.singulars
        and len(low) > 2
    )


Group = tuple[Amount, ...]


def _groups(view: str, amounts: Sequence[Amount]) -> list[Group]:
    """Amounts with their neighbours: units shared along lists and pairs, the two ends of a range together."""
    shared = _share_units(view, list(amounts))
    groups: list[Group] = []
    position = 0
    while position < len(shared):
        left = shared[position]
        right = shared[position + 1] if position + 1 < len(shared) else None
        if right is not None and (joined := _range(view, left, right)):
            groups.append(joined)
            position += 2
        else:
            groups.append((left,))
            position += 1
    return groups


def _share_units(view: str, amounts: list[Amount]) -> list[Amount]:
    """`32, 33 and 34 GB`, `$0.30/$1.20 per 1M`, `10 to 20 percent`: a bare number takes the unit on its right."""
    for position in range(len(amounts) - 2, -1, -1):
        left, right = amounts[position], amounts[position + 1]
        between = view[left.end : right.start]
        if len(between) > 8 or not phrases.pattern("units shared across").fullmatch(between):
            continue
        if (
            left.unit == "count"
            and left.noun is None
            and not left.money
            and (right.own or right.unit != "count")
            and right.unit != "rank"
            and right.number.form != "multiple"
        ):
            before = view[max(0, left.start - 24) : left.start]
            paired = "-" if _compiled().between.search(before) else between
            amounts[position] = _borrow(left, right, paired)
        elif (
            left.money
            and right.money
            and right.unit.endswith("_per_1m_tokens")
            and left.unit == right.unit.removesuffix("_per_1m_tokens")
            and left.per is None
        ):
            amounts[position] = replace(left, unit=right.unit, factor=left.factor * right.factor, per="tokens")
        elif (
            left.money
            and right.unit == "count"
            and right.noun is None
            and phrases.pattern("dash or to").fullmatch(between)
        ):
            amounts[position], amounts[position + 1] = _lend(left, right)
        elif left.unit == "count" and left.noun is None and right.unit == "count" and right.noun and not right.own:
            amounts[position] = _borrow(left, right, between)
    return amounts


def _lend(left: Amount, right: Amount) -> tuple[Amount, Amount]:
    """`$10-20 million`: the right end takes the currency, the left one the scale."""
    right = replace(right, unit=left.unit, money=True, own=False)
    number, scale = left.number, right.number.exponent
    if scale and not number.exponent and number.value is not None and number.value < 1000:
        number = Number(
            number.start,
            number.end,
            number.value.scaleb(scale),
            (number.decimals or 0) - scale,
            number.form,
            bare_end=number.bare_end,
            exponent=scale,
        )
    return replace(left, number=number), right


def _borrow(left: Amount, right: Amount, between: str) -> Amount:
    """The left number with the unit, and where it has none of its own the scale, of its right neighbour."""
    number = left.number
    scale = right.number.exponent
    ranged = not phrases.pattern("numbers joined").fullmatch(between)
    if (
        scale
        and not number.exponent
        and number.value is not None
        and number.value < 1000
        and number.form == "digits"
        and (ranged or right.money)
    ):
        number = Number(
            number.start,
            number.end,
            number.value.scaleb(scale),
            (number.decimals or 0) - scale,
            number.form,
            bare_end=number.bare_end,
            exponent=scale,
        )
    if right.money and not left.money and right.number.start != right.start and between.strip().lower() in (",", "and"):
        return left
    return replace(
        left, number=number, unit=right.unit, factor=right.factor, noun=right.noun, money=right.money, per=right.per
    )


_DASH = re.compile(r"[ \t]{0,3}[-–—][ \t]{0,3}")
_PAIRED = re.compile(r"[ \t]{0,3}/[ \t]{0,3}[$€£¥]?\d")


def _range(view: str, left: Amount, right: Amount) -> Group | None:
    """Both ends as one range, or None where they are two levels or two things."""
    if left.number.value is None or right.number.value is None or "multiple" in (left.number.form, right.number.form):
        return None
    between = view[left.end : right.start]
    before = view[max(0, left.start - 48) : left.start]
    same = left.unit == right.unit and (left.noun == right.noun or not left.noun)
    if not same or right.sign or phrases.pattern("moved by").search(before):
        return None
    low, high = (left.value or Decimal(0)), (right.value or Decimal(0))
    if _DASH.fullmatch(between):
        spaced = between[0] in " \t" or between[-1] in " \t"
        return (left, right) if not spaced or (between[0] in " \t" and between[-1] in " \t" and low < high) else None
    if phrases.pattern("range and").fullmatch(between):
        return (left, right) if _compiled().between.search(before) else None
    if phrases.pattern("range to").fullmatch(between):
        if _moves(before) or _PAIRED.match(view, right.end):
            return None
        ranging = _compiled().between.search(before) or phrases.pattern("ranging from").search(before)
        if left.own and right.own and not ranging and phrases.pattern("from before").search(before):
            return None
        opened = _compiled().opening.search(before) or _compiled().between.search(before)
        return (left, right) if low < high and (opened or not left.own or left.unit == right.unit) else None
    return None


def _moves(before: str) -> bool:
    """Whether a verb of change governs what follows: `rose from`, `cut prices from`, `increased by`."""
    clause = re.split(r"[.;:,()]", before)[-1]
    words = re.findall(r"[a-z]+", clause.lower())[-7:]
    compiled = numbers.vocabulary().changes
    moving = {*compiled.up.before, *compiled.down.before, *phrases.words("moving verbs")}
    return any(w in moving for w in words) and (
        "from" in words or "by" in words or (bool(words) and words[-1] in moving)
    )


def _quantity(view: str, group: Group) -> Quantity:
    """The finished quantity of one amount or one range."""
    first, last = group[0], group[-1]
    comparator, hedge = _hedge(view, first, last)
    found = Quantity(
        start=first.start,
        end=last.end,
        surface=view[first.start : last.end],
        value=None,
        unit=last.unit,
        noun=last.noun,
        comparator=comparator,
        hedge=hedge,
        direction=_direction(view, first, last, comparator),
    )
    return found.model_copy(update=_size(group, found.direction))


def _size(group: Group, direction: Direction | None) -> dict[str, Decimal | int | None]:
    """Value or bounds of one amount or one range, and the place of its last reported digit."""
    first, last = group[0], group[-1]
    if first.number.form == "vague":
        low, high = first.number.low or Decimal(0), first.number.high or Decimal(0)
        return {"low": _tidy(low * last.factor), "high": _tidy(high * last.factor)}
    if len(group) == 2:
        ends = sorted((first.value or Decimal(0), last.value or Decimal(0)))
        places = [d for d in (first.decimals, last.decimals) if d is not None]
        return {"low": ends[0], "high": ends[1], "decimals": min(places, default=None)}
    value = first.value
    if value is not None and first.sign == "-" and first.unit not in _SIGNLESS:
        value = -value
    return {"value": abs(value) if value is not None and direction else value, "decimals": first.decimals}


_SIGNLESS = frozenset({"percent", "percentage_points", "points", "basis_points"})
"""Units of changes: a minus before them gives the direction, not the value."""


def _hedge(view: str, first: Amount, last: Amount) -> tuple[Comparator, str | None]:
    """The comparator of the words on either side, and those words."""
    found = _hedge_before(view, first)
    if found is not None:
        return found
    if first.sign == "±":
        return "~", "±"
    if last.plus:
        return ">=", "+"
    if last.trail is not None:
        return last.trail
    trail = _hedge_after(view, last.end)
    return trail[:2] if trail is not None else ("=", None)


def _hedge_after(view: str, position: int) -> tuple[Comparator, str, int] | None:
    """The hedge that stands behind a number: comparator, words, end."""
    for pattern, comparator in _compiled().after:
        hit = pattern.match(view, position, position + 24)
        if hit is not None:
            return comparator, (hit[1] or hit[2]).lower(), hit.end()
    return None


def _hedge_before(view: str, first: Amount) -> tuple[Comparator, str] | None:
    """The longest hedge that ends at the number."""
    before = view[max(0, first.start - 44) : first.start]
    if before.rstrip().endswith(("->", "=>")):
        return None
    hits = [(hit, comparator) for pattern, comparator in _compiled().before if (hit := pattern.search(before))]
    hits = [h for h in hits if not _temporal(before, h[0], first) and not _ratio(before, h[0])]
    if not hits:
        return None
    hit, comparator = max(hits, key=lambda h: len(h[0][1]))
    return comparator, hit[1].lower()


def _ratio(before: str, hit: re.Match[str]) -> bool:
    """`32T tokens over 1.6T parameters`: one number over another, no bound."""
    return (
        hit[1].lower() in phrases.words("over")
        and phrases.pattern("number before over").search(before[: hit.start()]) is not None
    )


def _temporal(before: str, hit: re.Match[str], amount: Amount) -> bool:
    """`over five years` frames a change; only `for over five years` bounds it."""
    if units.dimension(amount.unit) != "time" or hit[1].lower() not in phrases.words("over or within"):
        return False
    return phrases.pattern("lasting before").search(before[: hit.start()]) is None


def _direction(view: str, first: Amount, last: Amount, comparator: str) -> Direction | None:
    """Whether the number is a change, and which way."""
    if first.unit == "rank":
        return None
    if first.sign in "+-" and first.sign:
        return "up" if first.sign == "+" else "down"
    compiled = _compiled()
    before = view[max(0, first.start - 40) : first.start]
    if phrases.pattern("moved by").search(before) and (moved := _moved_by(view, first.start)):
        return moved
    for pattern, direction in ((compiled.up[0], "up"), (compiled.down[0], "down")):
        hit = pattern.search(_unhedged(before))
        if hit is not None and not hit[0].rstrip().lower().endswith(" to"):
            return direction  # type: ignore[return-value]
    after = view[last.end : last.end + 24]
    for pattern, direction in ((compiled.up[1], "up"), (compiled.down[1], "down")):
        hit = pattern.match(after)
        relative = first.unit in ("percent", "multiple", "percentage_points")
        if hit is not None and hit[0].strip().lower() in phrases.words("price cut") and not (relative or first.money):
            continue
        if hit is not None and (relative or not phrases.pattern("comparison behind").match(after)):
            return direction  # type: ignore[return-value]
    return None


def _moved_by(view: str, start: int) -> Direction | None:
    """`cut the price of X by 40 percent`: the last verb of change in the clause before `by`."""
    clause = re.split(r"[.;:]\s", view[max(0, start - 90) : start].lower().rpartition(" by ")[0])[-1]
    changes = numbers.vocabulary().changes
    for word in reversed(re.findall(r"[a-z]+", clause)):
        if word in changes.up.before:
            return "up"
        if word in changes.down.before:
            return "down"
    return None


def _unhedged(before: str) -> str:
    """The text before a number with a directly standing hedge taken off, so that the verb shows."""
    for pattern, _ in _compiled().before:
        hit = pattern.search(before)
        if hit is not None:
            return before[: hit.start()]
    return before


@Language.factory("extractor_quantify")
class Quantify:
    """spaCy component: leaves `quantities` and number skips on the Doc and fills `doc.spans["quantities"]`."""

    def __init__(self, nlp: Language, name: str) -> None:
        if not Span.has_extension("quantity"):
            Span.set_extension("quantity", getter=_span_quantity)

    def __call__(self, doc: Doc) -> Doc:
        view = layout.view(state.text(doc))
        found = find(view, _masks(doc, view))
        text = state.text(doc)
        quantities = [_exact(text, q) for q in found.quantities]
        state.put(doc, "quantities", quantities)
        state.put(doc, "number_skips", [s.model_copy(update={"surface": text[s.start : s.end]}) for s in found.skips])
        state.set_spans(doc, "quantities", [(q.start, q.end, q.unit, "") for q in quantities])
        return doc


_MARKUP = re.compile(r"[*_`\[\]|\n]")


def _exact(text: str, quantity: Quantity) -> Quantity:
    """The quantity with its surface from the text itself, cut where markup stands between number and unit."""
    surface = text[quantity.start : quantity.end]
    if cut := _MARKUP.search(surface):
        surface = surface[: cut.start()].rstrip(" -/") or surface
    return quantity.model_copy(update={"surface": surface, "end": quantity.start + len(surface)})


def _masks(doc: Doc, view: str) -> list[Mask]:
    """Dates and names: their digits are no quantities."""
    periods = state.get(doc, "periods", dates.Period) if state.has(doc, "periods") else dates.find(view)
    masks = [(p.start, p.end, "date") for p in periods]
    mentions = state.get(doc, "mentions", Mention)
    masks += [(m.start, m.end, "name") for m in mentions if any(c.isdigit() for c in m.surface)]
    # "Terminal Bench 3", "HLE 2": a little whole number directly behind a benchmark is its edition
    editions = (
        (m, phrases.pattern("edition behind").match(view, m.end))
        for m in mentions
        if m.entity_id.startswith("benchmark:")
    )
    masks += [(hit.start(1), hit.end(1), "name") for _, hit in editions if hit]
    return masks


def _span_quantity(span: Span) -> Any:
    return state.record_of(span, "quantities", Quantity)
