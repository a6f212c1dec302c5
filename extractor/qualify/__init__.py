"""Doc with sentences, mentions and quantities -> how each quantity is stated: modality, who says so, the cue.

`attributed` is another's statement that the article does not adopt; where a figure is only read off a data page the
source is named and the statement stays `asserted`. Vocabulary: `rules/en/qualifiers.yaml`.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from extractor import layout, state
from extractor.cues import QualifierRules, vocabulary
from extractor.models import Block, Entity, Mention, Qualification, Quantity, Sentence
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
    speaker = _speaker(reader.view, quantity, speakers)
    source = speaker.name if speaker else site
    if source is None and reader.data is not None and quantity.unit in CARRIED:
        source = reader.data.name
    modality, cue, strong = modality_of(before, after)
    if modality == "asserted" and speaker is not None and speaker.attributed:
        return Qualification(quantity=index, modality="attributed", source=source, cue=speaker.cue)
    if modality == "asserted" and (
        vague := compiled().vague.search(before[-90:]) or compiled().vague.match(after[:30].lstrip())
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
    spoken = [s for s in near if not s.cue.startswith("@")] or near
    before = [s for s in spoken if s.start < quantity.start]
    chosen = before[-1] if before else (spoken[0] if spoken else None)
    return _named(chosen, near, quantity) if chosen is not None else None


def _named(speaker: Speaker, near: Sequence[Speaker], quantity: Quantity) -> Speaker:
    """`Another observer saw 26 tok/s (@handle)`: the handle behind the number tells who a nameless speaker is."""
    if speaker.name.lower() not in compiled().who:
        return speaker
    handle = next((s for s in near if s.cue.startswith("@") and s.start >= quantity.end), None)
    return speaker if handle is None else speaker.model_copy(update={"name": handle.name})


def _bracketed(view: str, speaker: Speaker, quantity: Quantity) -> bool:
    """Whether a speaker stands in brackets that close before the quantity, and so speaks only within them."""
    if speaker.end > quantity.start or speaker.cue.startswith("@"):
        return False
    opening = view.rfind("(", max(0, speaker.start - 60), speaker.start)
    closed_before = view.rfind(")", opening, speaker.start) if opening >= 0 else -1
    closing = view.find(")", speaker.end, quantity.start)
    return opening >= 0 and closed_before < 0 and closing >= 0


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
