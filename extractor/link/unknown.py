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
from extractor.link import cues, shapes
from extractor.link.resolve import Link
from extractor.link.words import any_of, words
from extractor.models import Entity
from extractor.names.entries import family_file
from extractor.spots import Anchored

_PLAIN = re.compile(r"[A-Z]?[a-z]+(?:-[A-Z]?[a-z]+)*")
_LONGEST = 200
"""No name is longer."""
_YIELDING = frozenset({"model", "product", "benchmark"})
"""Kinds whose shorter links give way to a longer name (`NuminaMath` in `NuminaMath-7B`)."""


@functools.cache
def _stop() -> frozenset[str]:
    rule = words().unknown
    return frozenset(w.casefold() for w in (*rule.kinds, *rule.openers))


@functools.cache
def _months() -> frozenset[str]:
    return frozenset(family_file().not_variants)


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
        return any(
            k.entity.kind not in _YIELDING or k.method == "unknown" or k.start < start or k.end > end for k in over
        )


def find(view: str, links: list[Link]) -> Iterator[Link]:
    """Links to unknown models; one that holds a shorter link to a model replaces it, other overlaps are left alone."""
    taken = _Taken(links)
    minted: dict[str, Entity] = {}
    for start, end, score in sorted(shapes.candidates(view, links), key=lambda c: (c[0], -c[1], -c[2])):
        start, end = _trimmed(view, start, end)
        name = view[start:end]
        if taken.spoken_for(start, end) or not _is_name(name) or cues.is_data(view, end):
            continue
        entity = minted.setdefault(name, _entity(name, _announcer(view, links, start)))
        link = Link(start, end, entity, score, "unknown")
        taken.add(link)
        yield link
    yield from _again(view, minted, taken)


@functools.cache
def _led() -> re.Pattern[str]:
    """`near-`, `better-than-` before a name."""
    return re.compile(rf"(?:{any_of(words().unknown.before)})-")


@functools.cache
def _tails() -> frozenset[str]:
    common = family_file()
    return frozenset((*common.tails, *common.units))


def _trimmed(view: str, start: int, end: int) -> tuple[int, int]:
    """Without the words that hyphens tie to a name: `near-llama-3-70b`, `Quill 7B-param`."""
    led = _led().match(view, start, end)
    start = led.end() if led and view[led.end()].isalpha() else start
    last = view.rfind("-", start, end)
    return (start, last) if last > 0 and view[last + 1 : end] in _tails() else (start, end)


def _is_name(name: str) -> bool:
    """Not a kind of thing (`MoE`), no opener (`The 7B`), nothing that the index knows as something else."""
    parts = re.split(r"[ -]", name)
    if parts[0].casefold() in _stop() or parts[0] in _months() or not any(c.isalpha() for c in parts[0]):
        return False
    if all(p.casefold() in _stop() for p in parts):
        return False
    known = names.resolve(parts[0])
    sized = bool(shapes.SIZE_MARK.search(name))
    if "-" in name and _PLAIN.fullmatch(name):
        return False
    if known is not None and known.kind == "model" and not any(c.isdigit() for c in name):
        return False
    plain = _PLAIN.fullmatch(name) and name.casefold() in names.index().first_words
    if plain or not names.index().opens_only(name) or names.resolve(name) is not None:
        return False
    return known is None or known.kind == "model" or (sized and known.kind in _YIELDING)


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
    pattern = re.compile(rf"(?<![\w-])(?:{any_of(again)})(?![\w-])")
    lettered = all(name[0].isascii() and name[0].isalpha() for name in again)
    for found in Anchored(pattern, again).find(view) if lettered else pattern.finditer(view):
        entity = minted.get(found.group())
        if entity and not taken.spoken_for(*found.span()):
            link = Link(found.start(), found.end(), entity, 0.6, "unknown")
            taken.add(link)
            yield link
