"""What may be names in one article -> what they name.

The longest reading first; common words need context, short forms a fuller name.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass, field
from functools import cached_property

from extractor.link import cues
from extractor.link.words import acts, belongs
from extractor.models import Entity
from extractor.names import Hit, Target, digits, index
from extractor.names.grammar import unit_follows

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_NEXT = re.compile(r"[ \-]{0,2}(?:['’]s)?[ \-]{0,2}([^\W_]+|[,;])")
_PREVIOUS = re.compile(r"([^\W_]+)(?:['’]s)?[ \-]{1,2}$")
_CAPITAL_AFTER = re.compile(r"[ -][A-Z][a-z]")
_CAPITAL_BEFORE = re.compile(r"([A-Z][A-Za-z]+)[ -]$")
_LIST_BEFORE = re.compile(r"([A-Z][\w.&]*(?: [A-Z][\w.&]*)?),? (?:and )?$")
_LIST_AFTER = re.compile(r"(?:,? and|,) ([A-Z][\w.&]*\w)")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;•|#\n>\-–—\"“(\[])\s*$")
_RELEASE = re.compile(r"[ -](?:[vV]\d{1,2}(?:\.\d{1,3}){0,2}|\d{1,2}(?:\.\d{1,3}){1,2})(?![\w%$]|\.\d|-\w)")
"""Behind the name of a piece of software: `2.4`, `v3`."""
_NEAR = 120
"""Characters either side in which a word of `not_context` spoils a short form."""


@dataclass(frozen=True, slots=True)
class Link:
    """One decided link."""

    start: int
    end: int
    entity: Entity
    score: float
    method: str
    candidates: tuple[str, ...] = ()


@dataclass
class Article:
    """What one article says of itself: the evidence that short and common forms need."""

    view: str
    full: dict[str, int] = field(default_factory=dict)
    """Things named in full -> where first."""
    families: dict[str, list[int]] = field(default_factory=dict)
    """Families named by brand, or through their lab -> where."""
    sure: list[tuple[int, int, Target]] = field(default_factory=list)
    """What is named in full: start, end, what; in order and apart."""

    @cached_property
    def words(self) -> set[str]:
        """Its words in small letters, and the parts of those with hyphens."""
        whole = set(_WORD.findall(self.view.casefold()))
        return whole | {part for word in whole if "-" in word for part in word.split("-")}


def decide(view: str, found: list[list[Hit]]) -> list[Link]:
    """Links that do not overlap, in order."""
    article = Article(view)
    _gather(article, found)
    links: list[Link] = []
    last = 0
    for readings in found:
        if readings[0].start < last:
            continue
        if _is_data(view, readings[0]):
            last = readings[0].end
            continue
        link = next((made for made in (_choose(article, hit) for hit in readings) if made), None)
        if link:
            links.append(link)
            last = link.end
    return links


def _is_data(view: str, hit: Hit) -> bool:
    """Whether a name of a model stands for the data of that name (`the OpenHermes dataset`)."""
    return hit.targets[0].entity.kind == "model" and cues.is_data(view, hit.end)


def _gather(article: Article, found: list[list[Hit]]) -> None:
    """Note what is named in full; overlapping readings count once, the longest."""
    last = 0
    labs = index().families_of_labs
    for readings in found:
        if readings[0].start < last:
            continue
        if _is_data(article.view, readings[0]):
            last = readings[0].end
            continue
        hit = next((h for h in readings if not h.targets[0].short and _fits(article, h, h.targets[0])), None)
        if hit is None:
            continue
        last = hit.end
        target = hit.targets[0]
        article.full.setdefault(target.entity.id, hit.start)
        article.sure.append((hit.start, hit.end, target))
        for family in (target.family,) if target.family else labs.get(target.entity.id, ()):
            article.families.setdefault(family, []).append(hit.start)


def _choose(article: Article, hit: Hit) -> Link | None:
    fitting = [t for t in hit.targets if _fits(article, hit, t)]
    if not fitting:
        return None
    scored = [(s, -n, t) for n, t in enumerate(fitting) if (s := _score(article, hit, t)) > 0]
    if not scored:
        return None
    scored.sort(key=lambda entry: entry[:2], reverse=True)
    best, _, target = scored[0]
    rivals = [t.entity.id for s, _, t in scored if s >= best - 0.1 and t.entity.id != target.entity.id]
    if rivals:
        return Link(hit.start, hit.end, target.entity, 0.4, target.method, (target.entity.id, *rivals))
    entity = _fuller(article, hit, target)
    if entity.kind == "lab" and _is_among_models(article, hit):
        entity = index().family_named(article.view[hit.start : hit.end]) or entity
    return Link(hit.start, _with_release(article.view, hit, entity), entity, round(best, 2), target.method)


def _with_release(view: str, hit: Hit, entity: Entity) -> int:
    """Where the name of a piece of software ends: its release belongs to it (`PyTorch 2.4`) and counts nothing."""
    if entity.kind != "product" or not view[hit.end - 2 : hit.end].isalpha():
        return hit.end
    release = _RELEASE.match(view, hit.end)
    return release.end() if release and not unit_follows().match(view, release.end()) else hit.end


def _fits(article: Article, hit: Hit, target: Target) -> bool:
    """The words right beside the form do not make it something else."""
    usage = target.usage
    if target.in_full:
        return True
    if usage.not_next:
        following = _NEXT.match(article.view, hit.end)
        if following and _listed(following.group(1), usage.not_next):
            return False
    if usage.not_prev:
        previous = _PREVIOUS.search(article.view, max(0, hit.start - 30), hit.start)
        # a little word before a versioned name ("sent to Grok 4") makes it no verb; a name before it may change it
        barred = usage.not_prev if not _versioned(article.view[hit.start : hit.end]) else _names(usage.not_prev)
        if previous and _listed(previous.group(1), barred):
            return False
    return True


def _versioned(form: str) -> bool:
    return form[:1].isupper() and any(letter.isdigit() for letter in form)


def _names(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if not word.islower())


def _spoiled(article: Article, hit: Hit, target: Target) -> bool:
    around = article.view[max(0, hit.start - _NEAR) : hit.end + _NEAR].casefold()
    return any(word in around for word in target.usage.not_context)


def _listed(word: str, listed: tuple[str, ...]) -> bool:
    folded = word.casefold()
    return any(folded == entry.casefold() or (entry == "#" and word[0].isdigit()) for entry in listed)


def _score(article: Article, hit: Hit, target: Target) -> float:
    if not target.short:
        return (
            0.0 if not target.family and target.usage.not_context and _spoiled(article, hit, target) else target.score
        )
    if target.family and target.method == "short":
        return _score_of_version(article, hit, target)
    if target.entity.id in article.full:
        return 0.9 if article.full[target.entity.id] < hit.start else 0.8
    if target.family and article.view[hit.end : hit.end + 1] == ":":
        return 0.0
    if target.family and target.family in article.families:
        return 0.85
    if target.said or not any(word in article.words for word in target.usage.context):
        return _score_as_organisation(article, hit, target) or _score_as_model(article, hit, target)
    if target.method != "family" and _in_a_title(article, hit, target):
        return 0.0
    if target.method != "family" and _SENTENCE_START.search(article.view, max(0, hit.start - 8), hit.start):
        return 0.55
    return 0.75


def _in_a_title(article: Article, hit: Hit, target: Target) -> bool:
    """Beside another capitalised word an ambiguous one is most often part of another name (`Universal Speed`)."""
    if acts().match(article.view, hit.end):
        return False
    after = _CAPITAL_AFTER.match(article.view, hit.end)
    before = _CAPITAL_BEFORE.search(article.view, max(0, hit.start - 30), hit.start)
    thing = target.entity.kind in {"model", "product"}
    titled = before and not (thing and before[1] == "The") and not _is_organisation(before[1])
    return bool(after or titled)


def _score_as_organisation(article: Article, hit: Hit, target: Target) -> float:
    """An ambiguous name beside what only organisations do, or in a list with organisations, is one."""
    if target.entity.kind not in {"lab", "company"}:
        return 0.0
    if acts().match(article.view, hit.end):
        return 0.65
    if belongs().search(article.view, max(0, hit.start - 40), hit.start):
        return 0.6
    before = _LIST_BEFORE.search(article.view, max(0, hit.start - 40), hit.start)
    after = _LIST_AFTER.match(article.view, hit.end)
    neighbours = [m.group(1) for m in (before, after) if m]
    return 0.6 if any(_is_organisation(name) for name in neighbours) else 0.0


def _score_as_model(article: Article, hit: Hit, target: Target) -> float:
    """An ambiguous name that its maker presents, that is called a model, or that stands in a list with models."""
    if target.entity.kind not in {"model", "product"}:
        return 0.0
    at = bisect.bisect_left(article.sure, hit.start, key=lambda place: place[0])
    before, after = article.sure[max(0, at - 1) : at], article.sure[at : at + 1]
    for _, end, owner in before:
        if owner.entity.kind in {"lab", "company"} and cues.leads_to(article.view, end, hit.start):
            return 0.7 if _same_house(owner.entity.id, target.entity.lab_id) else 0.0
    if digits(article.view[hit.start : hit.end]) != digits(target.entity.name):
        return 0.0
    if cues.said_to_be_model(article.view, hit.end):
        return 0.65
    if target.entity.kind == "product":
        return 0.0
    neighbours = [o for _, end, o in before if cues.side_by_side(article.view, end, hit.start)]
    neighbours += [o for start, _, o in after if cues.side_by_side(article.view, hit.end, start)]
    listed = any(o.entity.kind == "model" for o in neighbours)
    return 0.6 if listed or cues.opens_list(article.view, hit.start) else 0.0


def _is_among_models(article: Article, hit: Hit) -> bool:
    """Whether a lab's name stands for its models: in a list with models, behind `models like`, behind `based on`."""
    at = bisect.bisect_left(article.sure, hit.start, key=lambda place: place[0])
    before, after = article.sure[max(0, at - 1) : at], article.sure[at + 1 : at + 2]
    owns = article.view[hit.end : hit.end + 1] in {"'", "’"} or any(start == hit.end + 1 for start, _, _ in after)
    if owns or " " in article.view[hit.start : hit.end]:
        return False  # `Mistral's`, `Mistral Mixtral` and `Mistral AI` are the lab
    beside = [o for _, end, o in before if cues.side_by_side(article.view, end, hit.start)]
    beside += [o for start, _, o in after if cues.side_by_side(article.view, hit.end, start)]
    if beside:
        return all(o.entity.kind == "model" for o in beside) or _in_list_of_models(article, hit.start)
    return cues.opens_list(article.view, hit.start) or cues.grown_from(article.view, hit.start)


