"""Reading copy and a place behind a number -> the unit that stands there, with its factor to base units.

Vocabulary: `rules/units.yaml`. Rates (`/1M tokens`, `per second`) are units too; money has its sign before the
number or its word behind it.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from extractor import phrases, rules


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Unit(_Strict):
    """One unit: its id, its kind of size, the words for it and their factor to the base."""

    id: str
    dimension: str
    forms: dict[str, Decimal]
    shared: dict[str, Decimal] = {}
    """Forms that stand for this unit only where one of its context words is near."""
    context: tuple[str, ...] = ()
    example: str


class Rate(_Strict):
    """A unit over another."""

    id: str
    over: str
    per: str
    forms: tuple[str, ...] = ()
    example: str


class Between(_Strict):
    """Words that may stand between number and unit."""

    words: tuple[str, ...]
    example: str


class Currency(_Strict):
    """A currency: signs before the number, words behind it."""

    id: str
    signs: tuple[str, ...]
    forms: dict[str, Decimal]
    shared: tuple[str, ...] = ()
    """Signs that stand for this currency only where its context words are near."""
    shared_forms: dict[str, Decimal] = {}
    """Words behind a number that stand for it only there."""
    context: tuple[str, ...] = ()
    example: str


class UnitRules(_Strict):
    """rules/units.yaml."""

    units: tuple[Unit, ...]
    rates: tuple[Rate, ...]
    between: tuple[Between, ...]
    currencies: tuple[Currency, ...]


def vocabulary() -> UnitRules:
    """The unit rules, read once."""
    return rules.load("units.yaml", UnitRules)


@dataclass(frozen=True, slots=True)
class UnitHit:
    """A unit found in the text."""

    id: str
    factor: Decimal
    start: int
    """Where the unit word begins."""
    end: int
    money: bool = False
    between: str = ""
    """Words that stood between number and unit."""


@functools.cache
def dimension(unit: str) -> str:
    """The kind of size of a unit id: `time`, `data`, `money`, ...; the id itself where it stands alone."""
    known = {u.id: u.dimension for u in vocabulary().units}
    if unit in known:
        return known[unit]
    return "money" if unit in currencies() else unit


@functools.cache
def currencies() -> frozenset[str]:
    """Ids of all currencies."""
    return frozenset(c.id for c in vocabulary().currencies)


_NEAR = 200
"""Characters on either side in which the words stand that decide between units of one form."""
_SHORT = 2  # one- and two-letter abbreviations stand directly behind the number, or one space away


class _Forms:
    """All unit words: exact for those with capitals, in lower case for the others."""

    def __init__(self) -> None:
        vocab = vocabulary()
        self.exact: dict[str, tuple[str, Decimal, bool]] = {}
        self.lower: dict[str, tuple[str, Decimal, bool]] = {}
        self.shared: dict[str, list[tuple[re.Pattern[str], tuple[str, Decimal, bool]]]] = {}
        for unit in vocab.units:
            self._add(unit.id, unit.forms, money=False)
            self._share(unit.id, unit.shared, unit.context, money=False)
        for currency in vocab.currencies:
            self._add(currency.id, currency.forms, money=True)
            self._share(currency.id, currency.shared_forms, currency.context, money=True)
        for rate in vocab.rates:
            self._add(rate.id, dict.fromkeys(rate.forms, Decimal(1)), money=False)
        self.pattern = re.compile(
            f"(?:{_branches({*self.exact, *self.lower, *self.shared})})(?![A-Za-z0-9_])", re.IGNORECASE
        )
        between = sorted({w for b in vocab.between for w in b.words}, key=lambda w: (-len(w), w))
        self.between = re.compile(
            rf"(?:(?:{'|'.join(map(re.escape, between))})(?:[ \t]{{1,2}}|-)){{1,3}}", re.IGNORECASE
        )
        self.signs: dict[str, list[tuple[str, str]]] = {}
        """Signs by their last character, the longest first."""
        signs = ((s, c.id) for c in vocab.currencies for s in c.signs)
        for sign, owner in sorted(signs, key=lambda pair: (-len(pair[0]), pair)):
            self.signs.setdefault(sign[-1], []).append((sign, owner))

    def _add(self, unit: str, forms: dict[str, Decimal], money: bool) -> None:
        for pattern, factor in forms.items():
            for form in rules.expand(pattern):
                target = self.lower if form == form.lower() else self.exact
                target.setdefault(form, (unit, factor, money))

    def _share(self, unit: str, forms: dict[str, Decimal], context: tuple[str, ...], money: bool) -> None:
        words = [rf"\b{re.escape(word)}" if word[0].isalpha() else re.escape(word) for word in context]
        near = re.compile("|".join(words) or "(?!)", re.IGNORECASE)
        for pattern, factor in forms.items():
            for form in rules.expand(pattern):
                self.shared.setdefault(form, []).append((near, (unit, factor, money)))

    def lookup(self, word: str, view: str, position: int) -> tuple[str, Decimal, bool] | None:
        """The unit of a form that stands at `position`; forms of several units by the words near it."""
        word = " ".join(word.split())
        for near, shared in self.shared.get(word, ()):
            if near.search(view, max(0, position - _NEAR), position + _NEAR):
                return shared
        found = self.exact.get(word) or self.lower.get(word)
        if found is None and "-" in word:
            found = self.lower.get(word.replace("-", " ").lower())
        if found is None and len(word) > _SHORT:
            found = self.lower.get(word.lower()) or next(
                (v for k, v in self.exact.items() if len(k) > 4 and k.lower() == word.lower()), None
            )
        return found


def _branches(forms: set[str]) -> str:
    """Forms as alternatives, grouped by first letter so that a word that is none fails at once; the longest first."""
    groups: dict[str, list[str]] = {}
    for form in sorted(forms, key=lambda w: (-len(w), w)):
        groups.setdefault(form[0].lower(), []).append(form[1:])
    return "|".join(f"{_loose(first)}(?:{'|'.join(map(_loose, rest))})" for first, rest in groups.items())


def _loose(form: str) -> str:
    return re.escape(form).replace(r"\ ", r"(?:[ \t]{1,3}|-)")


@functools.cache
def _forms() -> _Forms:
    return _Forms()


_DIGIT_NEXT = re.compile(r"[ \t]?\.?\d")
_GAP = re.compile(r"[ \t]{0,3}-?[ \t]{0,1}")


def after(view: str, position: int) -> UnitHit | None:
    """The unit behind a number that ends at `position`, words between allowed (`monthly active users`)."""
    forms = _forms()
    if view[position : position + 1] == '"' and _prime(view, position):
        return UnitHit("inches", Decimal(1), position, position + 1)
    gap = _GAP.match(view, position)
    start = gap.end() if gap else position
    direct = _at(view, start, position)
    between = forms.between.match(view, start)
    if between is None or (direct is not None and direct.end >= between.end()):
        return direct
    behind = _at(view, between.end(), position)
    if behind is None:
        return direct
    return UnitHit(behind.id, behind.factor, behind.start, behind.end, behind.money, between[0].strip())


def _prime(view: str, position: int) -> bool:
    """Whether a double mark behind digits is the prime of inches: no quotation is open in its line."""
    begin = view.rfind("\n", max(0, position - _NEAR), position) + 1
    quotes = phrases.pattern("quotation mark").findall(view, begin, position)
    return view[position - 1 : position].isdigit() and len(quotes) % 2 == 0


def _at(view: str, start: int, position: int) -> UnitHit | None:
    forms = _forms()
    hit = forms.pattern.match(view, start)
    if hit is None:
        return None
    word = hit[0]
    while (found := forms.lookup(word, view, start)) is None:
        # a longer form matched without regard to case; try the next shorter prefix that ends at a word edge
        shorter = word.rstrip()[:-1]
        hit2 = forms.pattern.match(view[: start + len(shorter)], start) if shorter else None
        if hit2 is None or len(hit2[0]) >= len(word) or view[start + len(hit2[0]) : start + len(hit2[0]) + 1].isalnum():
            return None
        word = hit2[0]
    if start > position and word in phrases.words("units that stand attached"):
        return None
    if (
        len(word) <= _SHORT
        and word.isalpha()
        and (start - position > 1 or view[start + len(word) : start + len(word) + 1] == "'")
    ):
        return None
    if found[2] and not word[-1].isalnum() and _DIGIT_NEXT.match(view, start + len(word)):
        return None  # `5 £20 notes`: the sign is that of the next number
    return UnitHit(found[0], found[1], start, start + len(word), found[2])


def sign_before(view: str, position: int) -> tuple[str, int] | None:
    """The currency whose sign or code ends at `position` (one space allowed), with its start."""
    for skip in (0, 1):
        end = position - skip
        if skip and view[end : end + 1] != " ":
            break
        for sign, unit in _forms().signs.get(view[end - 1 : end], ()):
            start = end - len(sign)
            if start >= 0 and view.startswith(sign, start):
                if sign[0].isalpha() and start and (view[start - 1].isalnum() or view[start - 1] == "-"):
                    continue
                if skip and not sign[-1].isalpha() and sign[-1] != "." and view[start - 1 : start].isalnum():
                    continue
                return _by_context(view, sign, unit, position), start
    return None


def _by_context(view: str, sign: str, unit: str, position: int) -> str:
    """The currency of a shared sign, by the words within some lines of it."""
    near = view[max(0, position - 300) : position + 300].lower()
    for currency in vocabulary().currencies:
        if sign in currency.shared and any(word.lower() in near for word in currency.context):
            return currency.id
    return unit


def per_tokens(view: str, position: int) -> tuple[Decimal, int] | None:
    """`/1M tokens`, `per million output tokens`, `/M`, `/MTok` at `position` -> (factor to a price per 1M, end)."""
    hit = phrases.pattern("per tokens").match(view, position)
    if hit is None or not (hit["scale"] or hit["tokens"]):
        return None
    joint = view[position : position + 12].strip().lower()
    if side := phrases.pattern("side before a rate").match(joint):
        joint = joint[side.end() :]
    token_word = hit["tokens"] or ""
    sided = phrases.pattern("side of a price named").search(hit["side"]) is not None
    if not token_word and not sided and not phrases.pattern("per").match(joint):
        return None
    if not token_word and phrases.pattern("other noun of a rate").match(view[hit.end() : hit.end() + 12]):
        return None
    amount = Decimal((hit["n"] or "1").replace(",", ""))
    exponent = int(phrases.meanings("scales of a price").get((hit["scale"] or "").lower(), 0))
    if not exponent and token_word.lower().startswith("m"):
        exponent = 6
    per = amount.scaleb(exponent)
    end = hit.end() if token_word else hit.end("scale")
    return Decimal(10) ** 6 / per, end


def per(view: str, position: int) -> tuple[str, int] | None:
    """`per second`, `/month`, `a day` at `position` -> (unit id, end)."""
    hit = phrases.pattern("rate behind").match(view, position)
    if hit is None:
        return None
    word = hit["unit"]
    short = phrases.meanings("times of a rate").get(word) if "/" in hit[0] else None
    if short is not None:
        return short, hit.end()
    found = _forms().lower.get(word.lower()) or _forms().exact.get(word)
    if found is None or found[2] or (len(word) < 3 and not hit[0].startswith("/")):
        return None
    return found[0], hit.end()


def denominator(view: str, position: int) -> str | None:
    """What a rate behind `position` is over: a unit id, or an open noun (`per share`, `a head`) as it stands."""
    if known := per(view, position):
        return known[0]
    hit = phrases.pattern("open rate behind").match(view, position)
    if hit is None or (hit["article"] and hit["noun"] not in phrases.words("things with a price")):
        return None
    unit = _at(view, hit.start("noun"), hit.start("noun"))
    return unit.id if unit and not unit.money else hit["noun"]


@functools.cache
def rate(over: str, denominator: str) -> str | None:
    """The id of a rate of two units, where rules know one."""
    return next((r.id for r in vocabulary().rates if r.over == over and r.per == denominator), None)
