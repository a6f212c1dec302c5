"""Two claims -> what the words of their sentences tell: that they are one story, or that one of them is narrowed.

A quarter, a smaller version, a price in batches or after a cut: where only one of two sentences has such a word, the
figures may be two, whatever the fields of their claims say.
"""

from __future__ import annotations

import functools
import re
from calendar import month_abbr
from collections.abc import Iterator, Sequence

from extractor.check import headlines
from extractor.check.bench import Bench
from extractor.check.exact import Fraction
from extractor.check.knobs import knobs
from extractor.models import Claim

_LONG = re.compile(r"[^\W\d_]{5,}")
_WORD = re.compile(r"[^\W\d_]+")
_IN = re.compile(r"\b[Ii]n (?:the )?([A-Z][\w.]*(?: [A-Z]\w*)*)")
_NAME = re.compile(r"\w[\w.-]*\w")
_LINK = re.compile(r"\]\([^()\s]{0,400}\)|https?://\S+")
_PLAIN = frozenset({"instruct"})
"""What the usual release of a model is called in its address."""
_OTHER = re.compile(r"(?<!\w)[A-Z][A-Za-z]{1,20}[ -]?\d")
"""What may be a name with a version, known or not."""
_MONTHS = frozenset(month_abbr[1:])
_STEM = 4
"""Letters that words of one meaning share: week and weekly."""


def alike(bench: Bench, a: Claim, b: Claim) -> bool:
    """Whether two sentences share as many of their words as two tellings of one thing do."""
    mine, yours = _telling(bench, a), _telling(bench, b)
    shared, least, rules = len(mine & yours), min(len(mine), len(yours)), knobs().retold
    return shared >= rules.words and shared >= Fraction(rules.share) * least


def narrowed(bench: Bench, a: Claim, b: Claim, dated: bool = False) -> bool:
    """Whether one sentence has words that set its figure apart, beside those that the fields of its claim stand for.

    Words of time say nothing where both claims state their time (`dated`). A cell of a table has no words of its own.
    """
    if bench.is_row(a) or bench.is_row(b):
        return False
    groups = ["variant", *_groups(a, dated)]
    known = _known(bench, a) | _known(bench, b)
    told = [{stem for group in groups for stem in _stems(group, c.sentence)} - known for c in (a, b)]
    return told[0] != told[1] or _places(bench, a) != _places(bench, b) or _of_others(bench, a, b)


def _groups(claim: Claim, dated: bool) -> Iterator[str]:
    if not dated:
        yield "otherwise"
    if claim.modality != "forecast":
        yield "expected"
    if knobs().measure(claim.measure).additive:
        yield "cumulated"


def same_others(bench: Bench, a: Claim, b: Claim) -> bool:
    """Whether two sentences name somebody else that both have, or nobody else."""
    mine, yours = _others(bench, a), _others(bench, b)
    return bool(mine & yours) or not mine | yours


def _of_others(bench: Bench, a: Claim, b: Claim) -> bool:
    """Whether each sentence names somebody else beside what both are about, where many figures share a measure or a
    figure depends on who offers it: chips from one maker, chips from another."""
    rules = knobs().measure(a.measure)
    if not rules.distinct and "scope" not in rules.needs:
        return False
    mine, yours = _others(bench, a), _others(bench, b)
    return bool(mine and yours) and not mine & yours


def alone(bench: Bench, claim: Claim) -> bool:
    """Whether the item that a claim stands in names what it is about, and nothing else that has such figures."""
    kinds = knobs().measure(claim.measure).kinds
    article = bench.articles.get(claim.article_id)
    if not kinds or article is None or bench.is_row(claim):
        return False
    item = _LINK.sub(" ", article.text[slice(*headlines.line_of(article.text, claim.start))])
    names = [bench.name(i) for i in bench.subjects(claim)]
    if len(item) > knobs().caps.reach or not any(name in item for name in names):
        return False
    others = (i for i in others_in(bench, claim, item) if not any(bench.name(i) in name for name in names))
    return not _versions(item, names) and not any(bench.kind(i) in kinds for i in others)


def of_unknown(bench: Bench, claim: Claim) -> bool:
    """Whether a sentence does not name what its figure is taken to be of, and has what may be another name."""
    names = [bench.name(i) for i in bench.subjects(claim)]
    return not bench.named(claim) and bool(_versions(_LINK.sub(" ", claim.sentence), names))


def _versions(text: str, names: Sequence[str]) -> list[str]:
    """What may be names with a version in a text, beside some names and the days of months."""
    found = (m.group() for m in _OTHER.finditer(text))
    return [f for f in found if f[:3] not in _MONTHS and not any(f in name for name in names)]


def others_in(bench: Bench, claim: Claim, text: str) -> set[str]:
    """Entities named in a text beside what a claim is about and who makes it."""
    own = {*bench.subjects(claim), *(bench.lab(i) for i in bench.subjects(claim))}
    words = _NAME.findall(text.casefold())
    runs = {" ".join(words[i : i + n]) for n in (1, 2, 3) for i in range(len(words) - n + 1)}
    return {i for run in runs if (i := bench.by_name.get(run)) and i not in own}


def _others(bench: Bench, claim: Claim) -> set[str]:
    aside = {bench.by_name.get(name.casefold()) for name in (claim.attributed_to, *claim.scope) if name}
    return others_in(bench, claim, claim.sentence) - aside


def _telling(bench: Bench, claim: Claim) -> frozenset[str]:
    names = bench.label(claim).casefold()
    return frozenset(w for w in map(str.casefold, _LONG.findall(claim.sentence)) if w not in names)


def _known(bench: Bench, claim: Claim) -> set[str]:
    """Words of the names in a sentence, of its measures and of its kinds of figure."""
    texts = [claim.of or ""]
    for other in bench.sentence(claim):
        texts += [bench.label(other), other.measure.replace("_", " "), other.qualifier or "", *other.subject]
    return {w[:_STEM] for text in texts for w in _WORD.findall(text.casefold())}


def _places(bench: Bench, claim: Claim) -> set[str]:
    """Countries that a figure is told of: "in India"."""
    return {m.group(1) for m in _IN.finditer(claim.sentence) if m.group(1) in bench.countries}


@functools.lru_cache(maxsize=1 << 14)
def _stems(group: str, sentence: str) -> frozenset[str]:
    addresses = [m.span() for m in _LINK.finditer(sentence)]
    told = knobs().cues.patterns[group].finditer(sentence)
    return frozenset(
        m.group().casefold()[:_STEM]
        for m in told
        if m.group().casefold() not in _PLAIN or not any(start < m.start() < end for start, end in addresses)
    )
