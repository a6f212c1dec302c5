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
    clause = phrases.pattern("clause of a cue ends").split(before)[-1]
    near = re.split(r"[:,]\s", clause)[-1][-vocabulary().negated.reach :]
    for match in words.negated.finditer(near):
        if not words.pseudo.match(near, match.start()) and not re.search(r"\d", near[match.end() :]):
            return "negated", match[0].lower(), False
    if denial := words.denied.search(phrases.pattern("clause of a cue ends").split(after)[0][:60]):
        return "negated", denial[0].lower(), False
    following = phrases.pattern("clause of a cue ends").split(after)[0][:60]
    if soon := words.near.search(clause[-40:]) or words.near.search(following):
        return "forecast", soon[0].lower(), True
    if prospect := words.after.match(after):
        return "forecast", prospect[0].strip().lower(), False
    foretold = _last(words.forecast, clause)
    plain = phrases.pattern("month of May").sub("...", phrases.pattern("aside").sub(" ", clause))
    supposed = _last(words.hypothetical, phrases.pattern("conclusion").sub(" ", plain))
    if supposed and (not foretold or supposed.start() > foretold.start()):
        return "hypothetical", supposed[0].lower(), False
    if foretold:
        return "forecast", foretold[0].lower(), False
    return "asserted", None, False


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = None
    for match in pattern.finditer(text):
        found = match
    return found
