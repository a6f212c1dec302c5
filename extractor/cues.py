"""rules/en/qualifiers.yaml -> the words that say how a number is stated, by whom, and the role of names."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from extractor import rules


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Cues(_Strict):
    """Words before (or near) a number that set its modality."""

    before: tuple[str, ...]
    near: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    pseudo: tuple[str, ...] = ()
    reach: int = 0
    example: str


class Reporting(_Strict):
    """Who says so, and how it is said."""

    verbs: tuple[str, ...]
    acts: tuple[str, ...]
    shows: tuple[str, ...]
    pages: tuple[str, ...]
    before: tuple[str, ...]
    people: tuple[str, ...]
    firms: tuple[str, ...]
    participles: tuple[str, ...]
    documents: tuple[str, ...]
    carried: tuple[str, ...]
    things: tuple[str, ...]
    echoes: tuple[str, ...]
    aims: tuple[str, ...]
    asserting: tuple[str, ...]
    linked: tuple[str, ...]
    issues: tuple[str, ...]
    studies: tuple[str, ...]
    bodies: tuple[str, ...]
    houses: tuple[str, ...]
    credits: tuple[str, ...]
    vague: tuple[str, ...]
    example: str


class Roles(_Strict):
    """Words before a name that keep it from being the subject."""

    comparison: tuple[str, ...]
    aside: tuple[str, ...]
    example: str


class QualifierRules(_Strict):
    """rules/en/qualifiers.yaml."""

    forecast: Cues
    hypothetical: Cues
    negated: Cues
    reporting: Reporting
    roles: Roles


def vocabulary() -> QualifierRules:
    """The English qualifier rules, read once."""
    return rules.load("en/qualifiers.yaml", QualifierRules)
