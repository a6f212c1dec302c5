"""Doc with quantities, names, periods and qualifications -> its claims, and for each other number why it is none."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from extractor import state
from extractor.assemble import tables
from extractor.assemble.assembler import Assembler
from extractor.assemble.scene import Scene
from extractor.models import Claim, Skip


@Language.factory("extractor_assemble")
class Assemble:
    """spaCy component: leaves `claims` and `skipped` on the Doc; `doc._.claims` gives the claims."""

    def __init__(self, nlp: Language, name: str) -> None:
        if not Doc.has_extension("claims"):
            Doc.set_extension("claims", getter=lambda doc: state.get(doc, "claims", Claim))

    def __call__(self, doc: Doc) -> Doc:
        scene = Scene.of(doc)
        scene.quantities = tables.read(scene)
        assembler = Assembler(scene, _present(doc, scene))
        claims = assembler.claims()
        skips = assembler.skips + state.get(doc, "number_skips", Skip)
        skips.sort(key=lambda s: (s.start, s.end))
        state.put(doc, "claims", claims)
        state.put(doc, "skipped", skips)
        return doc


def _present(doc: Doc, scene: Scene) -> int | None:
    """The year of the article's present: its date, else the last year of a day or month that its prose names."""
    published = doc.user_data.get(state.KEY, {}).get("published")
    if published:
        return int(str(published)[:4])
    years = [
        p.finish.year
        for p in scene.periods
        if p.finish and p.kind in ("day", "days", "week", "month") and scene.sentence_at(p.start) is not None
    ]
    return max(years) if years else None
