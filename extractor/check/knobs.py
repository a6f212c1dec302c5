"""rules/checks.yaml, rules/sources.yaml -> the tolerances, words and names that the checks go by."""

from __future__ import annotations

import functools
import re
from decimal import Decimal
from typing import Literal

from extractor import rules
from extractor.models import EntityKind, Record

Field = Literal["subject", "counterpart", "period", "scope", "qualifier", "of", "step", "modality", "source"]


class Word(Record):
    """Words that say something, caseless: `|` between alternatives, `*` for any ending."""

    word: str
    example: str
    """A sentence that holds them."""
    counterexample: str | None = None
    """A sentence that must not be taken so."""


class IntervalRules(Record):
    """How digits are read."""

    least_digits: int
    """Significant digits that trailing zeros never take away."""
    binary: tuple[str, ...]
    """Measures whose `K` and `M` may stand for 1,024 and 1,048,576."""
    from_below: tuple[Word, ...]
    """Hedges that say: a little less."""
    counted: tuple[str, ...]
    """Measures of whole things, which are counted where they are few."""
    few: int
    """A plain whole number of these below this, and no round one, stands for itself alone."""
    lots: tuple[Word, ...]
    """Words for numbers that nobody has counted."""
    example: str


class MeasureRules(Record):
    """How the values of one measure are held against each other."""

    name: str
    needs: tuple[Field, ...] = ()
    """Fields that both texts must state, and state alike, before one can contradict the other."""
    kinds: tuple[EntityKind, ...] = ()
    """What can have it, where not everything can: a claim of anything else has been misread."""
    additive: bool = False
    """Parts may be added up."""
    flow: bool = False
    """What is counted over a period: that of a year is the sum of its quarters."""
    current: bool = False
    """Where no date is given, it holds when the article comes out."""
    steady: bool = False
    """Does not change with time: periods are not compared."""
    distinct: bool = False
    """So many things bear this measure that round numbers agree by chance."""
    single: bool = False
    """A thing has one such value at a time: two that are far apart clash as much as two that are close."""
    spent: bool = False
    """Less of it is better: who is "ahead" has the lower figure."""
    signed: bool = False
    """May be less than nothing: a profit that falls by more than itself is a loss."""
    level: bool = True
    """A quantity of its own; false where it speaks of other quantities (a growth, a ratio)."""
    compared: bool = True
    """Whether values are compared from text to text at all."""
    example: str


class Formula(Record):
    """A measure that two others give."""

    name: str
    target: str
    unit: str
    op: Literal["difference", "quotient", "product"]
    parts: tuple[str, str]
    """Their measures, in order."""
    units: tuple[str, str]
    kinds: tuple[str, ...] = ()
    """Words for a kind of figure that the formula holds for: an operating loss is one, a net loss is not."""
    accuses: bool = False
    """Whether the target can mean nothing else, where its parts stand beside it."""
    said: str | None = None
    """Words of its sentence, `|` between them, that say as much wherever its parts stand in the article."""
    beside: str | None = None
    """Words right around the target without which it is of something else, `|` between them."""
    scale: Decimal = Decimal(1)
    """Factor between the product of the parts' units and the target's unit."""
    example: str


class PartOf(Record):
    """A measure that can never exceed another of the same subject."""

    part: str
    whole: str
    example: str


class Subset(Record):
    """Some of the things that a measure counts, which can never be more than others of them."""

    measure: str
    part: str
    """Words of its number or its kind, `|` between them."""
    whole: str
    example: str


class Blend(Record):
    """Parts of input and output in a blended price."""

    input: int
    output: int
    said: str
    """Words for the mix, `|` between them."""
    example: str


class States(Record):
    """Two states between which a ratio holds for every pair of values."""

    high: str
    low: str
    example: str


