"""Reading copy of a text -> the bare numbers in it (digits, words, fractions), with their scale and reported digits.

No units, no meaning: that is `quantify`. All patterns are linear; the vocabulary is `rules/en/numbers.yaml`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from pydantic import BaseModel, ConfigDict

from extractor import phrases, rules
from extractor.models import Comparator
from extractor.phrases import alternation
from extractor.spots import first_words, spots


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Strict):
    """A word list whose words stand for whole numbers."""

    words: dict[str, int]
    example: str


class Suffixes(Words):
    """Letters behind digits; `apart` may follow a space, `timid` ones may be units instead."""

    apart: tuple[str, ...]
    timid: tuple[str, ...]


class Shares(_Strict):
    """Words and signs that stand for a fraction or a multiple."""

    words: dict[str, str]
    example: str
    none: str | None = None


class Vague(_Strict):
    """Words for an order of magnitude, with its ends."""

    words: dict[str, tuple[int, int]]
    example: str


class Hedge(_Strict):
    """Words beside a number that bound or soften it."""

    comparator: Comparator
    words: tuple[str, ...]
    example: str


class Ranges(_Strict):
    """Words before the two ends of a range."""

    between: tuple[str, ...]
    opening: tuple[str, ...]
    example: str


class Sides(_Strict):
    """Words of change before and behind a number."""

    before: tuple[str, ...]
    after: tuple[str, ...]


class Changes(_Strict):
    """Words that make a number a change."""

    up: Sides
    down: Sides
    example: str


class Nouns(_Strict):
    """What may and may not belong to an open count noun."""

    stops: tuple[str, ...]
    plurals: tuple[str, ...]
    singulars: tuple[str, ...]
    example: str


class OrdinalPattern(_Strict):
    """An ordinal that is a rank or a streak; `{ordinal}` stands for the word, group `extent` for what is shown."""

    unit: str
    pattern: str
    example: str


class Ordinals(Words):
    """Ordinal words and the shapes in which they count."""

    patterns: tuple[OrdinalPattern, ...]


class Shape(_Strict):
    """Digits that are no quantity, and why."""

    reason: str
    pattern: str
    example: str


class NumberRules(_Strict):
    """rules/en/numbers.yaml."""

    ones: Words
    tens: Words
    scales: Words
    suffixes: Suffixes
    fractions: Shares
    vulgar: Shares
    dozens: Words
    vague: Vague
    multiples: Shares
    hedges_before: tuple[Hedge, ...]
    hedges_after: tuple[Hedge, ...]
    ranges: Ranges
    shapes: tuple[Shape, ...]
    changes: Changes
    nouns: Nouns
    ordinals: Ordinals


def vocabulary() -> NumberRules:
    """The English number rules, read once."""
    return rules.load("en/numbers.yaml", NumberRules)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it stands in the text, scale applied."""

    start: int
    end: int
    value: Decimal | None
    decimals: int | None
    form: str
    """`digits`, `words`, `fraction`, `vague`, `multiple`, `scale`."""
    low: Decimal | None = None
    high: Decimal | None = None
    suffix: str = ""
    """The scale letter behind the digits, where it may be a unit instead (`5m`)."""
    bare_end: int = 0
    """Where the digits end, without scale."""
    exponent: int = 0
    """Power of ten that the scale stands for; 0 without one. The left end of a range may borrow it."""


