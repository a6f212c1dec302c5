"""Doc with sentences, mentions and quantities -> how each quantity is stated: modality, who says so, the cue.

`attributed` is another's statement that the article does not adopt; where a figure is only read off a data page the
source is named and the statement stays `asserted`. Vocabulary: `rules/en/qualifiers.yaml`.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterator, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from extractor import layout, phrases, state
from extractor.cues import QualifierRules, vocabulary
from extractor.models import Block, Entity, Mention, Modality, Qualification, Quantity, Record, Sentence
from extractor.phrases import alternation

__all__ = ["Qualification", "QualifierRules", "Qualify", "Reader", "Speaker", "qualify", "vocabulary"]


class Speaker(Record):
    """Somebody to whom a sentence gives words or data."""

    name: str
    start: int
    end: int
    cue: str
    attributed: bool
    """False where only data is read off a page of theirs."""


SILENT = ("model:", "benchmark:", "group:", "country:")
"""Kinds of things that say nothing themselves."""
FIRMS = ("lab:", "company:", "platform:", "publisher:")
CARRIED = {"tokens", "percent", "percentage_points", "rank", "weeks", "count"}
"""Units whose figures go on coming from the data page that an article was reading from."""


class _Compiled:
    def __init__(self) -> None:
        vocab = vocabulary()
        report = vocab.reporting
        self.forecast = re.compile(rf"\b(?:{alternation(vocab.forecast.before)})\b", re.IGNORECASE)
        self.denied = re.compile(rf"\b(?:{alternation(vocab.negated.after)})\b", re.IGNORECASE)
        self.near = re.compile(rf"\b(?:{alternation(vocab.forecast.near)})\b", re.IGNORECASE)
        self.hypothetical = re.compile(rf"\b(?:{alternation(vocab.hypothetical.before)})\b", re.IGNORECASE)
        self.negated = re.compile(rf"\b(?:{alternation(vocab.negated.before)})\b", re.IGNORECASE)
        self.pseudo = re.compile(rf"\b(?:{alternation(vocab.negated.pseudo)})\b", re.IGNORECASE)
        self.vague = re.compile(rf"\b(?:{alternation(report.vague)})\b", re.IGNORECASE)
        between = alternation(phrases.words("between a speaker and a verb"))
        adverbs, verbs = rf"(?:[ \t](?:{between}))", alternation(report.verbs)
        pages = rf"(?:(?:'s|s')?[ \t]{{1,2}}(?:[\w-]+[ \t]){{0,4}}(?:{alternation(report.pages)}))"
        inner = r"(?:(?:'s|s')[ \t](?:own[ \t])?[\w.-]+(?:[ \t][A-Z][\w-]+){0,2})?"
        self.verb = re.compile(
            rf"{inner}[ \t]{{0,3}}(?:\([^()]{{0,40}}\))?,?{adverbs}{{0,2}}[ \t]{{1,3}}(?P<verb>{verbs})\b",
            re.IGNORECASE,
        )
        self.page = re.compile(rf"{pages}[^.;]{{0,60}}?\b(?P<verb>{alternation(report.shows)})\b", re.IGNORECASE)
        determiners = alternation(phrases.words("before a source"))
        self.lead = re.compile(
            rf"\b(?P<cue>{alternation(report.before)})[ \t:]{{1,3}}(?:(?:{determiners}|[\w-]+)[ \t]){{0,2}}[\"'(]?$",
            re.IGNORECASE,
        )
        self.said = re.compile(rf"[,\"][ \t]{{1,2}}(?P<cue>{verbs})[ \t](?:[\w.'-]+[ \t]){{0,4}}$", re.IGNORECASE)
        self.page_word = re.compile(
            rf"(?:'s)?[ \t](?:[\w-]+[ \t]){{0,1}}(?:{alternation(report.pages)})\b", re.IGNORECASE
        )
        self.people = re.compile(
            rf"\b(?P<who>{alternation(report.people)})(?:{adverbs}{{0,2}})[ \t]{{1,3}}(?P<verb>{verbs})\b",
            re.IGNORECASE,
        )
        self.led_people = re.compile(
            rf"\b(?P<cue>{alternation(report.before)})[ \t]{{1,3}}(?:the[ \t])?(?P<who>{alternation(report.people)})\b",
            re.IGNORECASE,
        )
        self.person = re.compile(
            rf"(?P<who>\b[A-Z][a-z]+(?:[ \t][A-Z][\w.'-]+){{1,2}}){adverbs}{{0,1}}[ \t](?P<verb>{verbs})\b"
        )
        self.who = {word.lower(): word for word in report.people}
        self.carried = frozenset(report.carried)
        self.firms = frozenset(report.firms)
        self.after = re.compile(rf"[\s\w-]{{0,14}}\b(?:{alternation(vocab.forecast.after)})\b", re.IGNORECASE)
        self.participle = re.compile(rf",\"?[ \t]{{1,3}}(?P<verb>{alternation(report.participles)})\b", re.IGNORECASE)
        self.document = re.compile(
            rf"(?:'s)?(?:[ \t][\w-]+){{0,2}}[ \t](?:{alternation(report.documents)})\b", re.IGNORECASE
        )


@functools.cache
def _compiled() -> _Compiled:
    return _Compiled()


_HANDLE = re.compile(r"(?<![\w.])@(?P<name>\w{2,30})")
_SITE = re.compile(
    r"\((?P<site>[a-z0-9][a-z0-9.-]{1,60}\.(?:com|org|net|ai|cn|io|co|gov|edu|dev|uk|de|jp|kr|"
    r"news)(?:\.[a-z]{2})?)\)[ \t.]*$"
)


_QUOTED = re.compile(r'(?<=[:,] )"[^"\n]{60,2500}"')
_PERSON = re.compile(r"\b[A-Z][a-z]+(?: [A-Z][\w'-]+)+")


def _parents(blocks: Sequence[Block]) -> dict[int, int]:
    """For each list item, the item that it stands under."""
    parents: dict[int, int] = {}
    stack: list[int] = []
    for number, block in enumerate(blocks):
        if block.kind != "item":
            stack = [] if block.kind == "heading" else stack
            continue
        stack = [s for s in stack if blocks[s].level < block.level]
        if stack:
            parents[number] = stack[-1]
        stack.append(number)
    return parents


class Reader:
    """The sentences of one Doc with what is said in them by whom."""

    def __init__(
        self,
        view: str,
        sentences: Sequence[Sentence],
        mentions: Sequence[tuple[Mention, str]],
        blocks: Sequence[Block] = (),
    ) -> None:
        self.view = view
        self.sentences = sentences
        self.mentions = sorted(mentions, key=lambda m: m[0].start)
        self.starts = [mention.start for mention, _ in self.mentions]
        self.sourced = self._sources()
        self.parents = _parents(blocks)
        self.spoken: dict[int, Speaker] = {}
        """Speaker of each list item that has one; items under it inherit."""
        self.quotes = list(self._quotes())
        self.answers = self._answers(blocks)
        self.last: Speaker | None = None
        self.data: Speaker | None = None

    def speakers(self, sentence: Sentence) -> list[Speaker]:
        """Everybody who speaks in a sentence, in order; pronouns stand for the speaker before."""
        text = self.view[sentence.start : sentence.end]
        found = [*self._named(sentence), *self._people(text, sentence.start), *self._handles(text, sentence.start)]
        found += self._participles(sentence)
        found.sort(key=lambda s: (s.start, s.end))
        if found and any(s.attributed for s in found):
            self.spoken.setdefault(sentence.block, next(s for s in found if s.attributed))
        if not found:
            found = self._inherited(sentence)
        pages = [s for s in found if not s.attributed]
        if pages and self.data is None:
            self.data = pages[0]
        named = [s for s in found if s.attributed]
        if named:
            self.last = named[-1]
        return found

    def _inherited(self, sentence: Sentence) -> list[Speaker]:
        """Whoever is quoted around the sentence, is the source of its paragraph, or leads the list it stands in."""
        for start, end, speaker in self.quotes:
            if start <= sentence.start < end or (sentence.start <= start and end <= sentence.end):
                return [speaker]
        if sentence.block in self.answers:
            return [self.answers[sentence.block]]
        if (named := self._source_of_block(sentence)) is not None:
            return [named]
        parent = self.parents.get(sentence.block)
        while parent is not None:
            if parent in self.spoken:
                return [self.spoken[parent]]
            parent = self.parents.get(parent)
        return []

    def _source_of_block(self, sentence: Sentence) -> Speaker | None:
        """`Source: X` at the end of the same paragraph."""
        sources = self.sourced.get(sentence.block, ())
        return next((speaker for start, speaker in sources if start >= sentence.start), None)

    def _sources(self) -> dict[int, list[tuple[int, Speaker]]]:
        """For each block the sources that its sentences name, with where those sentences begin."""
        found: dict[int, list[tuple[int, Speaker]]] = {}
        line = phrases.pattern("source line")
        if not line.search(self.view):
            return found
        for sentence in self.sentences:
            hit = line.search(self.view, sentence.start, sentence.end)
            named = self._between(hit.end(), min(sentence.end, hit.end() + 12)) if hit else []
            speaking = [(m, n) for m, n in named if not m.entity_id.startswith(SILENT)]
            if speaking:
                mention, name = speaking[0]
                speaker = Speaker(name=name, start=mention.start, end=mention.end, cue="source", attributed=True)
                found.setdefault(sentence.block, []).append((sentence.start, speaker))
        return found

    def _between(self, start: int, end: int) -> Sequence[tuple[Mention, str]]:
        """Mentions that begin within a stretch."""
        return self.mentions[bisect.bisect_left(self.starts, start) : bisect.bisect_left(self.starts, end)]

    def _quotes(self) -> Iterator[tuple[int, int, Speaker]]:
        """Quotations of a sentence or more that a name and a colon introduce."""
        for match in _QUOTED.finditer(self.view):
            lead = self.view[max(0, match.start() - 140) : match.start()]
            line = lead[lead.rfind("\n") + 1 :]
            person = list(_PERSON.finditer(line))
            if person:
                start = match.start() - len(line) + person[0].start()
                yield (
                    match.start(),
                    match.end(),
                    Speaker(
                        name=person[0][0], start=start, end=start + len(person[0][0]), cue="quotation", attributed=True
                    ),
                )

    def _answers(self, blocks: Sequence[Block]) -> dict[int, Speaker]:
        """Blocks that answer in an interview (`A: ...`): the lab or company that it names first speaks."""
        prose = [(i, self.view[b.start : b.start + 12]) for i, b in enumerate(blocks) if b.furniture is None]
        asked, answered = (
            [i for i, t in prose if phrases.pattern("question").match(t)],
            [i for i, t in prose if phrases.pattern("answer").match(t)],
        )
        name = next(((m, n) for m, n in self.mentions if m.entity_id.startswith(FIRMS)), None)
        if len(asked) < 2 or len(answered) < 2 or name is None:
            return {}
        speaker = Speaker(name=name[1], start=name[0].start, end=name[0].end, cue="interview", attributed=True)
        found, speaking = {}, False
        for number, _ in prose:
            speaking = number in answered or (speaking and number not in asked)
            if speaking:
                found[number] = speaker
        return found

    def _participles(self, sentence: Sentence) -> Iterator[Speaker]:
        """`..., claiming 56 %`: the lab or company that the sentence is about says so."""
        for match in _compiled().participle.finditer(self.view, sentence.start, sentence.end):
            name = self._firm(match.start(), sentence.start)
            if name:
                yield Speaker(
                    name=name,
                    start=match.start("verb"),
                    end=match.end("verb"),
                    cue=match["verb"].lower(),
                    attributed=True,
                )

    def _firm(self, before: int, floor: int) -> str | None:
        """The nearest lab, company or platform named before a place."""
        near = reversed(self._between(floor, before))
        return next((name for mention, name in near if mention.entity_id.startswith(FIRMS)), None)

    def _named(self, sentence: Sentence) -> Iterator[Speaker]:
        compiled = _compiled()
        for mention, name in self._between(sentence.start, sentence.end):
            if mention.entity_id.startswith(SILENT):
                continue
            after = self.view[mention.end : min(sentence.end, mention.end + 110)]
            before = self.view[max(sentence.start, mention.start - 44) : mention.start]
            page = compiled.page.match(after)
            verb = compiled.verb.match(after)
            lead = compiled.lead.search(before) or compiled.said.search(before)
            if page:
                yield Speaker(
                    name=name, start=mention.start, end=mention.end, cue=page["verb"].lower(), attributed=False
                )
            elif lead:
                cue = lead["cue"].lower()
                data = bool(phrases.pattern("data before a source").search(before.lower())) or bool(
                    compiled.document.match(after) or compiled.page_word.match(after)
                )
                yield Speaker(name=name, start=mention.start, end=mention.end, cue=cue, attributed=not data)
            elif verb:
                yield Speaker(
                    name=name, start=mention.start, end=mention.end, cue=verb["verb"].lower(), attributed=True
                )

    def _people(self, text: str, offset: int) -> Iterator[Speaker]:
        compiled = _compiled()
        for match in compiled.people.finditer(text):
            who = " ".join(match["who"].lower().split())
            if who in compiled.carried:
                firm = self._firm(offset + match.start(), max(0, offset - 200)) if self.last is None else None
                if firm is not None:
                    yield Speaker(
                        name=firm,
                        start=offset + match.start(),
                        end=offset + match.end(),
                        cue=match["verb"].lower(),
                        attributed=True,
                    )
                elif self.last is not None:
                    yield self.last.model_copy(
                        update={
                            "start": offset + match.start(),
                            "end": offset + match.end(),
                            "cue": match["verb"].lower(),
                        }
                    )
                continue
            firm = self._firm(offset + match.start(), 0) if who in compiled.firms else None
            yield Speaker(
                name=firm or compiled.who[who],
                start=offset + match.start(),
                end=offset + match.end(),
                cue=match["verb"].lower(),
                attributed=True,
            )
        for match in compiled.led_people.finditer(text):
            if match["who"].lower() not in compiled.carried:
                yield Speaker(
                    name=compiled.who[" ".join(match["who"].lower().split())],
                    start=offset + match.start(),
                    end=offset + match.end(),
                    cue=match["cue"].lower(),
                    attributed=True,
                )
        for match in compiled.person.finditer(text):
            span = (offset + match.start("who"), offset + match.end("who"))
            if not any(m.start < span[1] and span[0] < m.end for m, _ in self.mentions if m.start >= span[0]):
                yield Speaker(name=match["who"], start=span[0], end=span[1], cue=match["verb"].lower(), attributed=True)

    def _handles(self, text: str, offset: int) -> Iterator[Speaker]:
        for match in _HANDLE.finditer(text):
            yield Speaker(
                name=match[0], start=offset + match.start(), end=offset + match.end(), cue=match[0], attributed=True
            )

    def site(self, sentence: Sentence) -> str | None:
        """The address in brackets that closes a sentence: `(example.com)`."""
        match = _SITE.search(self.view[sentence.start : sentence.end])
        return match["site"] if match else None


def qualify(reader: Reader, quantities: Sequence[Quantity]) -> list[Qualification]:
    """One Qualification a quantity that stands in a sentence; offsets as in the reader's view."""
    found: list[Qualification] = []
    position = 0
    for sentence in reader.sentences:
        while position < len(quantities) and quantities[position].start < sentence.start:
            position += 1
        inside = position
        while inside < len(quantities) and quantities[inside].end <= sentence.end:
            inside += 1
        speakers = reader.speakers(sentence)
        site = reader.site(sentence)
        for index in range(position, inside):
            found.append(_one(reader, sentence, (index, quantities[index]), speakers, site))
        position = inside
    return found


