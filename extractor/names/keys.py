"""A name as written -> the key that all its spellings share, and the slug of its id."""

from __future__ import annotations

import re
import unicodedata

ATOM = re.compile(r"[^\W\d_]+|\d+(?:\.\d+){0,4}|[&+]")
_SLUG_GAP = re.compile(r"[^\w.]+")
_NUMBER = re.compile(r"\d+")


def atoms(text: str) -> tuple[str, ...]:
    """Runs of letters and of digits, caseless; hyphens, spaces and other marks between them do not count.

    >>> atoms("MiniMax-M2.5") == atoms("minimax m2.5")
    True
    >>> atoms("GPT-4o")
    ('gpt', '4', 'o')
    """
    return tuple(ATOM.findall(text.casefold()))


def key(text: str) -> str:
    """One string that two spellings of a name share, and that no other version of it does."""
    return " ".join(atoms(text))


def letters(text: str) -> str:
    """The name without its separators, case kept: what an exact alias is compared by."""
    return "".join(ATOM.findall(text))


def digits(text: str) -> tuple[str, ...]:
    """All digit groups in order: names that differ here are different things, whatever their letters say."""
    return tuple(_NUMBER.findall(text))


def slug(name: str) -> str:
    """The part of an id after its kind.

    >>> slug("Command R+"), slug("MiniMax M2.5"), slug("Black Forest Labs")
    ('command-r-plus', 'minimax-m2.5', 'black-forest-labs')
    """
    plain = unicodedata.normalize("NFKD", name.replace("+", "-plus")).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return _SLUG_GAP.sub("-", plain).strip("-.")