class Caps(Record):
    """Where a difference is too large to be a slip, and how much one check may hold."""

    clash: Decimal
    """Two values further apart than this factor are more likely two things than a contradiction."""
    near: Decimal
    """Two values closer than this share of the larger look like a clash even where they cannot be compared."""
    derived: Decimal
    """A derivation further from what is stated than this factor is of something else."""
    drift: Decimal
    """Values of two periods further apart than this factor are no series."""
    single: Decimal
    """Two steady values further apart than this factor are of two things, even where a thing has just one."""
    links: int
    """Most claims in one agreement."""
    clusters: int
    """More different values than this and a slot is none: nobody is accused."""
    reach: int
    """Characters within which loose operands are looked for."""
    same_time: int
    """Days between two articles within which what is current in one is current in the other."""
    same_news: int
    """Days between two articles within which both may tell one piece of news."""
    confidence: float
    """Claims under this never accuse."""
    confidence_beside: float
    """The same for figures of one line, which share whatever was misread of their subject."""
    confidence_told: float
    """The same where the words themselves join the numbers, whatever they are about."""
    telling_digits: int
    """Significant digits from which one number for two subjects is no chance."""
    report_figures: int
    """Telling figures that two reports of one event share, at least."""
    report_share: float
    """What part these are of all telling figures of the one that has fewer."""
    slip_digits: int
    """Significant digits that must agree before a power of ten between two values is a slip."""
    example: str


class Stretch(Record):
    """A stretch of days that has a name."""

    say: str
    hint: str
    """What a sentence must hold, in small letters, for the words to be looked for."""
    least: int
    most: int
    before: tuple[Word, ...]
    """Right before its dates."""
    behind: tuple[Word, ...]
    """Right behind its dates."""


class Retelling(Record):
    """When two sentences of an article tell one thing."""

    words: int
    """Words of five letters or more that both have, beside the name of what they are about."""
    share: Decimal
    """Of such words of the shorter one, how many the other must have."""
    apart: Decimal
    """Two figures further apart than this factor, and no slip of each other, are of two things all the same."""
    behind: int
    """Characters from a word for saying again to the number that is said again, at most."""
    example: str


class Twins(Record):
    """Two units that are easily taken for each other."""

    units: tuple[str, str]
    say: str
    measures: tuple[str, ...] = ()
    """Measures that are held together for it; each by itself, where empty."""
    example: str


class Worded(Record):
    """A multiple or a fraction in words, beside the two levels that it is of."""

    word: str
    """`|` between alternatives."""
    low: Decimal
    high: Decimal
    """What the later level may be of the earlier one; nobody says so of less or more."""
    example: str


class SlipOfScale(Record):
    """A factor that writers and translators get wrong."""

    factor: Decimal
    say: str
    """What was mixed up, for a reader."""
    example: str


class Cues(Record):
    """Words between numbers."""

    above: tuple[Word, ...]
    below: tuple[Word, ...]
    together: tuple[Word, ...]
    total_row: tuple[Word, ...]
    """The label of a row of totals."""
    reduced: tuple[Word, ...]
    leaving: tuple[Word, ...]
    rise: tuple[Word, ...]
    rest: tuple[Word, ...]
    """Before the last number of a list: it is that of all that is left, and the list is complete."""
    all: tuple[Word, ...]
    """Before an amount: it is that of everybody."""
    open: tuple[Word, ...]
    """The list of parts is not closed."""
    taken: tuple[Word, ...]
    """Between two amounts: the second is some of the first."""
    base: tuple[Word, ...]
    moves: tuple[Word, ...]
    """What changes does so: before a growth, behind a noun, they are the verb of a clause."""
    gap: tuple[Word, ...]
    """Before an amount: it is a difference."""
    beyond: tuple[Word, ...]
    """Right behind an amount: it lies between a figure before and one after."""
    traded: tuple[Word, ...]
    """Before a growth: it is that of a price on the stock market."""
    scored: tuple[Word, ...]
    """In a sentence: something in it has points."""
    between: tuple[Word, ...]
    """Before two amounts: the third is what lies between them."""
    compared: tuple[Word, ...]
    """In or after a multiple: two things are compared."""
    apart: tuple[Word, ...]
    """Around two levels and a difference: the one is set against the other."""
    pointing: tuple[Word, ...]
    """Around a relation: it is of the figures just given."""
    otherwise: tuple[Word, ...]
    """In one of two sentences alone: it speaks of another time."""
    variant: tuple[Word, ...]
    """In one of two sentences alone: it speaks of another variant, of other terms, or of another value than before."""
    cumulated: tuple[Word, ...]
    """The same of a figure that adds up: it is of all times together, or of some more."""
    expected: tuple[Word, ...]
    """The same of a figure that is not read as a forecast: somebody reckoned with it before."""
    sampled: tuple[Word, ...]
    """In a sentence about a data set: some of it was taken, or it was made smaller."""
    restated: tuple[Word, ...]
    """Between two numbers: the second is the first, told again."""
    doubted: tuple[Word, ...]
    """Around a number: nobody stands by it."""
    narrowed: tuple[Word, ...]
    """Around a rank: it is of a part of the list, of another time, or shared."""
    small: tuple[Word, ...]
    """Between such a word and its number."""
    more: tuple[Word, ...]
    """Between two levels: the first is the larger, where nothing but a name follows."""
    less: tuple[Word, ...]
    partly: tuple[Word, ...]
    """Behind such words: the second is not what the first is more than."""
    rising: tuple[Word, ...]
    """Before `from X to Y`: the second is the larger."""
    falling: tuple[Word, ...]
    again: tuple[Word, ...]
    """The mix of input and output is the one told before."""
    so_far: tuple[Word, ...]
    """After an earlier total: it is of all that came before something."""
    wider: tuple[Word, ...]
    """Around a total: it is of more than what was listed."""
    measured: tuple[Word, ...]
    """Between a number and a word for a total: the total is what it is compared with."""
    runs_on: tuple[Word, ...]
    """Right after a number that seems to be worked out: it is one of comparison."""
    taken_back: tuple[Word, ...]
    """Between numbers that a sentence seems to join: it does not."""
    denied: tuple[Word, ...]

    @functools.cached_property
    def patterns(self) -> dict[str, re.Pattern[str]]:
        """One expression for each group of words."""
        return {name: pattern(getattr(self, name)) for name in type(self).model_fields}


