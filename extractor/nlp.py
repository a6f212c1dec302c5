"""Nothing -> the spaCy pipeline whose every stage is one of ours, in river order."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import spacy
from spacy import util
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extractor import anchor, assemble, link, qualify, quantify, segment  # noqa: F401 (importing registers the factories)

STAGES = ("segment", "link", "anchor", "quantify", "qualify", "assemble")
_TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*|\s|[^\w\s]|_")


class Tokenizer:
    """Cuts between letters, digits and signs, so that `4.69T` and `196,608-token` split where quantities do."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        for word in _TOKEN.findall(text):
            if word == " " and words and not spaces[-1]:
                spaces[-1] = True
            else:
                words.append(word)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_bytes(self, **_: Any) -> bytes:
        """Nothing to keep: the tokenizer has no state."""
        return b""

    def from_bytes(self, data: bytes, **_: Any) -> Tokenizer:
        """The tokenizer itself."""
        return self

    def to_disk(self, path: str | Path, **_: Any) -> None:
        """Nothing to keep."""

    def from_disk(self, path: str | Path, **_: Any) -> Tokenizer:
        """The tokenizer itself."""
        return self


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
