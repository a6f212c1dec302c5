"""Scene -> its claims, and for each other number why it is none."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from extractor import names, phrases
from extractor.assemble.cast import SURE
from extractor.assemble.fit import Choice
from extractor.assemble.joint import Subject
from extractor.assemble.measure import Chooser
from extractor.assemble.period import Times, When
from extractor.assemble.rulebook import basic, by_id
from extractor.assemble.scene import Named, Scene
from extractor.assemble.subject import Subjects
from extractor.models import Claim, Direction, Entity, Modality, Qualification, Quantity, Skip

CONFIDENCE = {
    "cell": 0.95,
    "beside": 0.95,
    "behind": 0.9,
    "together": 0.85,
    "sentence": 0.85,
    "above": 0.8,
    "on": 0.6,
    "before": 0.6,
    "title": 0.5,
    "same": 0.9,
    "none": 0.3,
}
MANY = 1000
"""So many things are worth telling though nobody is named whose they are."""
UNSAID = ("prior", "parallel")
"""Ways to a measure without words of it in the sentence."""
BORNE_OUT = 0.7
"""Confidence of a measure that is the only one that words of the article give to a number of the unit."""
NAME = 48
"""Characters of a long name."""
LOOSE = {"above", "before", "title", "none"}
"""Ways to a subject that leave the sentence of the number."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim in the making: which quantity, which measure, about what, when."""

    index: int
    choice: Choice
    subject: Subject
    when: When
    qualification: Qualification


