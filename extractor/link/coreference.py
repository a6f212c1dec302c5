"""Links of an article -> more links: `the company`, `the model`, `the platform` for the thing last spoken of."""

from __future__ import annotations

import bisect
from collections.abc import Iterator

from extractor import names
from extractor.link import cues
from extractor.link.resolve import Link
from extractor.link.words import anaphors, owned, pair, words
from extractor.spots import first_words, spots, windows

_WINDOW = 400
"""Characters back to look for what is meant, never beyond two line breaks."""
_OWNED = 48
"""Characters around the noun of an owned thing that hold its owner's mark and all of the noun."""


def of_series(view: str, links: list[Link]) -> list[Link]:
    """`Claude Opus 6 is out. Opus leads`: a series named by its last word is the one model of it told before."""
    told: dict[str, Link] = {}
    found = []
    for k in links:
        surface = view[k.start : k.end]
        if k.entity.kind == "model" and k.entity.name.endswith(" " + surface):
            versions = [i for i in told if i.startswith(k.entity.id + "-")]
            if len(versions) == 1:
                k = Link(k.start, k.end, told[versions[0]].entity, 0.6, "short")
        elif k.entity.kind == "model":
            told.setdefault(k.entity.id, k)
        found.append(k)
    return found


def of_two(view: str, links: list[Link]) -> Iterator[Link]:
    """`Qwen and Llama grew; the former ...`: the two things of one kind that were named last, in their order."""
    rule = words().pair
    places = ((at, at) for at in spots(view).of(first_words((*rule.former, *rule.latter))))
    for said in (m for window in windows(view, places, _OWNED) for m in pair().finditer(view, *window)):
        near = [k for k in _near(view, links, said.start(), rule.kinds) if k.method != "coreference"]
        last = near[-1] if near else None
        first = next((k for k in reversed(near) if last and _beside(k, last)), None)
        if first is not None and last is not None:
            yield Link(*said.span(), (first if said["former"] else last).entity, 0.6, "coreference")


def _beside(one: Link, other: Link) -> bool:
    return one.entity.id != other.entity.id and one.entity.kind == other.entity.kind


def find(view: str, links: list[Link]) -> Iterator[Link]:
    """A link for each anaphor whose window names things of its kind; sure (0.6) only where it names exactly one."""
    rule = words().coreference
    for match in anaphors().find(view):
        kinds = next(entry.kinds for name, entry in rule.items() if match[name])
        near = _near(view, links, match.start(), kinds)
        if near:
            ids = _without_families(tuple(dict.fromkeys(link.entity.id for link in reversed(near))))
            sure = len(ids) == 1
            meant = next(link.entity for link in reversed(near) if link.entity.id == ids[0])
            yield Link(match.start(), match.end(), meant, 0.6 if sure else 0.45, "coreference", () if sure else ids)


def of_makers(view: str, links: list[Link]) -> Iterator[Link]:
    """`MiniMax's latest model` where the article names one model of MiniMax: score 0.6; of several: no link."""
    nouns = ((at, at) for at in spots(view).of(first_words(words().owned.nouns)))
    for match in (m for window in windows(view, nouns, _OWNED) for m in owned().finditer(view, *window)):
        makers = _near(view, links, match.start() + 1, ("lab", "company"))
        if not makers or (view[match.start()] in "'’" and makers[-1].end != match.start()):
            continue
        models = {k.entity.id: k for k in links if k.entity.lab_id == makers[-1].entity.id and k.entity.kind == "model"}
        ids = _without_families(tuple(models))
        if len(ids) == 1:
            yield Link(*match.span("noun"), models[ids[0]].entity, 0.6, "coreference")


def of_families(view: str, links: list[Link]) -> Iterator[Link]:
    """`DeepSeek introduced Prover-V2`: a variant with its number, behind its maker instead of the brand; score 0.6."""
    for maker in links:
        start = cues.presented(view, maker.end) if maker.entity.kind in {"lab", "company"} else None
        if start is not None:
            entity, end = names.index().variant_at(view, start, maker.entity.id)
            if entity:
                yield Link(start, end, entity, 0.6, "short")


def _without_families(ids: tuple[str, ...]) -> tuple[str, ...]:
    """`Kimi` beside `Kimi K2.5` is no second candidate."""
    return tuple(i for i in ids if not any(other.startswith(i + "-") for other in ids))


def _near(view: str, links: list[Link], start: int, kinds: tuple[str, ...]) -> list[Link]:
    """Links of these kinds in the window before `start`, in order."""
    floor = max(0, start - _WINDOW)
    breaks = view.rfind("\n", floor, start)
    if breaks > 0:
        earlier = view.rfind("\n", floor, max(floor, len(view[:breaks].rstrip())))
        floor = max(floor, earlier)
    first, last = (bisect.bisect_left(links, at, key=lambda k: k.start) for at in (floor, start))
    return [k for k in links[first:last] if k.end <= start and k.score >= 0.5 and k.entity.kind in kinds]
