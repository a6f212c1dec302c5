"""Doc with sentences, mentions and quantities -> how each quantity is stated: modality, who says so, the cue.

`attributed` is another's statement that the article does not adopt; where a figure is only read off a data page the
source is named and the statement stays `asserted`. Vocabulary: `rules/en/qualifiers.yaml`.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from extractor import layout, names, phrases, state
from extractor.cues import QualifierRules, vocabulary
from extractor.models import Block, Entity, Link, Mention, Qualification, Quantity, Sentence
from extractor.qualify.modality import modality_of
from extractor.qualify.speakers import Reader, Speaker
from extractor.qualify.words import compiled

__all__ = ["Qualification", "QualifierRules", "Qualify", "Reader", "Speaker", "qualify", "vocabulary"]


REACH = 500
"""Characters on either side of a number in which a cue may stand."""
CARRIED = {"tokens", "percent", "percentage_points", "rank", "weeks", "count"}
"""Units whose figures go on coming from the data page that an article was reading from."""


def qualify(reader: Reader, quantities: Sequence[Quantity]) -> list[Qualification]:
    """One Qualification a quantity that stands in a sentence; offsets as in the reader's view."""
    found: list[Qualification] = []
    position = 0
    for sentence in reader.sentences:
        while position < len(quantities) and quantities[position].start < sentence.start:
            position += 1
        if position == len(quantities):
            break  # what is said behind the last number changes nothing
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
    # far cues say nothing, and a sentence of thousands of numbers must not be read through for each of them
    before = reader.view[max(sentence.start, quantity.start - REACH) : quantity.start]
    after = reader.view[quantity.end : min(sentence.end, quantity.end + REACH)]
    speaker = _speaker(reader.view, quantity, speakers, sentence.end)
    source = speaker.name if speaker else site
    if source is None and reader.data is not None and quantity.unit in CARRIED:
        source = reader.data.name
    modality, cue, strong = modality_of(before, after)
    foretold = reader.foretold(sentence) if modality == "hypothetical" and cue == "would" and not speaker else None
    if foretold is not None:
        modality, speaker, source = "forecast", foretold, foretold.name
    if modality == "forecast" and (_sets_out(before, after) or phrases.pattern("up from before").search(before)):
        modality = "asserted"
    if modality == "asserted" and speaker is not None and speaker.attributed:
        return Qualification(quantity=index, modality="attributed", source=source, cue=speaker.cue)
    if modality == "asserted" and (
        vague := compiled().vague.search(before[-90:]) or compiled().vague.match(after[:30].lstrip())
    ):
        return Qualification(quantity=index, modality="attributed", source=source, cue=vague[0].lower())
    if modality == "asserted" and (claimed := phrases.pattern("claimed before").search(before)):
        source = source or reader.maker(quantity.start)
        return Qualification(quantity=index, modality="attributed", source=source, cue=claimed[1].lower())
    return Qualification(
        quantity=index, modality=modality, source=source, cue=cue or (speaker.cue if speaker else None), strong=strong
    )


def _sets_out(before: str, after: str) -> bool:
    """`will grow from 4 to 5`: the first is where it stands now."""
    return (
        phrases.pattern("from before a level").search(before) is not None
        and phrases.pattern("goes on to a level").match(after) is not None
    )


def _speaker(view: str, quantity: Quantity, speakers: Sequence[Speaker], end: int) -> Speaker | None:
    """Whose words the quantity is: the last speaker before it, else the first behind it in its sentence or beyond."""
    open_ones = [s for s in speakers if not (_bracketed(view, s, quantity) or _joins_later(view, s, quantity))]
    near = [s for s in open_ones if not _parted(view, quantity, s)] or [
        s for s in open_ones if not quantity.end <= s.start < end
    ]
    spoken = [s for s in near if not s.cue.startswith("@")] or near
    before = [s for s in spoken if s.start < quantity.start]
    chosen = before[-1] if before else (spoken[0] if spoken else None)
    if chosen is not None and chosen.cue in phrases.words("verbs of accounts"):
        # `A counted 4 million users, a study by B finds`: A only counted what B tells
        chosen = next((s for s in spoken if s.start > quantity.end and s.attributed), chosen)
    return _named(chosen, near, quantity) if chosen is not None else None


def _parted(view: str, quantity: Quantity, speaker: Speaker) -> bool:
    """Whether a semicolon stands between a number and a speaker, other than within words that the speaker is quoted."""
    gap = view[min(speaker.end, quantity.end) : max(speaker.start, quantity.start)]
    return ";" in gap and not (speaker.start > quantity.end and phrases.pattern("quotation closes").search(gap))


def _named(speaker: Speaker, near: Sequence[Speaker], quantity: Quantity) -> Speaker:
    """`Another observer saw 26 tok/s (@handle)`: the handle behind the number tells who a nameless speaker is."""
    if speaker.name.lower() not in compiled().who:
        return speaker
    handle = next((s for s in near if s.cue.startswith("@") and s.start >= quantity.end), None)
    return speaker if handle is None else speaker.model_copy(update={"name": handle.name})


def _joins_later(view: str, speaker: Speaker, quantity: Quantity) -> bool:
    """`Sales rose 4%, and it expects 9% more`: whether a speaker only comes in with a clause behind the quantity."""
    if speaker.start < quantity.end:
        return False
    return phrases.pattern("clause joined").search(view[max(0, speaker.start - 12) : speaker.start]) is not None


def _bracketed(view: str, speaker: Speaker, quantity: Quantity) -> bool:
    """Whether a speaker stands in brackets that close before the quantity, and so speaks only within them."""
    if speaker.end > quantity.start or speaker.cue.startswith("@"):
        return False
    opening = view.rfind("(", max(0, speaker.start - 60), speaker.start)
    closed_before = view.rfind(")", opening, speaker.start) if opening >= 0 else -1
    closing = view.find(")", speaker.end, quantity.start)
    return opening >= 0 and closed_before < 0 and closing >= 0


def _maker(model: Entity) -> str | None:
    """The name of the lab behind a model."""
    lab = names.entity(model.lab_id) if model.lab_id else None
    return lab.name if lab else None


@Language.factory("extractor_qualify")
class Qualify:
    """spaCy component: leaves `qualifications` on the Doc, one a quantity that stands in a sentence."""

    def __init__(self, nlp: Language, name: str) -> None:
        pass

    def __call__(self, doc: Doc) -> Doc:
        entities = state.get(doc, "entities", Entity)
        called = {e.id: e.name for e in entities}
        mentions = [(m, called.get(m.entity_id, m.surface)) for m in state.get(doc, "mentions", Mention)]
        reader = Reader(
            layout.view(state.text(doc)),
            state.get(doc, "sentences", Sentence),
            mentions,
            state.get(doc, "blocks", Block),
            state.get(doc, "links", Link),
            {e.id: name for e in entities if e.kind == "model" and (name := _maker(e))},
        )
        state.put(doc, "qualifications", qualify(reader, state.get(doc, "quantities", Quantity)))
        return doc