class Assembler:
    """Turns one scene into claims and skips."""

    def __init__(self, scene: Scene, present: int | None) -> None:
        self.scene = scene
        self.present = present
        self.skips: list[Skip] = []
        self.volumes = False

    def claims(self) -> list[Claim]:
        """All claims of the article, in order."""
        chooser = Chooser(self.scene)
        for number in range(len(self.scene.sentences)):
            chooser.sentence(number)
        chooser.finish()
        self.volumes = any(c.measure.id == "token_volume" for c in chooser.chosen.values())
        subjects, times = Subjects(self.scene, chooser.chosen), Times(self.scene)
        drafts = [d for d in (self._draft(i, chooser, subjects, times) for i in range(len(self.scene.quantities))) if d]
        drafts = [self._pointed(d, drafts) for d in self._same_value(drafts)]
        told: dict[str, set[str]] = defaultdict(set)
        for draft in drafts:
            if draft.choice.how == "trigger" and not draft.choice.measure.has("comparison"):
                told[draft.choice.unit].add(draft.choice.measure.id)
        return [self._borne_out(d, self._claim(d, drafts), told[d.choice.unit]) for d in drafts]

    def _borne_out(self, draft: Draft, claim: Claim, told: Collection[str]) -> Claim:
        """A claim that no words next to it give its measure: surer where words give no other to its unit anywhere."""
        if draft.choice.how not in UNSAID or told != {claim.measure}:
            return claim
        surer = min(max(claim.confidence, BORNE_OUT), CONFIDENCE[draft.subject.how])
        return claim.model_copy(update={"confidence": surer})

    def _draft(self, index: int, chooser: Chooser, subjects: Subjects, times: Times) -> Draft | None:
        quantity = self.scene.quantities[index]
        number = self.scene.sentence_at(quantity.start)
        reason = self._no_claim(quantity, number, chooser.chosen.get(index))
        if reason is not None:
            self.skips.append(Skip(start=quantity.start, end=quantity.end, surface=quantity.surface, reason=reason))
            return None
        choice = chooser.chosen[index]
        subject = self._as_group(subjects.find(index, choice.measure), choice)
        reason = _not_worth(quantity, choice, subject, told=self._is_told(quantity))
        if reason is not None and index not in chooser.told:
            self.skips.append(Skip(start=quantity.start, end=quantity.end, surface=quantity.surface, reason=reason))
            return None
        when = times.find(index, choice.measure, not choice.measure.has("comparison"))
        qualification = self.scene.qualifications.get(index) or Qualification(quantity=index)
        if not when.own and qualification.modality in ("forecast", "hypothetical") and not self._ahead(when.period):
            when = replace(when, period=None)
        return Draft(index, choice, subject, when, qualification)

    def _is_told(self, quantity: Quantity) -> bool:
        """Whether a count is worth telling though its sentence names nobody: one of many things, which nobody tells of
        himself (`we read 4,000 messages`), or of what was named before (`its sites hold ...`)."""
        sentence = self.scene.sentences[self.scene.sentence_at(quantity.start) or 0]
        if phrases.pattern("points back").search(self.scene.view[sentence.start : quantity.start]):
            return True
        size = quantity.value if quantity.value is not None else quantity.high
        of_us = phrases.pattern("first person").search(self.scene.view[sentence.start : sentence.end])
        return size is not None and size >= MANY and of_us is None

    def _ahead(self, period: str | None) -> bool:
        """Whether a period is a year, or several, that the article does not look back on."""
        years = re.fullmatch(r"(?:\d{4}/)?(\d{4})", period or "")
        return years is not None and self.present is not None and int(years[1]) >= self.present

    def _as_group(self, subject: Subject, choice: Choice) -> Subject:
        """`China` for short, in an article on the traffic of Chinese models, is those models together."""
        if not choice.measure.has("grouped") or not any(e.kind == "country" for e in subject.entities):
            return subject
        groups = {
            n.entity.country: n.entity
            for n in self.scene.names
            if n.entity.kind == "group" and n.entity.name.endswith("(models, aggregate)")
        }
        if not groups:
            return subject
        entities = tuple(groups.get(e.country) or e if e.kind == "country" else e for e in subject.entities)
        return replace(subject, entities=entities)

    def _no_claim(self, quantity: Quantity, number: int | None, choice: Choice | None) -> str | None:
        """Why a quantity is no claim by itself; None where it may be one."""
        if number is None:
            block = self.scene.block_at(quantity.start)
            return (
                f"furniture: {block.furniture}"
                if block is not None and block.furniture
                else "outside the article's prose"
            )
        if any(start <= quantity.start < end for start, end in self.scene.inline):
            return "furniture: engagement"
        if any(n.start <= quantity.start and quantity.end <= n.end for n in self._names_at(quantity.start)):
            return "name"
        if self._is_version(quantity):
            return "name"
        if quantity.value is None and quantity.decimals is None:
            return "vague quantity"
        if quantity.hedge in phrases.words("signs of a tolerance") and self.scene.quantities_in(
            self.scene.sentences[number].start, quantity.start
        ):
            return "tolerance"
        if choice is None:
            return "no measure"
        return None

    def _is_version(self, quantity: Quantity) -> bool:
        """`than Halcyon 2.5`, where the text has a `Halcyon 3` too: a number of a thing that nobody has listed."""
        if not phrases.pattern("small version").fullmatch(quantity.surface):
            return False
        named = phrases.pattern("name right before").search(
            self.scene.view, max(0, quantity.start - NAME), quantity.start
        )
        if named is None or any(n.start <= named.start(1) < n.end for n in self._names_at(named.start(1))):
            return False
        return len(self._numbered.get(named[1], ())) > 1

    @functools.cached_property
    def _numbered(self) -> dict[str, set[str]]:
        """Names in capitals -> the small numbers that stand right behind them."""
        found: dict[str, set[str]] = {}
        for match in phrases.pattern("name and version").finditer(self.scene.view):
            found.setdefault(match[1], set()).add(match[2])
        return found

    def _names_at(self, place: int) -> Sequence[Named]:
        """The names that may hold a place."""
        return self.scene.names_in(max(0, place - NAME), place + 1)

    def _same_value(self, drafts: list[Draft]) -> list[Draft]:
        """A figure repeated in one article keeps the subject and period that it has where they are said."""
        best: dict[tuple[str, str, str], Draft] = {}
        for draft in drafts:
            key = self._key(draft)
            known = best.get(key)
            if known is None or CONFIDENCE[draft.subject.how] > CONFIDENCE[known.subject.how]:
                best[key] = draft
        dated: dict[tuple[str, str, str], set[str]] = {}
        for draft in drafts:
            if draft.when.period and draft.when.own:
                dated.setdefault(self._key(draft), set()).add(draft.when.period)
        return [self._repeat(d, best[self._key(d)], dated.get(self._key(d), set())) for d in drafts]

    def _key(self, draft: Draft) -> tuple[str, str, str]:
        quantity = self.scene.quantities[draft.index]
        size = quantity.value if quantity.value is not None else f"{quantity.low}-{quantity.high}"
        return draft.choice.measure.id, draft.choice.unit, str(size)

    def _repeat(self, draft: Draft, model: Draft, dated: set[str]) -> Draft:
        quantity = self.scene.quantities[draft.index]
        telling = quantity.value is None or len(quantity.value.normalize().as_tuple().digits) >= 3
        subject, when = draft.subject, draft.when
        before = self.scene.view[max(0, quantity.start - 24) : quantity.start]
        loose = subject.how in LOOSE or (
            subject.how == "sentence" and phrases.pattern("against").search(before) is not None
        )
        if telling and model is not draft and loose and model.subject.how not in LOOSE:
            subject = Subject(
                model.subject.entities, subject.counterparts, subject.scope or model.subject.scope, "same"
            )
        if when.period is None and not when.own and when.as_of is None and len(dated) == 1 and telling:
            when = When(period=next(iter(dated)), step=when.step)
        return Draft(draft.index, draft.choice, subject, when, draft.qualification)

    def _pointed(self, draft: Draft, drafts: Sequence[Draft]) -> Draft:
        """A gap of points between scores in percent is one of percentage points; beside a share it is one of shares."""
        if draft.choice.measure.id != "benchmark_gap" or draft.choice.unit != "points":
            return draft
        number = self.scene.sentence_at(self.scene.quantities[draft.index].start)
        told = [d for d in drafts if d.choice.unit == "percent"]
        beside = [d for d in told if self.scene.sentence_at(self.scene.quantities[d.index].start) == number]
        if any(d.choice.measure.id == "benchmark_score" for d in beside):
            return replace(draft, choice=replace(draft.choice, unit="percentage_points"))
        if any(d.choice.measure.id in ("share", "token_share") for d in beside) and not draft.subject.scope:
            return replace(draft, choice=replace(draft.choice, measure=by_id()["difference"], unit="percentage_points"))
        return draft

    def _claim(self, draft: Draft, drafts: Sequence[Draft]) -> Claim:
        quantity, choice = self.scene.quantities[draft.index], draft.choice
        sentence = self.scene.sentences[self.scene.sentence_at(quantity.start) or 0]
        value = abs(quantity.value) if quantity.value is not None and quantity.direction else quantity.value
        directed = choice.measure.directed or choice.measure.has("either_way")
        subject = draft.subject
        of = choice.measure.of or self._of(draft, drafts)
        router = (
            self._router() if choice.measure.has("routed") or (of is not None and by_id()[of].has("routed")) else None
        )
        scope = subject.scope or ((router,) if router and router not in subject.entities else ())
        modality = self._modality(draft)
        source = draft.qualification.source or (router.name if router and modality == "asserted" else None)
        if modality == "attributed" and self._own_account(draft):
            modality, source = "asserted", None
        return Claim(
            start=quantity.start,
            end=quantity.end,
            surface=quantity.surface,
            value=value,
            low=quantity.low,
            high=quantity.high,
            decimals=quantity.decimals,
            unit=choice.unit,
            comparator=quantity.comparator,
            hedge=quantity.hedge,
            measure=choice.measure.id,
            of=of,
            direction=(quantity.direction or self._side(draft)) if directed else None,
            qualifier=self._qualifier(draft),
            subject=tuple(e.name for e in subject.entities),
            subject_ids=tuple(e.id for e in subject.entities),
            counterpart_ids=tuple(e.id for e in subject.counterparts),
            scope=tuple(e.name for e in scope),
            scope_ids=tuple(e.id for e in scope),
            period=draft.when.period,
            step=draft.when.step,
            as_of=draft.when.as_of,
            modality=modality,
            attributed_to=source,
            cue=draft.qualification.cue,
            sentence=self.scene.text[sentence.start : sentence.end],
            sentence_start=sentence.start,
            rule=f"{choice.measure.id}/{choice.cue or choice.how}",
            confidence=_confidence(choice, subject),
        )

    def _side(self, draft: Draft) -> Direction | None:
        """Of a gap between two: which side the subject is on, by the word nearest to the number (`trails by`)."""
        if not draft.choice.measure.by or not draft.choice.measure.has("counterpart"):
            return None
        quantity = self.scene.quantities[draft.index]
        sides = phrases.meanings("sides of a gap")
        number = self.scene.sentence_at(quantity.start) or 0
        sentence = self.scene.sentences[number]
        before = self.scene.view[max(sentence.start, quantity.start - 60) : quantity.start]
        after = self.scene.view[quantity.end : min(sentence.end, quantity.end + 24)]
        near = [w for w in re.findall(r"[a-z]+", re.split(r"[;,.(]", after)[0].lower())[:3] if w in sides]
        near += [w for w in reversed(re.findall(r"[a-z]+", re.split(r"[;,(]", before)[-1].lower())) if w in sides]
        return "up" if near and sides[near[0]] == "up" else ("down" if near else None)

    def _own_account(self, draft: Draft) -> bool:
        """`Nvidia reported revenue of ...`: a figure from the books of who tells it, or who makes it."""
        told = draft.qualification
        if told.cue not in phrases.words("verbs of accounts"):
            return False
        makers = (names.entity(e.lab_id) for e in draft.subject.entities if e.lab_id)
        return told.source in [e.name for e in (*draft.subject.entities, *makers) if e is not None]

    def _router(self) -> Entity | None:
        """The platform whose traffic the article reads its figures from: the first that its prose names.

        Only articles that tell token volumes have one; elsewhere a platform is just a place.
        """
        if not self.volumes:
            return None
        names = (
            n
            for n in self.scene.names
            if n.entity.kind == "platform" and n.score >= SURE and self.scene.sentence_at(n.start) is not None
        )
        return next((n.entity for n in names), None)

    def _of(self, draft: Draft, drafts: Sequence[Draft]) -> str | None:
        """What a growth, multiple or difference is of: the level told in the same sentence, else the words for one."""
        if not draft.choice.measure.has("comparison"):
            return None
        number = self.scene.sentence_at(self.scene.quantities[draft.index].start)
        beside = [
            d
            for d in drafts
            if not d.choice.measure.has("comparison")
            and self.scene.sentence_at(self.scene.quantities[d.index].start) == number
        ]
        levels = [d for d in beside if d.choice.measure.flow or d.choice.measure.price or d.choice.measure.has("level")]
        if levels:
            return min(levels, key=lambda d: abs(d.index - draft.index)).choice.measure.id
        sentence = self.scene.sentences[number or 0]
        quantity = self.scene.quantities[draft.index]
        near = [
            t
            for t in self.scene.triggers_in(sentence.start, sentence.end)
            if t.strength == "strong" and (by_id()[t.measure].flow or by_id()[t.measure].has("basic"))
        ]
        if near:
            return min(near, key=lambda t: abs(t.start - quantity.start)).measure
        known = basic(draft.choice.unit)
        return known.id if known else None

    def _modality(self, draft: Draft) -> Modality:
        """Forecast only where the period does not lie behind the article's present."""
        qualification = draft.qualification
        year = (
            int(draft.when.period[-10:][:4])
            if draft.when.period and re.match(r"\d{4}", draft.when.period[-10:])
            else None
        )
        if draft.when.period and "/" in draft.when.period and len(draft.when.period) == 9:
            year = int(draft.when.period[5:])
        if self.present is not None and year is not None:
            if year > self.present and qualification.modality == "asserted":
                return "forecast"
            if year < self.present and qualification.modality == "forecast" and not qualification.strong:
                return "attributed" if qualification.source else "asserted"
        return qualification.modality

    def _qualifier(self, draft: Draft) -> str | None:
        """What else tells this number apart: the noun, the rate, the benchmark or the trigger words."""
        quantity = self.scene.quantities[draft.index]
        if quantity.noun:
            return f"{quantity.noun} {self._rate_of_use(draft)}".strip()
        benchmark = next((e.name for e in draft.subject.scope if e.kind == "benchmark"), None)
        if benchmark:
            return benchmark
        return self._kind_of_amount(draft)

    def _rate_of_use(self, draft: Draft) -> str:
        """`45 million people use it each month`: these are monthly users."""
        quantity = self.scene.quantities[draft.index]
        sentence = self.scene.sentences[self.scene.sentence_at(quantity.start) or 0]
        if draft.choice.measure.id != "users":
            return ""
        found = phrases.pattern("rate of use").match(self.scene.view, quantity.end, sentence.end)
        return phrases.meanings("kinds of users by rate")[found["kind"].lower()] if found else ""

    def _kind_of_amount(self, draft: Draft) -> str | None:
        """`net`, `operating`, `off-peak` ... beside an amount keep it apart from its neighbours."""
        quantity = self.scene.quantities[draft.index]
        number = self.scene.sentence_at(quantity.start)
        sentence = self.scene.sentences[number or 0]
        before = self.scene.view[max(sentence.start, quantity.start - 50) : quantity.start]
        before = phrases.pattern("amount clause ends").split(before)[-1]
        found = [m[0].lower() for m in phrases.pattern("kind of amount").finditer(before)]
        after = phrases.pattern("kind of amount").match(
            self.scene.view[quantity.end : min(sentence.end, quantity.end + 40)].lstrip()
        )
        if after:
            found.append(after[0].lower())
        for name in ("round of an amount", "branch of an amount"):
            behind = phrases.pattern(name).match(self.scene.view, quantity.end, sentence.end)
            if behind:
                found.append(behind["kind"].lower())
        return " ".join(dict.fromkeys(found)) or None


def _not_worth(quantity: Quantity, choice: Choice, subject: Subject, *, told: bool) -> str | None:
    """Counts that nobody would want in a database, and numbers about nothing."""
    measure = choice.measure
    if measure.id == "count":
        if quantity.noun is None:
            return "no measure"
        size = quantity.value if quantity.value is not None else quantity.high
        if size is None or (size < 10 and not quantity.surface[:1].isdigit()) or size < 3:
            return "small count"
        if subject.how in ("none", "title", "before") and not told:
            return "no subject"
    if measure.id == "difference" and quantity.unit == "count" and quantity.noun is None and quantity.surface.isalpha():
        return "small count"  # "the gap between the two"
    if measure.id == "users" and quantity.value is not None and quantity.value < 10:
        return "small count"
    if (
        choice.unit == "multiple"
        and not any(c.isdigit() for c in quantity.surface)
        and measure.id in ("multiple", "price_ratio")
    ) and phrases.pattern("multiple in words").fullmatch(quantity.surface):
        return "comparison without a figure"
    return None


def _confidence(choice: Choice, subject: Subject) -> float:
    measure = min(0.97, 0.55 + 0.13 * choice.score)
    return round(min(measure, CONFIDENCE[subject.how]), 3)