def _one(
    reader: Reader, sentence: Sentence, item: tuple[int, Quantity], speakers: Sequence[Speaker], site: str | None
) -> Qualification:
    index, quantity = item
    before = reader.view[sentence.start : quantity.start]
    after = reader.view[quantity.end : sentence.end]
    speaker = _speaker(reader.view, quantity, speakers)
    source = speaker.name if speaker else site
    if source is None and reader.data is not None and quantity.unit in CARRIED:
        source = reader.data.name
    modality, cue, strong = _modality(before, after)
    if modality == "asserted" and speaker is not None and speaker.attributed:
        return Qualification(quantity=index, modality="attributed", source=source, cue=speaker.cue)
    if modality == "asserted" and (
        vague := _compiled().vague.search(before[-90:]) or _compiled().vague.match(after[:30].lstrip())
    ):
        return Qualification(quantity=index, modality="attributed", source=source, cue=vague[0].lower())
    return Qualification(
        quantity=index, modality=modality, source=source, cue=cue or (speaker.cue if speaker else None), strong=strong
    )


def _speaker(view: str, quantity: Quantity, speakers: Sequence[Speaker]) -> Speaker | None:
    """Whose words the quantity is: the last speaker before it, else the first behind it."""
    open_ones = [s for s in speakers if not _bracketed(view, s, quantity)]
    near = [
        s for s in open_ones if ";" not in view[min(s.end, quantity.end) : max(s.start, quantity.start)]
    ] or open_ones
    spoken = [s for s in near if not s.name.startswith("@")] or near
    before = [s for s in spoken if s.start < quantity.start]
    if before:
        return before[-1]
    return spoken[0] if spoken else None


