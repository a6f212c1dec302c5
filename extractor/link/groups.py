"""Text -> mentions of groups: `Chinese AI models`, `US-based frontier models`, `models from China`, `Chinese labs`."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from extractor import names
from extractor.link.words import any_of, words
from extractor.models import Entity
from extractor.spots import first_words, spots

_MODS_BACK = 60
"""Characters before `models from China` in which its adjectives stand."""


def _where() -> str:
    return any_of(names.index().adjectives_as_written())


@functools.cache
def _openings() -> tuple[frozenset[str], re.Pattern[str]]:
    """What words for countries begin with: runs of Latin letters, and the words in other scripts."""
    written = names.index().adjectives_as_written()
    other = [word for word in written if not word[0].isascii()]
    return first_words(word for word in written if word not in other), re.compile(any_of(other) or "(?!)")


@functools.cache
def _before() -> re.Pattern[str]:
    """From a word for a country on: its modifiers and what they speak of."""
    rule = words().aggregates
    mods = rf"(?:(?: +|-)(?i:{any_of(rule.modifiers)})(?![A-Za-z])){{0,6}}"
    heads = f"(?P<models>{any_of(rule.models)})|(?P<labs>{any_of(rule.labs)})|(?P<companies>{any_of(rule.companies)})"
    origin = rf"(?:-(?i:{any_of(rule.origin)})(?![A-Za-z]))?"
    owned = rf"(?P<owned>['’] +{mods}(?i:models|LLMs))?"
    opening = rf"(?<!\w)(?P<where>{_where()})(?:['’]s)?{origin}"
    return re.compile(rf"{opening}(?P<mods>{mods})(?: +|-)(?i:{heads})(?![\w-]){owned}")


@functools.cache
def _after() -> re.Pattern[str]:
    """`models from China`; the adjectives before it are read backwards."""
    made = "made|built|developed|trained|created|released"
    ties = rf"(?: +from| +out +of| +(?:{made}) +(?:in|by)) +(?:the +)?"
    return re.compile(rf"(?:[Mm]odels|LLMs){ties}(?P<where>{_where()})(?![\w-])")


@functools.cache
def _mods_before() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:(?i:{any_of(words().aggregates.modifiers)})(?: +|-)){{1,6}}$")


@functools.cache
def _open() -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z])(?i:{any_of(words().aggregates.open)})(?![A-Za-z])")


def find(view: str) -> Iterator[tuple[int, int, Entity]]:
    """(start, end, group) of each group named in a text whose marks are blanked."""
    last = 0
    latin, other = _openings()
    for place in sorted((*spots(view).of(latin), *(m.start() for m in other.finditer(view)))):
        found = _before().match(view, place) if place >= last else None
        if found:
            what = "models" if found["models"] or found["owned"] else "labs" if found["labs"] else "companies"
            last = found.start() + len(found.group().rstrip())
            yield found.start(), last, _group(found["where"], found["mods"], what)
    for found in _after().finditer(view):
        mods = _mods_before().search(view, max(0, found.start() - _MODS_BACK), found.start())
        start = mods.start() if mods else found.start()
        yield start, found.end(), _group(found["where"], mods.group() if mods else "", "models")


def _group(where: str, mods: str, what: str) -> Entity:
    code = names.index().country_of_adjective(where) or ""
    country = names.index().country_entity(code).name
    is_open = what == "models" and bool(_open().search(mods))
    slug, label = (f"open-{what}", f"open-source {what}") if is_open else (what, what)
    return Entity(
        id=f"group:{code.casefold()}-{slug}", name=f"{country} ({label}, aggregate)", kind="group", country=code
    )
