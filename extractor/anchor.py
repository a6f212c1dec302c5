"""Doc -> every date and period that its text names, resolved as far as the article fixes them."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from extractor import dates, layout, state


@Language.factory("extractor_anchor")
class Anchor:
    """spaCy component: leaves `periods` on the Doc, every date and period that the text names."""

    def __init__(self, nlp: Language, name: str) -> None:
        pass

    def __call__(self, doc: Doc) -> Doc:
        published = doc.user_data.get(state.KEY, {}).get("published")
        view = layout.view(state.text(doc))
        inline = [(s.start, s.end) for s in layout.inline(view)]
        found = [p for p in dates.find(view, published) if not any(start <= p.start < end for start, end in inline)]
        state.put(doc, "periods", found)
        return doc