_DIGITS = (
    r"(?:\d{1,3}(?:,\d{3})+(?!\d)|(?<![\d.,])\d{1,3}(?: \d{3})+(?![\d.,]\d|\d)|"
    r"\d{1,2}(?:,\d{2}){1,8},\d{3}(?!\d)|\d{1,3}(?:'\d{3}){1,8}(?![\d'])|\d+)(?:\.\d+)?|\.\d+"
)
_FIGURES = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_RAISED = rf"(?P<raised>⁻?[{_FIGURES}]{{1,3}})(?![{_FIGURES}])"
"""An exponent set high: `10²⁴`."""
_LOWERED = str.maketrans(_FIGURES + "⁻", "0123456789-")
_TEN = rf"10(?:(?:\^\(?|(?=-))(?P<ten>-?\d{{1,3}})(?!\d)\)?|{_RAISED})"
_POWER = rf"(?:\s?[x×*·]\s?{_TEN})|(?:[eE](?P<e>[+-]?\d{{1,3}})(?![\w.]))"
_FEW = len("three")
_UNGROUPED = str.maketrans("", "", ", '")
_LETTERS = re.compile(r"[A-Za-z]+")
_NEXT = re.compile(r"[ \t]([A-Za-z]+)")
_TEN_POWER = re.compile(rf"10(?:\^\(?(?P<ten>-?\d{{1,3}})(?!\d)\)?|{_RAISED})")


class _Patterns:
    """Everything compiled from the vocabulary, once."""

    def __init__(self, vocab: NumberRules) -> None:
        self.ones = {**vocab.ones.words, **vocab.tens.words}
        self.tens = vocab.tens.words
        self.scales = vocab.scales.words
        self.fractions = {w: Fraction(f) for w, f in vocab.fractions.words.items()}
        self.dozens = vocab.dozens.words
        self.vague = vocab.vague.words
        self.multiples = vocab.multiples.words
        self.vulgar = {w: Fraction(f) for w, f in vocab.vulgar.words.items()}
        self.suffixes = vocab.suffixes.words
        self.timid = set(vocab.suffixes.timid)
        vulgar = "".join(self.vulgar)
        starts = [*self.ones, *self.scales, *self.dozens, *self.fractions, *self.vague, *self.multiples]
        self.digit = re.compile(rf"[\d{vulgar}]")
        self.digits = re.compile(rf"(?P<digits>{_DIGITS})(?P<vulgar>[{vulgar}])?|(?P<alone>[{vulgar}])")
        self.word = re.compile(rf"\b(?P<word>{alternation(starts)})\b", re.IGNORECASE)
        self.opens = first_words(starts)
        self.power = re.compile(_POWER)
        scale_words = alternation(self.scales)
        self.scale_word = re.compile(rf"[ \t]{{0,3}}-?({scale_words})(?![A-Za-z])", re.IGNORECASE)
        attached = alternation(self.suffixes)
        apart = alternation(vocab.suffixes.apart)
        self.attached = re.compile(rf"({attached})(?![A-Za-z0-9])")
        self.apart = re.compile(rf"[ \t]{{1,3}}({apart})(?![A-Za-z0-9'])")


@functools.cache
def _patterns() -> _Patterns:
    return _Patterns(vocabulary())


def find(view: str) -> Iterator[Number]:
    """Every number of a reading copy, left to right, none overlapping.

    Digits inside names (`V3.2`, `GPT-5`, `c4a`) and numbers with two dots are left out; years and dates are not:
    the caller knows them. Offsets are code points into `view`.
    """
    position = 0
    words = iter(spots(view).of(_patterns().opens))
    word, digit = next(words, None), _digit(view, 0)
    while word is not None or digit is not None:
        if digit is not None and (word is None or digit < word):
            hit = _patterns().digits.match(view, digit)
        else:
            hit = _patterns().word.match(view, word or 0)
            word = next(words, None)
        if hit is None:
            continue
        number = _words(view, hit) if "word" in hit.re.groupindex else _digits(view, hit)
        number = number and _of_so_many(view, number)
        position = hit.end() if number is None else max(number.end, hit.end())
        if number is not None:
            yield number
        while word is not None and word < position:
            word = next(words, None)
        if digit is not None and digit < position:
            digit = _digit(view, position)


def _digit(view: str, position: int) -> int | None:
    """Where the next digits begin, with the point before them."""
    hit = _patterns().digit.search(view, position)
    if hit is None:
        return None
    start = hit.start()
    return start - 1 if start > position and view[start - 1] == "." and hit[0].isdecimal() else start


