""" "Surpassing", "for the second week running", "No. 1" -> held against the levels, and against the level before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractor.check import explain
from extractor.check.arithmetic.backcast import Backcast
from extractor.check.bench import Bench, Key, is_level, when
from extractor.check.exact import Fraction
from extractor.check.explain import Finding, said
from extractor.check.forms import compiled
from extractor.check.intervals import Interval
from extractor.check.knobs import knobs
from extractor.check.sentences.relations import is_difference, relation_of
from extractor.check.verdicts import factor
from extractor.models import Check, Claim, Verdict

_NEAR_CUE = 90
_TIGHT = re.compile(r"[^,;:.()\n]{0,48}")
"""Between a word of order and its number: a name and small words."""
_LOOSE = re.compile(r"[^,;:.()\n]{0,24}(?:,\s)?[^,;:.()\n]{0,60}")
"""Between two numbers that words of order join: one comma at most."""
PAIRED = r"[\s*_`]*(?:{against}|to)\s[\s*_`~$€£¥]*"
_LIST = re.compile(r"[,;]|\band\b|\(", re.IGNORECASE)
_STREAK_UNITS = ("weeks", "months", "quarters", "years", "days")


def order_checks(bench: Bench) -> Iterator[Check]:
    """ "A at 7.3, surpassing B at 6.1": the words between two levels against the levels."""
    for _, claims in sorted(bench.in_sentence.items()):
        levels = [c for c in claims if is_level(c)]
        for i, (first, second) in enumerate(pairwise(levels)):
            above = _says_above(bench, first, second)
            if above is not None:
                yield from _ordered(bench, first, [second, *_listed_after(bench, second, levels[i + 2 :])], above)


def _says_above(bench: Bench, first: Claim, second: Claim) -> bool | None:
    """Whether the first is said to be more than the second; None where nothing is said."""
    if first.unit != second.unit or first.measure != second.measure or first.modality != second.modality:
        return None
    link, cues = bench.between(first, second), knobs().cues.patterns
    if len(link) > _NEAR_CUE or ";" in link or cues["denied"].search(link) or second.comparator not in ("=", "~"):
        return None
    if relation_of(bench, first):
        return None  # "$4 billion short of its target" is no figure of its own
    ways = _ways(link)
    if ways:
        return ways[-1] if _of_the_first(bench, first, second) else None
    if compiled(PAIRED).fullmatch(link):
        return _said_of_both(bench, first)
    return _says_more(bench, first, second, link)


def _of_the_first(bench: Bench, first: Claim, second: Claim) -> bool:
    """ "A has 71, 6 more than B (65) and 2 ahead of C (69)": whether a gap before the second is not of a third."""
    between = [c for c in bench.sentence(first) if first.start < c.start < second.start and is_difference(c)]
    return all(bench.key(c) == bench.key(first) for c in between)


def _ways(link: str) -> list[bool]:
    """What the words of order in a stretch say, one after the other: whether the one is above the other."""
    at = {}
    for way in ("above", "below"):  # "surpassed by" opens as "surpassed" does, and says the reverse
        at.update({found.start(): way == "above" for found in knobs().cues.patterns[way].finditer(link)})
    return [at[place] for place in sorted(at)]


def _said_of_both(bench: Bench, first: Claim) -> bool | None:
    """ "A overtook B: X against Y": what the words before two numbers say of the first."""
    lead = bench.slice(first.article_id, max(first.sentence_start, first.start - _NEAR_CUE), first.start)
    lead = lead.rstrip(" *_`~$€£¥\u00a0")
    cues = knobs().cues.patterns
    if not lead or lead[-1] not in ":(,—–" or cues["denied"].search(lead):
        return None
    below, above = (bool(cues[name].search(lead)) for name in ("below", "above"))
    return None if below == above else above


def _says_more(bench: Bench, first: Claim, second: Claim, link: str) -> bool | None:
    """ "A has 9 million, more than B's 8": words between two things that a plain number follows, and no part of it."""
    if bench.key(first) == bench.key(second) or not _LOOSE.fullmatch(link):
        return None
    cues = knobs().cues.patterns
    for above, name in ((True, "more"), (False, "less")):
        found = cues[name].search(link)
        if found and not cues["partly"].search(link[found.end() :]) and _TIGHT.fullmatch(link[found.end() :]):
            return above
    return None


def _listed_after(bench: Bench, second: Claim, rest: Sequence[Claim]) -> list[Claim]:
    """Further levels of the same list: "ahead of B (12), C (11) and D (9)"."""
    found: list[Claim] = []
    last = second
    for claim in rest:
        link = bench.between(last, claim)
        if (claim.measure, claim.unit) != (second.measure, second.unit) or len(link) > 40 or not _LIST.search(link):
            break
        if claim.comparator not in ("=", "~") or knobs().cues.patterns["above"].search(link):
            break
        found.append(claim)
        last = claim
    return found


def _ordered(bench: Bench, first: Claim, others: Sequence[Claim], above: bool) -> Iterator[Check]:
    verdicts = [order_of(bench.number(first).coarse, bench.number(o).coarse, above) for o in others]
    wrong = [o for o, v in zip(others, verdicts, strict=True) if v == "inconsistent"]
    if wrong and not all(_may_accuse(bench, first, c) for c in wrong):
        return
    verdict: Verdict = "inconsistent" if wrong else min(verdicts, key=["undetermined", "consistent"].index)
    word = "above" if above else "below"
    pairs = explain.listed(f"{said(o)} for {bench.label(o)}" for o in (wrong or others))
    ends = {
        "consistent": "The figures bear it out.",
        "inconsistent": "The figures say the reverse.",
        "undetermined": "The rounded figures cannot tell.",
    }
    yield explain.check(
        Finding(
            kind="order",
            verdict=verdict,
            title=_order_title(bench, first, others, word),
            text=f"{said(first)} for {bench.label(first)} is said to be {word} {pairs}. {ends[verdict]}",
            formula="a > b" if above else "a < b",
            claims=((first, "stated"), *((o, "against") for o in (wrong or others))),
            stated=bench.number(first).coarse,
            derived=bench.number((wrong or list(others))[0]).coarse,
            unit=first.unit,
            flips=bool(wrong),
        )
    )


def _may_accuse(bench: Bench, first: Claim, second: Claim) -> bool:
    """Certain of both, and close enough for the order to be a slip, or tied by words that leave no doubt."""
    rules, link = knobs().measure(first.measure), bench.between(first, second)
    if rules.steady:
        return False  # a model that is ahead of another has no more parameters for that
    if len(set(_ways(link))) > 1:
        return False  # "3 behind A and 5 ahead of B": of which of them the words are, takes more than these
    if rules.spent and not any(knobs().cues.patterns[name].search(link) for name in ("more", "less")):
        return False
    caps, apart = knobs().caps, factor(bench.number(first).nominal, bench.number(second).nominal)
    close = apart <= Fraction(caps.clash) or (apart <= Fraction(caps.derived) and _tied(bench, first, second))
    return close and bench.strong(first) and bench.strong(second)


def _tied(bench: Bench, first: Claim, second: Claim) -> bool:
    """Whether nothing but a name and small words stands between the word of order and the second number."""
    link, cues = bench.between(first, second), knobs().cues.patterns
    ends = [m.end() for name in ("above", "below", "more", "less") for m in cues[name].finditer(link)]
    return bool(ends) and bool(_TIGHT.fullmatch(link[max(ends) :])) and not cues["partly"].search(link[max(ends) :])


def _order_title(bench: Bench, first: Claim, others: Sequence[Claim], word: str) -> str:
    names = list(dict.fromkeys(bench.label(o) for o in others))
    if names == [bench.label(first)]:
        return f"{bench.label(first)}: {said(first)} {word} {explain.listed(said(o) for o in others)}"
    return f"{bench.label(first)} {word} {explain.listed(names)}"


def order_of(first: Interval, second: Interval, above: bool) -> Verdict:
    """Whether the one is above the other, or below it, whatever was rounded away."""
    large, small = (first, second) if above else (second, first)
    if small.below(large):
        return "consistent"
    return "inconsistent" if large.below(small) else "undetermined"


# ---------------------------------------------------------------- streaks


def streak_checks(bench: Bench, backs: Sequence[Backcast]) -> Iterator[Check]:
    """ "Second week running" against the levels of the week before, as growth and level give them; one an article."""
    by_article: dict[str, list[Backcast]] = {}
    for back in backs:
        by_article.setdefault(back.growth.article_id, []).append(back)
    for article, own in sorted(by_article.items()):
        race = _race(bench, own)
        streaks = [c for c in bench.in_article[article] if c.measure == "streak" and c.unit in _STREAK_UNITS]
        streaks = [c for c in streaks if (c.value or 0) >= 2 and race and _runs_in(bench, c, *race)]
        if race and streaks:
            exact = [c for c in streaks if bench.key(c) == bench.key(race[0].growth)]
            yield _streak_check(bench, (exact or streaks)[0], *race)


def _race(bench: Bench, backs: Sequence[Backcast]) -> tuple[Backcast, Backcast] | None:
    """Who leads now, and the one rival, where two and no more have a growth and a level of one kind and time."""
    for first in backs:
        rivals = {bench.key(b.growth): b for b in backs if _same_race(first, b)}
        if len(rivals) == 2:
            ahead = sorted(rivals.values(), key=lambda b: (-bench.number(b.level).nominal, b.growth.id))
            return ahead[0], ahead[1]
    return None


def _runs_in(bench: Bench, claim: Claim, leader: Backcast, rival: Backcast) -> bool:
    """Whether the streak can be of this race: of one of the two, or of nobody that is known for certain."""
    return bench.key(claim) in (bench.key(leader.growth), bench.key(rival.growth)) or not bench.sure(claim)


def _same_race(a: Backcast, b: Backcast) -> bool:
    return (a.level.measure, a.level.unit, when(a.level)) == (b.level.measure, b.level.unit, when(b.level))


def _streak_check(bench: Bench, claim: Claim, mine: Backcast, rival: Backcast) -> Check:
    before = order_of(mine.derived.coarse, rival.derived.coarse, True)
    now = order_of(bench.number(mine.level).coarse, bench.number(rival.level).coarse, True)
    verdict = _streak_verdict(bench, claim, before, now, (mine, rival))
    unit, leader, other = mine.level.unit, bench.label(mine.level), bench.label(rival.level)
    text = (
        f"{leader} now: {said(mine.level)}, {other}: {said(rival.level)}. With {said(mine.growth)} and "
        f"{said(rival.growth)} the period before stood at {explain.span(mine.derived.coarse, unit)} against "
        f"{explain.span(rival.derived.coarse, unit)}."
    )
    ends = {
        "consistent": f"{leader} was ahead in both.",
        "inconsistent": f"{leader} was not ahead in both, so it cannot be {said(claim)}.",
        "undetermined": "That says nothing of earlier periods, or the rounded figures cannot tell.",
    }
    return explain.check(
        Finding(
            kind="streak",
            verdict=verdict,
            title=f"{leader} ahead of {other}: {said(claim)}",
            text=f"{text} {ends[verdict]}",
            formula="a > b now, and a / (1 + growth a) > b / (1 + growth b) before",
            claims=(
                (claim, "stated"), (mine.level, "leader"), (mine.growth, "leader's growth"),
                (rival.level, "rival"), (rival.growth, "rival's growth"),
            ),
            stated=mine.derived.coarse,
            derived=rival.derived.coarse,
            unit=unit,
            flips=verdict == "inconsistent",
        )
    )  # fmt: skip


def _streak_verdict(bench: Bench, claim: Claim, before: Verdict, now: Verdict, parts: Sequence[Backcast]) -> Verdict:
    if before == "inconsistent" and now == "consistent":
        named = bench.sure(claim) and bench.key(claim) == bench.key(parts[0].growth)
        strong = named and all(bench.strong(c) for p in parts for c in (p.growth, p.level))
        return "inconsistent" if strong else "undetermined"
    known = before == now == "consistent" and claim.value == 2
    return "consistent" if known else "undetermined"


# ---------------------------------------------------------------- ranks


def rank_checks(bench: Bench) -> Iterator[Check]:
    """ "No. 1" against the levels of the others in its article."""
    for claim in bench.claims:
        if claim.measure == "rank" and claim.value == 1 and len(bench.subjects(claim)) == 1:
            yield from _ranked(bench, claim)


def _ranked(bench: Bench, claim: Claim) -> Iterator[Check]:
    own = [c for c in bench.levels.get((claim.article_id, bench.key(claim)), []) if _ranks_by(claim, c)]
    if len({(c.measure, c.unit) for c in own}) != 1:
        return
    mine = min(own, key=lambda c: (bench.distance(claim, c), c.id))
    kind = bench.kind(bench.subjects(claim)[0])
    others: dict[Key, Claim] = {}
    for c in bench.in_article[claim.article_id]:
        ids = bench.subjects(c)
        alike = c.measure == mine.measure and c.unit == mine.unit and when(c) == when(mine) and is_level(c)
        if alike and len(ids) == 1 and bench.kind(ids[0]) == kind and bench.key(c) != bench.key(mine):
            others.setdefault(bench.key(c), c)
    verdicts = {key: order_of(bench.number(mine).coarse, bench.number(c).coarse, True) for key, c in others.items()}
    if len(others) >= 2 and set(verdicts.values()) == {"consistent"}:
        yield _rank_check(bench, claim, mine, [others[k] for k in sorted(others)])


def _ranks_by(claim: Claim, level: Claim) -> bool:
    by = claim.of or "token_volume"
    return level.measure == by and level.comparator in ("=", "~")


def _rank_check(bench: Bench, claim: Claim, mine: Claim, others: Sequence[Claim]) -> Check:
    rest = explain.listed(f"{bench.label(c)} at {said(c)}" for c in others)
    return explain.check(
        Finding(
            kind="rank",
            verdict="consistent",
            title=f"{bench.label(claim)}: {said(claim)}",
            text=f"{said(mine)} is more than any other figure of the article: {rest}.",
            formula="a > all others named",
            claims=((claim, "stated"), (mine, "leader"), *((c, "rival") for c in others)),
            unit=mine.unit,
        )
    )
