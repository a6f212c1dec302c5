"""Exact numbers: `fractions.Fraction`, compiled: the sums and quotients of the checks take a fifth of the time."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction
else:
    from quicktions import Fraction

__all__ = ["Fraction"]
