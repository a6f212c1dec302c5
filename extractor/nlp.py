"""Nothing -> the spaCy pipeline whose every stage is one of ours, in river order."""

from __future__ import annotations

from collections.abc import Callable

import spacy
from spacy import util
from spacy.language import Language

from extractor import anchor, assemble, link, qualify, quantify, segment  # noqa: F401 (importing registers the factories)
from extractor.tokens import Tokenizer

STAGES = ("segment", "link", "anchor", "quantify", "qualify", "assemble")


def make_tokenizer() -> Callable[[Language], Tokenizer]:
    """The maker of the tokenizer, which spaCy knows as `extractor_tokenizer`."""
    return _tokenizer


def _tokenizer(nlp: Language) -> Tokenizer:
    return Tokenizer(nlp.vocab)


util.registry.tokenizers("extractor_tokenizer", func=make_tokenizer)


def load() -> Language:
    """The pipeline: a blank English `spacy.Language` with our tokenizer and stages; no model, no download."""
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "extractor_tokenizer"}}})
    for stage in STAGES:
        nlp.add_pipe(f"extractor_{stage}")
    return nlp
