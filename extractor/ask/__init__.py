"""A question and a store -> every value of what it asks for, who says it, what the checks and the catalogs say."""

from __future__ import annotations

from datetime import date

from extractor.ask import question
from extractor.ask.answer import Answer, answer
from extractor.store import Reader

__all__ = ["Answer", "ask"]


def ask(store: Reader, text: str, today: date | None = None) -> Answer:
    """Answer a question such as `Kimi K2.5 context window`; `today` is what "last week" counts from.

    Raises ExtractorError, with the nearest names or what is known instead, where nothing is known.
    """
    return answer(store, question.read(text, store.entities(), today))
