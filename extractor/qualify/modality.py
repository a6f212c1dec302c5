"""The words on both sides of a number -> denied, supposed, foretold or plainly said, with the cue."""

from __future__ import annotations

import re

from extractor import phrases
from extractor.cues import vocabulary
from extractor.models import Modality
from extractor.qualify.words import compiled


def modality_of(before: str, after: str) -> tuple[Modality, str | None, bool]:
    """Denied, supposed or foretold, with the cue; a foretelling is strong where time words stand with the number."""
    words = compiled()
    ends = phrases.pattern("clause of a cue ends")
    last, first = _last(ends, before), ends.search(after)
    clause, following = before[last.end() if last else 0 :], after[: first.start() if first else None][:60]
    near = re.split(r"[:,]\s", clause)[-1][-vocabulary().negated.reach :]
    for match in words.negated.finditer(near):
        if not words.pseudo.match(near, match.start()) and not re.search(r"\d", near[match.end() :]):
            return "negated", match[0].lower(), False
    if denial := words.denied.search(following):
        return "negated", denial[0].lower(), False
    if soon := words.near.search(clause[-40:]) or words.near.search(following):
        return "forecast", soon[0].lower(), True
    if prospect := words.after.match(after):
        return "forecast", prospect[0].strip().lower(), False
    foretold = _last(words.forecast, clause)
    supposed = _last(words.hypothetical, _plain(clause)) if words.hypothetical.search(clause) else None
    if supposed and (not foretold or supposed.start() > foretold.start()):
        return "hypothetical", supposed[0].lower(), False
    if foretold:
        return "forecast", foretold[0].lower(), False
    return "asserted", None, False


def _plain(clause: str) -> str:
    """Without what holds words of supposing and supposes nothing."""
    plain = phrases.pattern("month of May").sub("...", phrases.pattern("aside").sub(" ", clause))
    return phrases.pattern("conclusion").sub(" ", plain)


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = None
    for match in pattern.finditer(text):
        found = match
    return found