def _bracketed(view: str, speaker: Speaker, quantity: Quantity) -> bool:
    """Whether a speaker stands in brackets that close before the quantity, and so speaks only within them."""
    if speaker.end > quantity.start or speaker.name.startswith("@"):
        return False
    opening = view.rfind("(", max(0, speaker.start - 60), speaker.start)
    closed_before = view.rfind(")", opening, speaker.start) if opening >= 0 else -1
    closing = view.find(")", speaker.end, quantity.start)
    return opening >= 0 and closed_before < 0 and closing >= 0


def _modality(before: str, after: str) -> tuple[Modality, str | None, bool]:
    """Denied, supposed or foretold, with the cue; a foretelling is strong where time words stand with the number."""
    compiled = _compiled()
    clause = phrases.pattern("clause of a cue ends").split(before)[-1]
    near = re.split(r"[:,]\s", clause)[-1][-vocabulary().negated.reach :]
    for match in compiled.negated.finditer(near):
        if not compiled.pseudo.match(near, match.start()) and not re.search(r"\d", near[match.end() :]):
            return "negated", match[0].lower(), False
    if denial := compiled.denied.search(phrases.pattern("clause of a cue ends").split(after)[0][:60]):
        return "negated", denial[0].lower(), False
    following = phrases.pattern("clause of a cue ends").split(after)[0][:60]
    if soon := compiled.near.search(clause[-40:]) or compiled.near.search(following):
        return "forecast", soon[0].lower(), True
    if prospect := compiled.after.match(after):
        return "forecast", prospect[0].strip().lower(), False
    foretold = _last(compiled.forecast, clause)
    supposed = _last(
        compiled.hypothetical, phrases.pattern("month of May").sub("...", phrases.pattern("aside").sub(" ", clause))
    )
    if supposed and (not foretold or supposed.start() > foretold.start()):
        return "hypothetical", supposed[0].lower(), False
    if foretold:
        return "forecast", foretold[0].lower(), False
    return "asserted", None, False


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = None
    for match in pattern.finditer(text):
        found = match
    return found


@Language.factory("extractor_qualify")
class Qualify:
    """spaCy component: leaves `qualifications` on the Doc, one a quantity that stands in a sentence."""

    def __init__(self, nlp: Language, name: str) -> None:
        pass

    def __call__(self, doc: Doc) -> Doc:
        names = {e.id: e.name for e in state.get(doc, "entities", Entity)}
        mentions = [(m, names.get(m.entity_id, m.surface)) for m in state.get(doc, "mentions", Mention)]
        reader = Reader(
            layout.view(state.text(doc)),
            state.get(doc, "sentences", Sentence),
            mentions,
            state.get(doc, "blocks", Block),
        )
        state.put(doc, "qualifications", qualify(reader, state.get(doc, "quantities", Quantity)))
        return doc