def _of_so_many(view: str, number: Number) -> Number:
    """`one in five` and `nine in 10` are shares; `one in five years` and `12 of 40` are not."""
    if number.end - number.start > _FEW or number.form not in ("digits", "words") or number.exponent:
        return number
    hit = phrases.pattern("in so many").match(view, number.end)
    if hit is None:
        return number
    word = hit["whole"].lower()
    whole = int(word) if word.isdigit() else vocabulary().ones.words[word]
    if number.value is None or number.decimals or not 0 < number.value < min(whole, 10):
        return number
    return Number(number.start, hit.end(), number.value / whole, None, "fraction", bare_end=hit.end())


def _glued(view: str, start: int) -> bool:
    """Whether digits at `start` hang on a word or a dotted number before them."""
    before = view[start - 1] if start else " "
    if before.isalpha() or before == "_" or (before.isdigit() and view[start] == "."):
        return True
    two = view[start - 2] if start > 1 else " "
    if before in ".," and two.isdigit():
        return True
    if before in "'@^\\" or (before == "=" and two.isalnum()):
        return True
    if before in "-/" and (two.isalpha() or two == "_"):
        return _prefix(view, start - 1) is None
    return False


def _prefix(view: str, hyphen: int) -> str | None:
    """The little word before a hyphen or slash that does not make the digits a name (`sub-100`)."""
    begin = hyphen
    while begin and view[begin - 1].isalpha():
        begin -= 1
    word = view[begin:hyphen].lower()
    return word if word in phrases.words("prefixes of a number") and not (begin and view[begin - 1] in "-.") else None


def _digits(view: str, hit: re.Match[str]) -> Number | None:
    patterns = _patterns()
    start, end = hit.start(), hit.end()
    if _glued(view, start) and not _currency_letters(view, start):
        return None
    text = (hit["digits"] or "").translate(_UNGROUPED)
    if hit["digits"] and end < len(view) and view[end] == "." and view[end + 1 : end + 2].isdigit():
        return None
    value = Decimal(text or "0")
    decimals = len(text.partition(".")[2])
    part = hit["vulgar"] or hit["alone"]
    if part:
        fraction = patterns.vulgar[part]
        value += Decimal(fraction.numerator) / Decimal(fraction.denominator)
        decimals = 2
    if not part and not decimals and (mixed := phrases.pattern("mixed fraction").match(view, end)):
        value += Decimal(mixed["over"]) / int(mixed["part"])
        return Number(start, mixed.end(), value, 2, "digits", bare_end=mixed.end())
    if not part and (share := phrases.pattern("common fraction").match(view, end)) and value < int(share["part"]):
        return Number(start, share.end(), value / int(share["part"]), None, "fraction", bare_end=share.end())
    if value == 10 and (ten := _TEN_POWER.match(view, start)):
        exponent = _exponent(ten)
        return Number(start, ten.end(), Decimal(1).scaleb(exponent), -exponent, "digits", bare_end=ten.end())
    if power := patterns.power.match(view, end):
        exponent = int(power["e"]) if power["e"] else _exponent(power)
        return Number(start, power.end(), value.scaleb(exponent), decimals - exponent, "digits", bare_end=power.end())
    return _scaled(view, Number(start, end, value, decimals, "digits", bare_end=end))


def _exponent(power: re.Match[str]) -> int:
    """The power of ten, written behind a sign or set high."""
    return int(power["ten"] or power["raised"].translate(_LOWERED))


def _currency_letters(view: str, start: int) -> bool:
    """Letters directly before digits that are a currency (`RM79`, `Rs500`), not a name."""
    begin = start
    while begin and view[begin - 1].isalpha() and start - begin < 4:
        begin -= 1
    if view[begin - 1 : begin] == "$":
        begin -= 1
    letters = phrases.pattern("currency letters").fullmatch(view, begin, start)
    return letters is not None and not (begin and view[begin - 1].isalnum())


