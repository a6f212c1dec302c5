"""Reading copy, sentences and mentions -> who speaks in each sentence, and whose words carry on."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Mapping, Sequence

from extractor import addresses, names, phrases
from extractor.models import Block, Link, Mention, Record, Sentence
from extractor.qualify.words import compiled
from extractor.spots import spots


class Speaker(Record):
    """Somebody to whom a sentence gives words or data."""

    name: str
    start: int
    end: int
    cue: str
    attributed: bool
    """False where only data is read off a page of theirs."""


def _saying(name: str, place: tuple[int, int], cue: str, *, adopted: bool = False) -> Speaker:
    """Somebody who says so; `adopted` where the article takes what is read off a page of theirs for a fact."""
    return Speaker(name=name, start=place[0], end=place[1], cue=cue.lower(), attributed=not adopted)


PRONOUN_REACH = 200
"""Characters before a sentence in which a firm may stand that its pronoun means."""
QUOTE_REACH = 700
"""Characters that a quotation may be long."""
SILENT = ("model:", "benchmark:", "group:", "country:")
"""Kinds of things that say nothing themselves."""


FIRMS = ("lab:", "company:", "platform:", "publisher:")


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
        links: Sequence[Link] = (),
        makers: Mapping[str, str] | None = None,
    ) -> None:
        self.view = view
        self.sentences = sentences
        self.mentions = sorted(mentions, key=lambda m: m[0].start)
        self.starts = [mention.start for mention, _ in self.mentions]
        self.makers = makers or {}
        """Names of the labs behind models, by the ids of these."""
        self.linked = list(self._linked(links))
        """Data pages that words link to (`[rankings](https://openrouter.ai/rankings)`)."""
        self.issued: dict[int, Speaker] = {}
        """For each block, who issued the survey or index that it tells of."""
        self.sourced = self._sources()
        self.parents = _parents(blocks)
        self.spoken: dict[int, Speaker] = {}
        """Speaker of each list item that has one; items under it inherit."""
        self.quotes = list(self._quotes())
        self.answers = self._answers(blocks)
        self.credits = self._credits()
        """Speaker of the items of a list that an item of its own credits (`- Reported by X`)."""
        self.last: Speaker | None = None
        self.study: Speaker | None = None
        """Whose study was told of last."""
        self.before: tuple[Sentence | None, Speaker | None] = None, None
        """The sentence before, and who spoke last in it."""
        self._now: tuple[Sentence | None, Speaker | None] = self.before
        self.data: Speaker | None = None

    def speakers(self, sentence: Sentence) -> list[Speaker]:
        """Everybody who speaks in a sentence, in order; pronouns stand for the speaker before."""
        text = self.view[sentence.start : sentence.end]
        self.before, self._now = self._now, (sentence, None)
        found = [*self._named(sentence), *self._handles(text, sentence.start), *self._unknown(sentence)]
        found += self._people(sentence, [s for s in found if not s.cue.startswith("@")])
        found += self._participles(sentence)
        found += [s for s in self.linked if sentence.start <= s.start < sentence.end]
        found.sort(key=lambda s: (s.start, s.end))
        if found and any(s.attributed for s in found):
            self.spoken.setdefault(sentence.block, next(s for s in found if s.attributed))
        if not found:
            found = self._inherited(sentence)
        self._issues(sentence)
        pages = [s for s in found if not s.attributed]
        if pages and self.data is None:
            self.data = pages[0]
        named = [s for s in found if s.attributed]
        studies = [s for s in named if not phrases.words("studies").isdisjoint(s.cue.split())]
        self.study = studies[-1] if studies else self.study
        if named:
            self.last = named[-1]
            self._now = sentence, named[-1]
        return found

    def foretold(self, sentence: Sentence) -> Speaker | None:
        """Who foretold something in the sentence before of the same block: `would` goes on with that."""
        before, speaker = self.before
        told = before is not None and before.block == sentence.block and speaker is not None
        return speaker if told and speaker and compiled().forecast.fullmatch(speaker.cue) else None

    def maker(self, place: int) -> str | None:
        """The lab that is named last before a place of a sentence, or whose model is."""
        for mention, name in reversed(self._between(max(0, place - 600), place)):
            if mention.entity_id.startswith(("lab:", "company:")):
                return name
            if mention.entity_id in self.makers:
                return self.makers[mention.entity_id]
        return None

    def _inherited(self, sentence: Sentence) -> list[Speaker]:
        """Whoever is quoted around the sentence, is the source of its paragraph, or leads the list it stands in."""
        for start, end, speaker in self.quotes:
            if start <= sentence.start < end or (sentence.start <= start and end <= sentence.end):
                return [speaker]
        if sentence.block in self.answers:
            return [self.answers[sentence.block]]
        if self.view.startswith(('"', "“"), sentence.start) and (quoted := self._quoted(sentence)):
            return [quoted]
        if sentence.block in self.issued:
            return [self.issued[sentence.block]]
        if (named := self._source_of_block(sentence)) is not None:
            return [named]
        if (parent := self.parents.get(sentence.block)) in self.credits:
            return [self.credits[parent]]
        while parent is not None:
            if parent in self.spoken:
                return [self.spoken[parent]]
            parent = self.parents.get(parent)
        return []

    def _quoted(self, sentence: Sentence) -> Speaker | None:
        """Who says a sentence that opens a quotation: whoever is named behind its end, else the speaker before."""
        closing = re.compile('["”]').search(self.view, sentence.start + 1, sentence.start + QUOTE_REACH)
        if closing and closing.end() >= sentence.end:
            number = bisect.bisect_right(self.sentences, closing.start(), key=lambda s: s.start) - 1
            later = self.sentences[number]
            if later.block == sentence.block and later is not sentence:
                saying = [*self._named(later), *self._unknown(later), *self._people(later, ())]
                behind = sorted((s for s in saying if s.attributed and s.start >= closing.end()), key=lambda s: s.start)
                if behind:
                    return behind[0]
        before, speaker = self.before
        return speaker if before is not None and before.block == sentence.block else None

    def _linked(self, links: Sequence[Link]) -> Iterator[Speaker]:
        """Data pages whose address bears the name of a firm."""
        for link in links:
            host = addresses.host(link.url).split(".")
            if len(host) < 2 or not compiled().linked.fullmatch(self.view, link.start, link.end):
                continue
            owner = names.resolve(host[-2])
            if owner is not None and owner.id.startswith(FIRMS):
                yield _saying(owner.name, (link.start, link.end), "link", adopted=True)

    def _issues(self, sentence: Sentence) -> None:
        """`X has published its survey.`: the sentences behind it in the paragraph tell what X says."""
        if sentence.block in self.issued or not self._holds(compiled().issuing, sentence):
            return
        for mention, name in self._between(sentence.start, sentence.end):
            if mention.entity_id.startswith(FIRMS) and compiled().issue.match(self.view, mention.end, sentence.end):
                self.issued[sentence.block] = _saying(name, (mention.start, mention.end), "issued")
                return

    def _credits(self) -> dict[int | None, Speaker]:
        found: dict[int | None, Speaker] = {}
        for sentence in self.sentences:
            parent = self.parents.get(sentence.block)
            if parent is None or not compiled().credit.match(self.view, sentence.start, sentence.end):
                continue
            text = self.view[sentence.start : sentence.end]
            speakers = [*self._named(sentence), *self._handles(text, sentence.start)]
            if speakers:
                found.setdefault(parent, min(speakers, key=lambda s: s.start))
        return found

    def _source_of_block(self, sentence: Sentence) -> Speaker | None:
        """`Source: X` at the end of the same paragraph."""
        sources = self.sourced.get(sentence.block, ())
        return next((speaker for start, speaker in sources if start >= sentence.start), None)

    def _sources(self) -> dict[int, list[tuple[int, Speaker]]]:
        """For each block the sources that its sentences name, with where those sentences begin."""
        found: dict[int, list[tuple[int, Speaker]]] = {}
        last: Sentence | None = None
        for hit in phrases.pattern("source line").finditer(self.view):
            number = bisect.bisect_right(self.sentences, hit.start(), key=lambda s: s.start) - 1
            sentence = self.sentences[number] if number >= 0 else None
            if sentence is None or sentence is last or hit.end() > sentence.end:
                continue
            last = sentence
            named = self._between(hit.end(), min(sentence.end, hit.end() + 12))
            speaking = [(m, n) for m, n in named if not m.entity_id.startswith(SILENT)]
            if speaking:
                mention, name = speaking[0]
                speaker = _saying(name, (mention.start, mention.end), "source")
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
                speaker = _saying(person[0][0], (start, start + len(person[0][0])), "quotation")
                yield match.start(), match.end(), speaker

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
        speaker = _saying(name[1], (name[0].start, name[0].end), "interview")
        found, speaking = {}, False
        for number, _ in prose:
            speaking = number in answered or (speaking and number not in asked)
            if speaking:
                found[number] = speaker
        return found

    def _participles(self, sentence: Sentence) -> Iterator[Speaker]:
        """`..., claiming 56 %`: the lab or company that the sentence is about says so."""
        if not self._holds(compiled().participles, sentence):
            return
        for match in compiled().participle.finditer(self.view, sentence.start, sentence.end):
            name = self._firm(match.start(), sentence.start)
            if name:
                yield _saying(name, match.span("verb"), match["verb"])

    def _firm(self, before: int, floor: int, told: bool = False) -> str | None:
        """The nearest lab, company or platform named before a place; `told`: none that is only a source itself."""
        near = (m for m in reversed(self._between(floor, before)) if m[0].entity_id.startswith(FIRMS))
        return next((name for mention, name in near if not (told and self._is_source(mention))), None)

    def _is_source(self, mention: Mention) -> bool:
        """Whether a name only tells where figures come from (`analysts polled by X`)."""
        return compiled().lead.search(self.view[max(0, mention.start - 44) : mention.start]) is not None

    def _named(self, sentence: Sentence) -> Iterator[Speaker]:
        words = compiled()
        for mention, name in self._between(sentence.start, sentence.end):
            if mention.entity_id.startswith(SILENT):
                maker = self.makers.get(mention.entity_id)
                claim = words.claim.match(self.view, mention.end, sentence.end) if maker else None
                if maker and claim:
                    yield _saying(maker, (mention.start, mention.end), claim["verb"])
                continue
            after = self.view[mention.end : min(sentence.end, mention.end + 110)]
            before = self.view[max(sentence.start, mention.start - 44) : mention.start]
            page = words.page.match(after)
            verb = words.verb.match(after)
            lead = words.lead.search(before) or words.said.search(before)
            place = (mention.start, mention.end)
            if page:
                yield _saying(name, place, page["verb"], adopted=True)
            elif lead:
                data = (
                    phrases.pattern("data before a source").search(before.lower())
                    or words.document.match(after)
                    or words.page_word.match(after)
                )
                yield _saying(name, place, lead["cue"], adopted=data is not None)
            elif verb and self._goes_on(mention, after):
                opening = next(iter(self._between(sentence.start, mention.start)), None)
                if opening and opening[0].entity_id.startswith(FIRMS):
                    yield _saying(opening[1], (opening[0].start, opening[0].end), verb["verb"])
            elif verb := verb or words.aim.match(after) or self._second_verb(mention, sentence, after):
                yield _saying(name, place, verb["verb"])

    def _goes_on(self, mention: Mention, after: str) -> bool:
        """`X took money from A, and says`: the verb is that of who opened the sentence."""
        before = self.view[max(0, mention.start - 8) : mention.start]
        return all(
            found is not None
            for found in (
                phrases.pattern("joined before a verb").search(before),
                phrases.pattern("and says").match(after),
            )
        )

    def _second_verb(self, mention: Mention, sentence: Sentence, after: str) -> re.Match[str] | None:
        """`X is bolder still and sees ...`: the second verb of what opens a sentence."""
        opens = not self.view[sentence.start : mention.start].strip(" \t\"'*_-•")
        return compiled().second.match(after) if opens else None

    def _unknown(self, sentence: Sentence) -> Iterator[Speaker]:
        """Speakers with a name that no rule knows (`according to Bernstein`, `says the Energy Board`)."""
        words = compiled()
        for pattern, cue in ((words.led_unknown, "cue"), (words.said_unknown, "verb")):
            for match in pattern.find(self.view, sentence.start, sentence.end):
                if not self._between(*match.span("who")):
                    yield _saying(match["who"], match.span("who"), match[cue])

    def _people(self, sentence: Sentence, others: Sequence[Speaker]) -> Iterator[Speaker]:
        """People without a name (`the finance chief`), pronouns, and names that are no entities."""
        words, span = compiled(), (sentence.start, sentence.end)
        for match in (*words.people.find(self.view, *span), *words.said_people.find(self.view, *span)):
            before = [s.name for s in others if s.end <= match.start() and s.attributed]
            who = " ".join(match["who"].lower().split())
            name = self._person(who, match.start(), max(0, sentence.start - PRONOUN_REACH))
            if who in words.carried and before:
                name = before[-1]
            elif who in words.things:
                name = self._firm(match.start(), sentence.start) or name
            outlet = self._between(match.end(), match.end() + 8) if match["verb"].lower() == "told" else ()
            if outlet and name == words.who.get(who) and outlet[0][0].entity_id.startswith(FIRMS):
                name = outlet[0][1]
            if name is not None:
                yield _saying(name, match.span(), match["verb"])
        for match in words.led_people.find(self.view, *span):
            who = " ".join(match["who"].lower().split())
            if who not in words.carried:
                yield _saying(words.who[who], match.span(), match["cue"])
        for match in words.led_own.find(self.view, *span):
            name = self._firm(match.start(), max(0, sentence.start - PRONOUN_REACH))
            if name is not None:
                yield _saying(name, match.span(), match["cue"])
        for match in words.led_person.find(self.view, *span):
            if not self._between(*match.span("who")):
                yield _saying(match["who"], match.span("who"), match["cue"])
        if not self._holds(words.verbs, sentence):
            return
        for match in words.person.finditer(self.view, *span):
            if not self._between(*match.span("who")):
                yield _saying(match["who"], match.span("who"), match["verb"])

    def _holds(self, words: frozenset[str], sentence: Sentence) -> bool:
        """Whether one of these words begins in a sentence."""
        starts = spots(self.view).of(words)
        at = bisect.bisect_left(starts, sentence.start)
        return at < len(starts) and starts[at] < sentence.end

    def _person(self, who: str, place: int, floor: int) -> str | None:
        """Whom an office stands for, or a pronoun: the speaker before, else a firm named since `floor`."""
        words = compiled()
        if who in words.echoes and self.study is not None:
            return self.study.name
        if who not in words.carried:
            return (self._firm(place, 0, told=True) if who in words.firms else None) or words.who[who]
        return self.last.name if self.last is not None else self._firm(place, floor)

    def _handles(self, text: str, offset: int) -> Iterator[Speaker]:
        for match in _HANDLE.finditer(text) if "@" in text else ():
            start, end = offset + match.start(), offset + match.end()
            first = max(0, bisect.bisect_right(self.starts, start) - 1)  # mentions are apart: one may reach in
            near = self.mentions[first : bisect.bisect_left(self.starts, end)]
            linked = (n for m, n in near if start < m.end and not m.entity_id.startswith(SILENT))
            yield Speaker(name=next(linked, match[0]), start=start, end=end, cue=match[0], attributed=True)

    def site(self, sentence: Sentence) -> str | None:
        """The address in brackets that closes a sentence: `(example.com)`."""
        match = _SITE.search(self.view[sentence.start : sentence.end])
        return match["site"] if match else None
