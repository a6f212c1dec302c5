"""Text and its links -> models that no list and no family holds: a name with a size, a version, or "model" beside it.

Such a link is weaker than one of a known family (0.55 to 0.7), has no lab unless an organisation announces it, and
yields to every other link.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterator

from extractor import names
from extractor.link.resolve import Link
from extractor.link.words import any_of, words
from extractor.models import Entity
from extractor.spots import Anchored, first_words, spots, windows

_PART = r"[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)?"
_TAIL = r"(?:-(?:[A-Z][A-Za-z0-9.]*|v\d[\d.]*\d|v\d|[a-z]{1,9}\d{0,4}(?![A-Za-z\d])|\d[\w.]*\w))"
_STEM = rf"{_PART}(?:-(?:{_PART}|\d[\d.]*)){{0,4}}"
_ALONE = r"(?<![\w.$€£/@-])"
_SIZED = re.compile(
    rf"{_ALONE}(?P<name>{_STEM}(?:-| )\d{{1,4}}(?:\.\d{{1,2}})?(?:x\d{{1,3}})?[Bb]{_TAIL}{{0,4}}"
    rf"|{_STEM}-\d{{1,4}}M{_TAIL}{{0,3}})(?![\w%$-])"
)
_VERSIONED = re.compile(rf"{_ALONE}(?P<name>{_STEM}(?:-| )[vV]\d{{1,2}}(?:\.\d{{1,2}})?{_TAIL}{{0,3}})(?![\w-]|\.\d)")
_SIZE_MARK = re.compile(r"\d[BbM](?![A-Za-z0-9%$])")
_VERSION_MARK = re.compile(r"[ -][vV]\d")
_REACH = 60
"""Characters of a name before and behind its size or version."""
_DISTINCT = (
    r"(?:[A-Z][a-z0-9]+[A-Z][A-Za-z0-9]*|[A-Z]{3,12}|[a-z]{1,4}[A-Z][A-Za-z0-9]+"
    r"|[A-Z][A-Za-z0-9]*(?:-[A-Z0-9][A-Za-z0-9.]*){1,5})"
)
"""Camel case, capitals, or parts joined by hyphens: what no common word looks like."""
_PLAIN = re.compile(r"[A-Z]?[a-z]+(?:-[A-Z]?[a-z]+)*")
_NAME = r"[A-Z][A-Za-z0-9+-]*(?:\.\d[A-Za-z0-9]*)?(?: (?:[A-Z0-9]|v\d)[A-Za-z0-9+-]*(?:\.\d[A-Za-z0-9]*)?){0,2}"
_ITEM = re.compile(_NAME)
_LONGEST = 200
"""No name is longer."""
_NEAR = 60
"""Characters behind a versioned name in which the word "model" must stand."""
_SENTENCE_OPENS = re.compile(r"(?:^|[.!?:;\n]\s{0,3}|[-*•]\s)$")


@functools.cache
def _beside_noun() -> re.Pattern[str]:
    """`the STORM model`, `JPEG-LM and AVC-LM models`."""
    nouns = any_of(words().unknown.nouns)
    return re.compile(rf"(?<![\w-])(?P<name>{_DISTINCT})(?= +(?:{nouns})(?![\w-]))")


@functools.cache
def _apposed() -> re.Pattern[str]:
    """`Quill-3, an open speech model`, `X-READER is a vision model`."""
    nouns = any_of(words().unknown.nouns)
    others = any_of(words().unknown.others)
    said = rf"(?:,| is) +(?:a|an) +(?:(?!(?:{others})\b)[\w-]+ +){{0,5}}?(?:{nouns})(?![\w-])"
    return re.compile(rf"(?<![\w-])(?P<name>{_DISTINCT}){said}")


@functools.cache
def _listed() -> Anchored:
    """`models like Quill 2, Marn-v3 and TRAV`: up to four names."""
    lists = words().unknown.lists
    listed = rf"\b(?:{any_of(lists)}) +(?P<items>{_NAME}(?:(?:, and |, | and | or ){_NAME}){{0,3}})"
    return Anchored(re.compile(listed), lists)


@functools.cache
def _announced() -> Anchored:
    """`released Puzzle, a small model`: the name between the verb and its apposition."""
    rule = words().unknown
    name = r"[A-Z][A-Za-z0-9.+-]*[A-Za-z0-9+](?: [A-Z0-9][A-Za-z0-9.+-]*[A-Za-z0-9+]){0,2}"
    nouns = any_of(rule.nouns)
    said = rf"(?:, +| +\(?)(?P<what>(?:a|an|its|their|the|open)\b[^.!?,\n]{{0,80}}?\b(?:{nouns})\b)"
    return Anchored(re.compile(rf"(?<![\w-])(?:{any_of(rule.verbs)}) +(?P<name>{name})(?={said})"), rule.verbs)


@functools.cache
def _other() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of(words().unknown.others)})s?\b")


@functools.cache
def _stop() -> frozenset[str]:
    rule = words().unknown
    return frozenset(w.casefold() for w in (*rule.kinds, *rule.openers))


class _Taken:
    """Where links stand, so that a candidate looks at its neighbours only."""

    def __init__(self, links: list[Link]) -> None:
        self._links = sorted(links, key=lambda k: k.start)
        self._starts = [k.start for k in self._links]

    def add(self, link: Link) -> None:
        at = bisect.bisect(self._starts, link.start)
        self._links.insert(at, link)
        self._starts.insert(at, link.start)

    def spoken_for(self, start: int, end: int) -> bool:
        """Whether another link lies here that does not give way: a shorter one to a known model does."""
        first = bisect.bisect(self._starts, start - _LONGEST)
        last = bisect.bisect_left(self._starts, end)
        over = [k for k in self._links[first:last] if k.end > start]
        return any(k.entity.kind != "model" or k.method == "unknown" or k.start < start or k.end > end for k in over)


def find(view: str, links: list[Link]) -> Iterator[Link]:
    """Links to unknown models; one that holds a shorter link to a model replaces it, other overlaps are left alone."""
    taken = _Taken(links)
    minted: dict[str, Entity] = {}
    for start, end, score in sorted(_candidates(view)):
        name = view[start:end]
        if taken.spoken_for(start, end) or not _is_name(name):
            continue
        entity = minted.setdefault(name, _entity(name, _announcer(view, links, start)))
        link = Link(start, end, entity, score, "unknown")
        taken.add(link)
        yield link
    yield from _again(view, minted, taken)


def _candidates(view: str) -> Iterator[tuple[int, int, float]]:
    for found in _near(_SIZED, _SIZE_MARK, view):
        if not _sentence_word(view, found):
            yield (*found.span("name"), 0.7 if "-" in found["name"] else 0.6)
    for found in _near(_VERSIONED, _VERSION_MARK, view):
        if _noun_near(view, found.start(), found.end()) and not _sentence_word(view, found):
            yield (*found.span("name"), 0.55)
    for found in _announced().find(view):
        if not _other().search(found["what"]):
            yield (*found.span("name"), 0.6)
    nouns = [(at, at) for at in spots(view).of(first_words(words().unknown.nouns))]
    for pattern, reach in ((_beside_noun(), _REACH), (_apposed(), _LONGEST)):
        for window in windows(view, nouns, reach):
            for found in pattern.finditer(view, *window):
                yield (*found.span("name"), 0.55)
    for found in _listed().find(view):
        for item in _ITEM.finditer(found["items"]):
            yield found.start("items") + item.start(), found.start("items") + item.end(), 0.55


def _near(pattern: re.Pattern[str], mark: re.Pattern[str], view: str) -> Iterator[re.Match[str]]:
    """Matches of a slow pattern around the places of a quick one that each of them holds."""
    last = 0
    for place in mark.finditer(view):
        if place.start() >= last:
            found = pattern.search(view, max(last, place.start() - _REACH), place.end() + _REACH)
            if found:
                last = found.end()
                yield found


def _sentence_word(view: str, found: re.Match[str]) -> bool:
    """A plain word before a size is a name only inside a sentence, and never in small letters."""
    name = found["name"]
    if " " not in name:
        return False
    return name[0].islower() or bool(_SENTENCE_OPENS.search(view, max(0, found.start() - 4), found.start()))


def _noun_near(view: str, start: int, end: int) -> bool:
    return bool(_model_word().search(view, end, end + _NEAR) or _model_word().search(view, max(0, start - 12), start))


@functools.cache
def _model_word() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of(words().unknown.nouns)})\b")


def _is_name(name: str) -> bool:
    """Not a kind of thing (`MoE`), no opener (`The 7B`), nothing that the index knows as something else."""
    parts = re.split(r"[ -]", name)
    if parts[0].casefold() in _stop() or not any(c.isalpha() for c in parts[0]):
        return False
    if all(p.casefold() in _stop() for p in parts):
        return False
    known = names.resolve(parts[0])
    if "-" in name and _PLAIN.fullmatch(name):
        return False
    if known is not None and known.kind == "model" and not any(c.isdigit() for c in name):
        return False
    if name.casefold() in names.index().first_words or names.resolve(name) is not None:
        return False
    return known is None or known.kind == "model"


def _announcer(view: str, links: list[Link], start: int) -> str | None:
    """The organisation whose possessive or verb of announcing leads up to the name."""
    at = bisect.bisect_left(links, start, key=lambda k: k.start) - 1
    if at < 0 or links[at].entity.kind not in {"lab", "company"} or not 0 <= start - links[at].end <= 30:
        return None
    between = view[links[at].end : start]
    verb = re.search(rf"^ +(?:{any_of(words().unknown.verbs)})\b", between)
    return links[at].entity.id if verb or between.strip() in {"'s", "'s new", "'s open", "'s latest"} else None


def _entity(name: str, lab: str | None) -> Entity:
    country = names.country_of(lab) if lab else None
    return Entity(id=f"model:{names.slug(name)}", name=name, kind="model", lab_id=lab, country=country)


def _again(view: str, minted: dict[str, Entity], taken: _Taken) -> Iterator[Link]:
    """Later mentions of the new names, all in one pass; plain words are not looked for again."""
    again = [name for name in minted if not _PLAIN.fullmatch(name)]
    if not again:
        return
    for found in re.finditer(rf"(?<![\w-])(?:{any_of(again)})(?![\w-])", view):
        entity = minted.get(found.group())
        if entity and not taken.spoken_for(*found.span()):
            link = Link(found.start(), found.end(), entity, 0.6, "unknown")
            taken.add(link)
            yield link
