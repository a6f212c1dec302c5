"""What words join: a stated number, and the arithmetic over others that it must agree with."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.check.verdicts import Sum
from extractor.models import CheckKind, Claim


@dataclass(frozen=True)
class Joined:
    """A number that the words say to be worked out from others."""

    stated: Claim
    kind: CheckKind
    sums: list[Sum]
    """Its readings."""
    sure: bool
    """Whether the words leave no doubt that it is worked out from these."""
    rivals: tuple[Sum, ...] = ()
    """What else it may be worked out from: where one of these fits, nothing is wrong."""