def _in_list_of_models(article: Article, start: int) -> bool:
    """Whether `models like`, and nothing but names after it, leads up to this place."""
    at = bisect.bisect_left(article.sure, start, key=lambda place: place[0])
    while at and cues.side_by_side(article.view, article.sure[at - 1][1], start):
        at -= 1
        start = article.sure[at][0]
    return cues.opens_list(article.view, start)


def _same_house(owner: str, maker: str | None) -> bool:
    """Whether a maker is the owner or a part of it: Google DeepMind of Google, and the other way about."""
    one, other = (name.partition(":")[2] for name in (owner, maker or ""))
    return bool(maker) and (one == other or one.startswith(other + "-") or other.startswith(one + "-"))


def _is_organisation(name: str) -> bool:
    target = index().reading(name)
    return target is not None and not target.short and target.entity.kind in {"lab", "company", "platform"}


def _score_of_version(article: Article, hit: Hit, target: Target) -> float:
    """`V4`, `Opus`: the same thing named in full, else its family the topic and near."""
    rule = index().grammars[target.family or ""].rule
    if _spoiled(article, hit, target):
        return 0.0
    if target.entity.id in article.full:
        return 0.9
    places = article.families.get(target.family or "", [])
    if not places:
        return 0.5 if any(word in article.words for word in rule.context) else 0.0
    before = bisect.bisect_left(places, hit.start)
    if not before:
        return 0.55
    distance = hit.start - places[before - 1]
    return 0.75 if distance < 1500 else 0.6


def _fuller(article: Article, hit: Hit, target: Target) -> Entity:
    """`Opus` after `Claude Opus 4.6` is that one, where the article names no other version of it."""
    if target.method != "short" or not target.family or any(c.isdigit() for c in article.view[hit.start : hit.end]):
        return target.entity
    prefix = target.entity.id + "-"
    named = sorted(i for i, start in article.full.items() if i.startswith(prefix) and start < hit.start)
    known = index().entity(named[0]) if len(named) == 1 else None
    return known or target.entity
