"""Doc with any tokens -> mentions of models, labs, companies, platforms and groups, each with method and score.

Names are read from the text itself, not from the tokens: a host may cut `GPT-5` or `Qwen/Qwen3` as it likes.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span

from extractor import layout, state
from extractor.link import coreference, firms, groups, scan, spelling, unknown
from extractor.link.resolve import Link, decide
from extractor.models import Entity, EntityKind, Mention, Record

__all__ = ["LinkedEntity", "Linker", "link"]


class LinkedEntity(Record):
    """What `span._.entity` gives for a span of `doc.spans["entities"]`."""

    id: str
    name: str
    kind: EntityKind
    lab: str | None = None
    """The id of the lab or company behind a model or product."""
    country: str | None = None
    score: float
    method: str


def link(text: str) -> tuple[list[Mention], list[Entity]]:
    """Mentions in order, apart, with exact offsets, and the things that they name, each once.

    >>> mentions, entities = link("MiniMax M2.5 beat Qwen.")
    >>> [(m.surface, m.entity_id) for m in mentions]
    [('MiniMax M2.5', 'model:minimax-m2.5'), ('Qwen', 'model:qwen')]
    """
    links = _links(layout.view(text))
    mentions = [
        Mention(
            start=k.start, end=k.end, surface=text[k.start : k.end], entity_id=k.entity.id, score=k.score,
            method=k.method, candidates=k.candidates,
        )
        for k in links
    ]  # fmt: skip
    return mentions, list({k.entity.id: k.entity for k in links}.values())


def _links(view: str) -> list[Link]:
    grouped = [Link(start, end, group, 0.9, "aggregate") for start, end, group in groups.find(view)]
    named = _apart(grouped, decide(view, scan.hits(view)))
    named = _apart(named, list(coreference.of_families(view, named)))
    named = _apart(coreference.of_series(view, named), list(firms.find(view)))
    named = _apart(named, list(unknown.find(view, named)))
    named = _apart(named, list(spelling.find(view, named)))
    named = _apart(named, list(coreference.of_makers(view, named)))
    named = _apart(named, list(coreference.of_two(view, named)))
    return _apart(named, list(coreference.find(view, named)))


def _apart(first: list[Link], second: list[Link]) -> list[Link]:
    """Both, in order; of two that overlap the longer, of equals the one of `first`."""
    if not second:
        return first
    chosen: list[Link] = []
    ranked = sorted([*((0, k) for k in first), *((1, k) for k in second)], key=lambda e: (e[1].start, e[0]))
    for _, k in ranked:
        if chosen and k.start < chosen[-1].end:
            if k.end - k.start > chosen[-1].end - chosen[-1].start:
                chosen[-1] = k
            continue
        chosen.append(k)
    return chosen


@Language.factory("extractor_link")
class Linker:
    """The spaCy component; leaves `mentions`, `entities` and `doc.spans["entities"]`."""

    def __init__(self, nlp: Language, name: str) -> None:
        if not Span.has_extension("entity"):
            Span.set_extension("entity", getter=linked_entity)

    def __call__(self, doc: Doc) -> Doc:
        mentions, entities = link(state.text(doc))
        state.put(doc, "mentions", mentions)
        state.put(doc, "entities", entities)
        kinds = {e.id: e.kind for e in entities}
        state.set_spans(doc, "entities", [(m.start, m.end, kinds[m.entity_id], m.entity_id) for m in mentions])
        return doc


def linked_entity(span: Span) -> LinkedEntity | None:
    """The thing that a span of `doc.spans["entities"]` names; None for other spans."""
    mention = state.record_of(span, "mentions", Mention)
    if mention is None or mention.entity_id != span.kb_id_:
        return None
    entity = next(e for e in state.get(span.doc, "entities", Entity) if e.id == mention.entity_id)
    return LinkedEntity(
        id=entity.id, name=entity.name, kind=entity.kind, lab=entity.lab_id, country=entity.country,
        score=mention.score, method=mention.method,
    )  # fmt: skip
