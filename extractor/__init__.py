"""Articles about AI -> numeric claims, each tied to its words, and cross-checked by arithmetic.

The river: an article is read (`clean`) into text and blocks, cut into sentences (`segment`), its names are linked
(`link`), its dates found (`anchor`), its quantities read (`quantify`) and qualified (`qualify`); `assemble` makes
claims of them.
`store` keeps the claims in SQLite, `check` holds them against each other, `report` and `browse` show the result.

    import extractor
    nlp = extractor.load()
    doc = nlp("MiniMax M2.5 has a 196,608-token context window.")
    doc._.claims
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from pathlib import Path

    from spacy.language import Language
    from spacy.tokens import Doc

    from extractor.models import Check, Claim, Entity, Quantity
    from extractor.notebook import Rendered

__all__ = ["Check", "Claim", "Entity", "Quantity", "__version__", "claims_frame", "load", "render"]
__version__ = "0.1.0"


def claims_frame(db: Path | str, library: Literal["pandas", "polars"] = "pandas") -> Any:
    """All claims of a database as a `pandas.DataFrame` or `polars.DataFrame`: `claims_frame("claims.db")`."""
    from extractor.export import frame

    return frame.claims_frame(db, library)


def render(doc: Doc, names: bool = True) -> Rendered:
    """A Doc's text with its claims and names marked, as displaCy draws them; a notebook shows it by itself."""
    from extractor import notebook

    return notebook.render(doc, names)


def load() -> Language:
    """A `spacy.Language` with all stages: `doc.spans["quantities"]`, `doc.spans["entities"]`, `doc._.claims`."""
    from extractor import nlp

    return nlp.load()


def __getattr__(name: str) -> Any:
    """The records, imported when they are asked for: `extractor --help` does without them."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module("extractor.models"), name)