def _scaled(view: str, number: Number) -> Number:
    """The number with the scale word or letter behind it, if one is there."""
    patterns = _patterns()
    end, exponent, suffix = number.end, 0, ""
    if hit := patterns.attached.match(view, end):
        exponent, end = patterns.suffixes[hit[1]], hit.end()
        suffix = hit[1] if hit[1] in patterns.timid else ""
    else:
        for _ in range(2):
            if not (hit := patterns.scale_word.match(view, end)):
                break
            exponent, end = exponent + patterns.scales[hit[1].lower()], hit.end()
        if not exponent and (hit := patterns.apart.match(view, end)):
            exponent, end = patterns.suffixes[hit[1]], hit.end()
    if not exponent or number.value is None:
        return number
    return Number(
        number.start, end, number.value.scaleb(exponent), (number.decimals or 0) - exponent, number.form,
        suffix=suffix, bare_end=number.end, exponent=exponent,
    )  # fmt: skip


def _words(view: str, hit: re.Match[str]) -> Number | None:
    patterns = _patterns()
    start, end, word = hit.start(), hit.end(), hit["word"].lower()
    if start and (view[start - 1] in "_@'" or (view[start - 1] == "-" and start > 1 and view[start - 2].isalnum())):
        return None
    if word in patterns.multiples:
        return Number(start, end, Decimal(patterns.multiples[word]), 0, "multiple", bare_end=end)
    if word in patterns.vague:
        if word in phrases.words("vague only before of") and not phrases.pattern("of many").match(view, end):
            return None
        low, high = patterns.vague[word]
        return _vague(view, Number(start, end, None, None, "vague", Decimal(low), Decimal(high), bare_end=end))
    if word in patterns.scales and phrases.pattern("several before").search(view[max(0, start - 10) : start]):
        power = patterns.scales[word]
        ends = Decimal(1).scaleb(power), Decimal(1).scaleb(power + 1)
        return Number(start, end, None, None, "vague", *ends, bare_end=end)
    return _spelled(view, start)


def _vague(view: str, number: Number) -> Number:
    """`tens of millions`, `hundreds of thousands`: both words multiply."""
    patterns = _patterns()
    if number.low is None or number.high is None:
        return number
    if hit := phrases.pattern("tens of millions").match(view, number.end):
        low = Decimal(patterns.vague[hit[1].lower()][0])
        return Number(
            number.start, hit.end(), None, None, "vague", number.low * low, number.high * low, bare_end=hit.end()
        )
    return number


class _Run:
    """A run of number words, read left to right into one value."""

    def __init__(self) -> None:
        self.total = Fraction(0)
        self.current: Fraction | None = None
        self.decimals = 0
        self.exponent = 0
        self.fraction = False
        self.counted = False

    def add(self, amount: int) -> None:
        self.current = (self.current or Fraction(0)) + amount
        self.counted = True
        self.exponent = 0

    def scale(self, power: int) -> None:
        base = self.current if self.current is not None else Fraction(1)
        if power == 2:
            self.current = base * 100
        else:
            self.total += base * 10**power
            self.current = None
        self.exponent = power

    def value(self) -> Fraction:
        return self.total + (self.current or 0)


def _spelled(view: str, start: int) -> Number | None:
    """A spelled-out number: `twenty-five thousand`, `one and a half billion`, `two thirds`, `half a million`."""
    patterns = _patterns()
    if not _fraction_stands(view, start):
        return None
    run, end, position, last = _Run(), start, start, ""
    while True:
        hit = _LETTERS.match(view, position)
        if hit is None:
            break
        word = hit[0].lower()
        consumed = _take(run, word, last, view, hit)
        if consumed is None:
            break
        last, end = word, consumed
        gap = phrases.pattern("between number words").match(view, end)
        if gap is None or not _continues(view, gap, last, patterns):
            break
        position = gap.end()
    if end == start or not (run.counted or run.fraction or run.exponent):
        return None
    value = run.value()
    form = (
        "fraction"
        if run.fraction and run.exponent == 0
        else ("scale" if not run.counted and not run.fraction else "words")
    )
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    decimals = (
        None if form == "fraction" and value.denominator not in (1, 2, 4, 5, 8, 10) else run.decimals - run.exponent
    )
    return Number(start, end, exact, decimals, form, bare_end=end, exponent=run.exponent)


