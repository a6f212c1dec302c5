"""Text -> a spaCy Doc cut where quantities are: between letters, digits and signs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from spacy.tokens import Doc
from spacy.vocab import Vocab

TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*|\s|[^\w\s]|_")


class Tokenizer:
    """Cuts between letters, digits and signs, so that `4.69T` and `196,608-token` split where quantities do."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        for word in TOKEN.findall(text):
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
