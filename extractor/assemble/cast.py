"""Scene -> its names as possible subjects: which fit a measure, what role the words around each give it.

Grammar without a parser: the little words before a name (`than`, `led by`, `on`) make it a counterpart, a bystander or
a place (`rules/en/qualifiers.yaml`, roles), and names joined to it share that.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Sequence

from extractor import phrases
from extractor.assemble.rulebook import Measure
from extractor.assemble.scene import Named, Scene
from extractor.cues import vocabulary
from extractor.models import Entity
from extractor.phrases import alternation

SURE = 0.5
MANY, TOPIC = 100, 0.1
"""Names from which an article may be a digest of many topics; the share of them that is a topic."""


class _Roles:
    def __init__(self) -> None:
        roles = vocabulary().roles
        self.comparison = _before(roles.comparison)
        self.aside = _before(roles.aside)
        self.with_before = _before(["with"])
        report = vocabulary().reporting
        verbs = alternation({*report.verbs, *report.shows} - phrases.words("verbs of acting too"))
        pages, adverbs = alternation(report.pages), alternation(phrases.words("between a reporter and a verb"))
        self.reporter_after = re.compile(
            rf"(?:'s|s')(?:[ \t][\w-]+){{0,3}}?[ \t](?:{verbs})\b|(?:[ \t](?:{adverbs}))?[ \t](?P<verb>{verbs})\b|"
            rf"(?:'s|s')[ \t](?:[\w-]+[ \t]){{0,3}}(?:{pages})\b",
            re.IGNORECASE,
        )
        every = alternation({*report.verbs, *report.shows})
        self.house_after = re.compile(rf"(?:[ \t](?:{adverbs}))?[ \t](?:{every})\b", re.IGNORECASE)
        self.reporter_before = _before(report.before)


def _before(words: Sequence[str]) -> re.Pattern[str]:
    """Words that end at a name, with an article or the like between."""
    between = alternation(phrases.words("before a compared name"))
    return re.compile(
        rf"(?:(?<![\w-])(?:{alternation(words)})[ \t:]{{1,3}}(?:(?:{between})[ \t]|[\w-]+'s[ \t])?)[\"'(]?$",
        re.IGNORECASE,
    )


@functools.cache
def _roles() -> _Roles:
    return _Roles()


class Cast:
    """The names of one scene that may be subjects."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.place = {(n.start, n.end, n.entity.id): i for i, n in enumerate(scene.names)}
        self.reporters = {i for i, n in enumerate(scene.names) if self._speaks(n)}
        self.barred = {i for i, n in enumerate(scene.names) if self._is_counted(n) or self._is_venue(n)}
        houses = frozenset(vocabulary().reporting.houses)
        self.barred |= {i for i in self.reporters if scene.names[i].entity.name in houses}
        self.first = frozenset(self._firsts().values())
        self.told = Counter(n.entity.id for n in scene.names)
        self.leading = [n for n in scene.names if self.is_first(n) and self.dominates(n)]
        """The names of what the article names first of its kind, where that may be its topic."""
        self.roles: dict[tuple[int, int, str, int], str] = {}

    def _firsts(self) -> dict[str, str]:
        """For each kind, the entity that the article names first; labs and companies are one."""
        first: dict[str, str] = {}
        for name in self.scene.names:
            if name.score >= SURE and self.scene.sentence_at(name.start) is not None:
                first.setdefault(_sort(name.entity), name.entity.id)
        return first

    def _speaks(self, name: Named) -> bool:
        if name.entity.kind in ("model", "benchmark", "group", "country"):
            return False
        scene = self.scene
        before, after = scene.view[max(0, name.start - 44) : name.start], scene.view[name.end : name.end + 80]
        line = after.find("\n")
        after = after if line < 0 else after[:line]
        roles = _roles()
        if roles.reporter_before.search(before):
            return True
        if name.entity.name in vocabulary().reporting.houses and roles.house_after.match(after):
            return True
        told = roles.reporter_after.match(after)
        if told is None or phrases.pattern("tells of itself").match(after, told.end()):
            return False
        counts = (told["verb"] or "").lower() in phrases.words("verbs of accounts")
        return not (counts and name.entity.kind == "product" and self._ends_alone(name))

    def _ends_alone(self, name: Named) -> bool:
        """Whether a name is the last of its sentence (`Copilot counts 4 million users`)."""
        number = self.scene.sentence_at(name.start)
        return number is not None and not self.scene.names_in(name.end, self.scene.sentences[number].end)

    def _is_counted(self, name: Named) -> bool:
        """Whether a name is the noun of a number (`160 H100 GPUs`), and so nothing that another number is about."""
        scene = self.scene
        near = scene.quantities_in(name.start - 24, name.start) if name.entity.kind == "product" else []
        if not near:
            return False
        quantity = scene.quantities[near[-1]]
        gap = scene.view[quantity.end : name.start]
        if quantity.unit == "bytes":  # `80 GB of HBM3 memory`
            return gap == " of " and phrases.pattern("memory behind a name").match(scene.view, name.end) is not None
        within = name.end <= quantity.end or gap in (" ", "")
        return within and quantity.unit in ("count", "multiple")

    def _is_venue(self, name: Named) -> bool:
        """Whether a name only says where people talk: `/r/OpenAI`, a heading `Reddit recap`."""
        view = self.scene.view
        if phrases.pattern("forum of a name").search(view[max(0, name.start - 3) : name.start]):
            return True
        line = view[name.end : name.end + 200].partition("\n")[0]
        if phrases.pattern("channel of a venue").match(line):
            return True
        if not self.scene.in_heading(name.start):
            return False
        line = " ".join(line.split())
        if not line:  # `## Some Lab | Discord`
            return bool(self.scene.names_in(view.rfind("\n", 0, name.start) + 1, name.start)) and self._is_place(name)
        return phrases.pattern("name of a venue").match(line) is not None

    def _is_place(self, name: Named) -> bool:
        word = self.scene.view[name.start : name.end]
        return phrases.pattern("name of a venue").match(word) is not None

    def fits(self, name: Named, measure: Measure) -> bool:
        """Whether a name may be the subject of a measure, and is linked surely enough."""
        return measure.tier(name.entity.kind) is not None and name.score >= SURE

    def between(self, start: int, end: int, measure: Measure) -> list[Named]:
        """The names that begin in a stretch and may be the subject of a measure."""
        return [
            n
            for n in self.scene.names_in(start, end)
            if self.fits(n, measure) and self.place[(n.start, n.end, n.entity.id)] not in self.barred
        ]

    def reports(self, name: Named) -> bool:
        """Whether a name is who says something, or whose page shows it."""
        return self.place.get((name.start, name.end, name.entity.id)) in self.reporters

    def dominates(self, name: Named) -> bool:
        """Whether a name may be the topic of the article, rather than of one piece of a digest."""
        among = len(self.scene.names)
        return among < MANY or self.told[name.entity.id] >= TOPIC * among

    def is_first(self, name: Named) -> bool:
        """Whether the article names nothing of its kind before it."""
        return name.entity.id in self.first

    def role(self, name: Named, floor: int) -> str:
        """`subject`, `counterpart` (compared with), or `aside` by the words before a name; each is worked out once."""
        key = (name.start, name.end, name.entity.id, floor)
        role = self.roles.get(key)
        if role is None:
            role = self.roles[key] = self._role(name, floor)
        return role

    def _role(self, name: Named, floor: int) -> str:
        before = self.scene.view[max(floor, name.start - 36) : name.start]
        roles = _roles()
        if roles.comparison.search(before):
            return "counterpart"
        after = self.scene.view[name.end : name.end + 3]
        if re.search(r"[\d%A-Za-z]\s?\($", before) and after[:1] == ")":
            return "aside"
        if name.entity.kind in ("platform", "product") and phrases.pattern("place before a platform").search(before):
            return "aside"
        if name.entity.kind == "country" and before.endswith((" of ", " among ")):
            described = phrases.pattern("noun of a country").match(self.scene.view, name.end)
            return "aside" if described else "subject"
        if name.entity.kind == "country" and before.endswith(" in "):
            firms = (n for n in self.scene.names_in(floor, name.start) if n.entity.kind in ("lab", "company"))
            if any(not self.reports(n) and self.role(n, floor) == "subject" for n in firms):
                return "aside"  # `A's share in China, once 95%`
        if name.entity.kind in ("country", "group") and phrases.pattern("place before a country").search(before):
            return "subject"
        if roles.aside.search(before) or re.match(r"-[a-z]", after):
            acts = roles.with_before.search(before) and phrases.pattern("deed of a name").match(
                self.scene.view, name.end
            )
            return "subject" if acts else "aside"
        left = self._joined_to(name, floor)
        return self.role(left, floor) if left is not None else "subject"

    def _joined_to(self, name: Named, floor: int) -> Named | None:
        """The name before, where only `and` or the like, and its own number, stand between (`ahead of A's 4 and B`)."""
        before = self.scene.names_in(max(floor, name.start - 60), name.start)
        if not before:
            return None
        start = before[-1].end
        owned = self.scene.quantities_in(start, min(start + 12, name.start))
        if owned and phrases.pattern("own number of a name").match(self.scene.view, start):
            start = self.scene.quantities[owned[0]].end
        joined = phrases.pattern("name and name").fullmatch(self.scene.view, start, name.start)
        return before[-1] if joined else None


def _sort(entity: Entity) -> str:
    """The kind of a thing; labs are companies."""
    return "company" if entity.kind == "lab" else entity.kind


def distinct(names: Sequence[Named]) -> tuple[Entity, ...]:
    """The entities of names, each once, in order."""
    return tuple({n.entity.id: n.entity for n in names}.values())
