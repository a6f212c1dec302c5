""" "X took in 60, or 20% of the total" -> the part and the whole that the words around a share name.

Where the text alone decides which two figures a share is of, a misfit is a fault. Four forms are taken for that: the
part stands right before its share; the share is of the active part of a model; share and part name one kind of figure
("training"); the whole stands right before the share and is said to be all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Sequence

from extractor.check.bench import Bench, is_level, when
from extractor.check.forms import compiled
from extractor.check.knobs import knobs
from extractor.check.near import is_base
from extractor.check.slots import qualifier_words
from extractor.models import Claim

Portion = tuple[Claim, Claim]
"""Part and whole."""
_JOINED = r"[\s*_`)]*(?:(?:,\s*)?{that}\s|\()(?:{hedge} |~)?[\s*_`~]*"
"""Between a part and its share."""
_ANOTHER = re.compile(r"\s(?:and|to)\s\d")
_OF = re.compile(r"(?:%|per ?cent)\s+of\s+(?:the\s|all\s|its\s)?(?P<name>[A-Z][\w-]+)")
"""A name behind a share."""
_STEM = 4
"""Letters of a name that its adjective has as well."""
_FARTHEST = 1_200
"""Characters to the whole."""
_WORDS = re.compile(r"[^\W\d_]{4,}")


def meant(bench: Bench, share: Claim, shared: Container[str] = ()) -> Portion | None:
    """The part and the whole that the words name; None where they leave a choice. `shared`: wholes of other shares."""
    forms: tuple[Callable[[Bench, Claim], Portion | None], ...] = (_inner, _same_kind, _of_all)
    return _joined(bench, share, shared) or next((found for form in forms if (found := form(bench, share))), None)


def _joined(bench: Bench, share: Claim, shared: Container[str]) -> Portion | None:
    """ "54 million pay, or 4.5 percent": the amount right before the share, and what it can be a part of."""
    before = [c for c in bench.in_article[share.article_id] if share.start - 60 <= c.end <= share.start]
    before = [c for c in before if _amount(bench, c)]
    if not before or not _is_joined(bench, before[-1], share):
        return None
    part = before[-1]
    wholes = [
        c for c in _near_levels(bench, share) if c.id != part.id and (c.measure, c.unit) == (part.measure, part.unit)
    ]
    wholes = [c for c in wholes if c.start < part.start and not is_base(bench, c) and _one_time(part, c)]
    wholes = [c for c in wholes if not shares_itself(bench, c, share) and _of_one_noun(part, c)]
    for choose in (_of_group, _same_subject, _any):
        found = choose(bench, part, wholes)
        found = [c for c in found if c.id in shared] or found
        values = {bench.number(c).nominal for c in found}
        if len(values) == 1:
            return part, found[-1]
        if values:
            return None
    return None


def _is_joined(bench: Bench, part: Claim, share: Claim) -> bool:
    """Only words that say "that is" between them; a verb may follow the part: "54 million pay, or 4.5 percent"."""
    text = bench.between(part, share)
    if _ANOTHER.match(bench.after(share, 24), len(share.surface)):
        return False  # "or 60 percent and 45 percent": each is of another
    tail = max(text.rfind(","), text.rfind("("), 0)
    return any(compiled(_JOINED).fullmatch(t) for t in (text, text[tail:])) and len(_WORDS.findall(text[:tail])) <= 2


def _of_one_noun(part: Claim, whole: Claim) -> bool:
    """Whether two counts are of one noun, as far as both have one."""
    nouns = qualifier_words(part), qualifier_words(whole)
    return part.unit != "count" or not all(nouns) or bool(nouns[0] & nouns[1])


def of_another(bench: Bench, share: Claim, whole: Claim | None = None) -> bool:
    """ "41% of Chinese usage": whether the words name what the share is of, which is no platform and not this whole."""
    named = _OF.search(bench.after(share, 48))
    if named is None:
        return False
    word = named["name"].casefold()
    known = " ".join((*share.scope, bench.label(whole) if whole else "")).casefold()
    return word[:_STEM] not in known


def shares_itself(bench: Bench, level: Claim, share: Claim) -> bool:
    """ "83 million (48%) in the north and 49 million (28%) in the south": a part with a share of its own, of a list."""
    behind = [c for c in bench.sentence(level) if level.end <= c.start]
    own = behind[0] if behind else share
    return own.id != share.id and own.unit == "percent" and share in behind and _is_joined(bench, level, own)


def _amount(bench: Bench, claim: Claim) -> bool:
    number = bench.number(claim)
    additive = is_level(claim) and knobs().measure(claim.measure).additive
    return additive and claim.value is not None and not number.bound and not number.vague


def _near_levels(bench: Bench, share: Claim) -> list[Claim]:
    article = bench.in_article[share.article_id]
    return [c for c in article if abs(c.start - share.start) <= _FARTHEST and _amount(bench, c)]


def _one_time(a: Claim, b: Claim) -> bool:
    return (not when(a) or not when(b) or when(a) == when(b)) and (a.modality == "forecast") == (
        b.modality == "forecast"
    )


def _of_group(bench: Bench, part: Claim, wholes: Sequence[Claim]) -> list[Claim]:
    """Wholes of a country or group that everything in the part belongs to."""
    ids = bench.subjects(part)
    return [c for c in wholes if ids and all(_member(bench, i, c) for i in ids) and not _is_of_all(bench, c)]


def _member(bench: Bench, subject: str, whole: Claim) -> bool:
    groups = [i for i in bench.subjects(whole) if bench.root(i).partition(":")[0] == "nation"]
    country = bench.country(groups[0]) if len(groups) == 1 else None
    return country is not None and bench.root(subject) != bench.root(groups[0]) and bench.country(subject) == country


def _same_subject(bench: Bench, part: Claim, wholes: Sequence[Claim]) -> list[Claim]:
    return [c for c in _any(bench, part, wholes) if bench.key(c) == bench.key(part) and bench.key(c)]


def _any(bench: Bench, part: Claim, wholes: Sequence[Claim]) -> list[Claim]:
    return [c for c in wholes if bench.number(c).nominal > bench.number(part).nominal]


def _inner(bench: Bench, share: Claim) -> Portion | None:
    """ "Only 5% of the weights are active": a part and its whole that every such thing has once."""
    text = share.sentence.casefold()
    own = bench.levels.get((share.article_id, bench.key(share)), [])
    for rule in knobs().bounds:
        if not all(word[:6] in text for word in rule.part.split("_")[:1]):
            continue
        part, whole = ([c for c in own if c.measure == measure] for measure in (rule.part, rule.whole))
        if all(len({bench.number(c).nominal for c in side}) == 1 for side in (part, whole)):
            return part[0], whole[0]
    return None


def _same_kind(bench: Bench, share: Claim) -> Portion | None:
    """ "Training took $12 billion. ... Training is 40% of the bill": one kind of cost, and the cost of all."""
    words = qualifier_words(share)
    own = [c for c in bench.levels.get((share.article_id, bench.key(share)), []) if _amount(bench, c)]
    own = [c for c in own if abs(c.start - share.start) <= _FARTHEST and _one_time(share, c)]
    part = [c for c in own if words and qualifier_words(c) == words and c.start < share.start]
    if len({(c.measure, bench.number(c).nominal) for c in part}) != 1:
        return None
    plain = [c for c in own if (c.measure, c.unit) == (part[0].measure, part[0].unit) and not qualifier_words(c)]
    whole = [c for c in plain if c.start < part[0].start and bench.distance(part[0], c)[0]]
    return (part[0], whole[-1]) if len({bench.number(c).nominal for c in whole}) == 1 else None


def _of_all(bench: Bench, share: Claim) -> Portion | None:
    """ "All of them served 14 trillion, which puts the share of X at 40%": the whole, and X's own level of its time."""
    here = [c for c in bench.sentence(share) if c.end <= share.start and _amount(bench, c)]
    if len(here) != 1 or not _is_of_all(bench, here[0]):
        return None
    whole = here[0]
    own = bench.levels.get((share.article_id, bench.key(share)), [])
    parts = [c for c in own if (c.measure, c.unit) == (whole.measure, whole.unit) and c.id != whole.id]
    parts = [c for c in parts if _amount(bench, c) and _one_time(share, c) and _one_time(whole, c)]
    return (parts[0], whole) if len({bench.number(c).nominal for c in parts}) == 1 else None


def _is_of_all(bench: Bench, level: Claim) -> bool:
    """Whether its sentence says, before the number, that it is that of everybody."""
    lead = bench.slice(level.article_id, level.sentence_start, level.start)
    return bool(knobs().cues.patterns["all"].search(lead))