def _fraction_stands(view: str, start: int) -> bool:
    """`a third of` is a share; `third place` and `a fourth model` are ordinals."""
    word = _LETTERS.match(view, start)
    low = word[0].lower() if word else ""
    if low not in _patterns().fractions or low in phrases.words("parts of a scale") or low.endswith("s"):
        return low not in phrases.words("quarters") or bool(
            phrases.pattern("article before a fraction").search(view[max(0, start - 10) : start])
        )
    return bool(phrases.pattern("article before a fraction").search(view[max(0, start - 10) : start])) and bool(
        phrases.pattern("fraction of something").match(view, start)
    )


def _continues(view: str, gap: re.Match[str], last: str, patterns: _Patterns) -> bool:
    """Whether the words after a gap belong to the same number: 'one and a half' yes, 'two and three' no."""
    hit = _LETTERS.match(view, gap.end())
    if hit is None:
        return False
    word, joint = hit[0].lower(), gap[0].strip(" \t-").lower()
    if joint.startswith("and"):
        if joint.endswith(("a", "an")):
            return word in patterns.fractions and last not in patterns.fractions
        return last in phrases.words("scales that go on") and word in patterns.ones
    if joint in ("of a", "of an"):
        return last in patterns.fractions and word in patterns.scales
    if joint == "of":
        return last in phrases.words("pairs")
    if joint in ("a", "an"):
        return last in phrases.words("parts of a scale") and (word in patterns.scales or word in patterns.dozens)
    if joint == ",":
        return last in phrases.words("scales before a comma") and word in patterns.ones
    if word in patterns.scales:
        return True
    if word in phrases.words("decimal point"):
        after = _NEXT.match(view, hit.end())
        return last in patterns.ones and after is not None and after[1].lower() in patterns.ones
    if last in patterns.tens:
        return (word in patterns.ones and patterns.ones[word] < 10) or word in patterns.fractions
    if last in phrases.words("scales that go on"):
        return word in patterns.ones or word in phrases.words("halves")
    if last in patterns.ones:
        return word in patterns.dozens or (word in patterns.fractions and word not in phrases.words("time words"))
    return False


def _take(run: _Run, word: str, last: str, view: str, hit: re.Match[str]) -> int | None:
    """Add one word to a run; the end of what was taken, or None where the word does not belong."""
    patterns = _patterns()
    if word in phrases.words("decimal point") and last:
        return _decimals_spelled(run, view, hit.end())
    if word in patterns.scales:
        run.scale(patterns.scales[word])
    elif word in patterns.ones:
        run.add(patterns.ones[word])
    elif word in patterns.dozens:
        if word in phrases.words("pairs") and last:
            return None
        run.current = (run.current if run.current is not None else Fraction(1)) * patterns.dozens[word]
        run.counted = True
    elif word in patterns.fractions:
        _fraction(run, word, last, view, hit)
    else:
        return None
    return hit.end()


def _fraction(run: _Run, word: str, last: str, view: str, hit: re.Match[str]) -> None:
    """`two thirds` multiplies, `one and a half` adds."""
    part = _patterns().fractions[word]
    joined = view[max(0, hit.start() - 8) : hit.start()].lower()
    if run.current is None and run.exponent and phrases.pattern("and a").search(joined):
        run.total += part * 10**run.exponent
    elif run.current is not None and not phrases.pattern("and a").search(joined) and last != "":
        run.current *= part
    else:
        run.current = (run.current or Fraction(0)) + part
    run.fraction, run.decimals = True, 1


def _decimals_spelled(run: _Run, view: str, position: int) -> int | None:
    """`three point two five`: digit words after the point."""
    patterns, place = _patterns(), Fraction(1, 10)
    end = None
    while hit := _NEXT.match(view, position):
        digit = patterns.ones.get(hit[1].lower())
        if digit is None or digit > 9:
            break
        run.current = (run.current or Fraction(0)) + digit * place
        run.decimals += 1
        place /= 10
        position = end = hit.end()
    return end