class CheckRules(Record):
    """What `rules/checks.yaml` holds."""

    intervals: IntervalRules
    caps: Caps
    measures: tuple[MeasureRules, ...]
    formulas: tuple[Formula, ...]
    blends: tuple[Blend, ...]
    """Mixes that need not be spelled out."""
    bounds: tuple[PartOf, ...]
    subsets: tuple[Subset, ...]
    states: tuple[States, ...]
    retold: Retelling
    stretches: tuple[Stretch, ...]
    twins: tuple[Twins, ...]
    worded: tuple[Worded, ...]
    slips: tuple[SlipOfScale, ...]
    """The likeliest first."""
    cues: Cues
    neutral: tuple[Word, ...]
    """Words of a qualifier that do not tell two quantities apart."""
    fields: dict[Field, str]
    """What a field is called for a reader."""

    @functools.cached_property
    def by_measure(self) -> dict[str, MeasureRules]:
        """The entries by name; `default` stands for every measure that has none."""
        return {entry.name: entry for entry in self.measures}

    @functools.cached_property
    def _kinds(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for rule in self.subsets:
            parts, known = rule.part.split("|"), found.setdefault(rule.measure, {})
            known.update({word: word for word in rule.whole.split("|")} | dict.fromkeys(parts, parts[0]))
        return found

    def kinds_of(self, measure: str) -> dict[str, str]:
        """Words in a number of this measure that tell a subset from another (paying and daily users), each with the
        first of those that mean the same."""
        return self._kinds.get(measure, {})

    def measure(self, name: str) -> MeasureRules:
        """How a measure is compared."""
        return self.by_measure.get(name) or self.by_measure["default"]


class Publisher(Record):
    """A publisher or data source under all its names and addresses."""

    name: str
    names: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    aggregator: bool = False
    """Passes on what others publish: never an origin of its own."""
    example: str


class Copies(Record):
    """When two texts are one."""

    words: int
    """Length of a shingle."""
    alike: float
    """Share of shingles in common (estimated) from which one text is a copy."""
    least: int
    """Texts with fewer shingles are not compared."""
    permutations: int
    example: str


class SourceRules(Record):
    """What `rules/sources.yaml` holds."""

    copies: Copies
    lead_share: Decimal
    """Share of an article's sourced figures that its first source must stand behind to be its origin."""
    shared_domains: tuple[Publisher, ...]
    """Addresses where everyone publishes: sharing one means nothing."""
    publishers: tuple[Publisher, ...]


def pattern(words: tuple[Word, ...]) -> re.Pattern[str]:
    """Any of the words, caseless, from the start of a word."""
    options = (option for word in words for option in word.word.split("|"))
    parts = sorted({re.escape(option).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for option in options})
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


@functools.cache
def pattern_of(word: str) -> re.Pattern[str]:
    """The expression of one entry's words."""
    return pattern((Word(word=word, example=""),))


@functools.cache
def knobs() -> CheckRules:
    """The rules of checking."""
    return rules.load("checks.yaml", CheckRules)


@functools.cache
def houses() -> SourceRules:
    """The rules of where figures come from."""
    return rules.load("sources.yaml", SourceRules)
