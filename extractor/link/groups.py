"""Text -> mentions of groups: `Chinese AI models`, `US-based frontier models`, `models from China`, `Chinese labs`."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from extractor import names
from extractor.link.words import any_of, words
from extractor.models import Entity


@functools.cache
def _before() -> re.Pattern[str]:
    rule = words().aggregates
    where = any_of(names.index().adjectives_as_written())
    mods = rf"(?:(?: +|-)(?i:{any_of(rule.modifiers)})(?![A-Za-z])){{0,6}}"
    heads = f"(?P<models>{any_of(rule.models)})|(?P<labs>{any_of(rule.labs)})|(?P<companies>{any_of(rule.companies)})"
    origin = rf"(?:-(?i:{any_of(rule.origin)})(?![A-Za-z]))?"
    owned = rf"(?P<owned>['’] +{mods}(?i:models|LLMs))?"
    return re.compile(
        rf"(?<![\w])(?P<where>{where})(?:['’]s)?{origin}(?P<mods>{mods})(?: +|-)(?i:{heads})(?![\w-]){owned}"
    )


@functools.cache
def _after() -> re.Pattern[str]:
    rule = words().aggregates
    where = any_of(names.index().adjectives_as_written())
    mods = rf"(?:(?i:{any_of(rule.modifiers)})(?: +|-)){{0,6}}"
    ties = r"(?: +(?:made|built|developed|trained|created))? +(?:from|in|by|out +of) +(?:the +)?"
    return re.compile(rf"(?<![\w-])(?P<mods>{mods})(?i:models|LLMs){ties}(?P<where>{where})(?![\w-])")


@functools.cache
def _open() -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z])(?i:{any_of(words().aggregates.open)})(?![A-Za-z])")


def find(view: str) -> Iterator[tuple[int, int, Entity]]:
    """(start, end, group) of each group named in a text whose marks are blanked."""
    for found in _before().finditer(view):
        what = "models" if found["models"] or found["owned"] else "labs" if found["labs"] else "companies"
        yield found.start(), _trimmed(view, found), _group(found, what)
    for found in _after().finditer(view):
        yield found.start(), found.end(), _group(found, "models")


def _trimmed(view: str, found: re.Match[str]) -> int:
    return found.start() + len(found.group().rstrip())


def _group(found: re.Match[str], what: str) -> Entity:
    code = names.index().country_of_adjective(found["where"]) or ""
    country = names.index().country_entity(code).name
    is_open = what == "models" and bool(_open().search(found["mods"]))
    slug, label = (f"open-{what}", f"open-source {what}") if is_open else (what, what)
    return Entity(
        id=f"group:{code.casefold()}-{slug}", name=f"{country} ({label}, aggregate)", kind="group", country=code
    )
