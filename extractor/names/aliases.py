"""Names as written -> the trie of their words, and all that a text may name at one place by alias."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.models import Entity
from extractor.names.entries import Usage
from extractor.names.keys import ATOM, atoms, letters

NEXT_WORD = re.compile(rf"(?:[ ]{{1,3}}|(?<=[A-Z])\. ?|[-–_./·'’]|)({ATOM.pattern})")
"""The next word of a name, behind what may stand between two."""
HAN = re.compile(r"[㐀-鿿]")
_LITTLE = 3
"""Letters of a first word that opens a longer name only as written: `the`, `a`, `new`."""
_COUNTED = frozenset({"model", "product"})
_LETTER_APART = re.compile(r"[A-Z] +\d")
_INITIALS = re.compile(r"\.[A-Z]\.")


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that words may name, and under which conditions."""

    entity: Entity
    usage: Usage
    method: str
    short: bool = False
    """The form counts only where the article speaks of the thing otherwise."""
    written: str = ""
    """Exact forms: the letters as they must stand."""
    family: str | None = None
    score: float = 0.95
    said: bool = False
    """The form counts only where the words beside it say what it is."""
    in_full: bool = False
    """A fuller form of a thing whose short form is a common word: what must not stand beside that does not harm it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Words that may name something: where they stand, and what they may name, likeliest first."""

    start: int
    end: int
    targets: tuple[Target, ...]


class _Node(dict[str, "_Node"]):
    """A step of the trie; `targets` where a name may end."""

    __slots__ = ("targets",)

    def __init__(self) -> None:
        super().__init__()
        self.targets: tuple[Target, ...] = ()


class Aliases:
    """Every form of every name; `han` those in Chinese script, which has no gaps."""

    def __init__(self) -> None:
        self.trie = _Node()
        self.han: dict[str, tuple[Target, ...]] = {}
        self.openers: set[str] = set()
        """First words, caseless, of the forms whose case is free."""
        self.openers_written: set[str] = set()
        """First words of the other forms, and little first words (`The Register`), as they are written."""

    def add(self, form: str, target: Target) -> None:
        """Let a form name a target; names of two or three plain words may also be run together (`HuggingFace`)."""
        if HAN.search(form):
            self.han[form] = (*self.han.get(form, ()), target)
            return
        words = atoms(form)
        opener = brand_opener(form)
        if target.written or (len(words) > 1 and len(opener) <= _LITTLE):
            self.openers_written |= {opener} if target.written else {opener, opener.capitalize(), opener.upper()}
        else:
            self.openers.add(words[0])
        self._insert(words, target)
        if 1 < len(words) <= 3 and all(w.isalpha() for w in words) and len("".join(words)) > 5 and not target.written:
            self._insert(("".join(words),), target)
            self.openers.add("".join(words))

    def hits(self, text: str, start: int, end: int, first: str) -> list[Hit]:
        """All readings of the words at `start`, whose first run of letters or digits, caseless, is `first`."""
        node, found = self.trie.get(first), []
        while node is not None:
            if node.targets and not inside_word(text, end):
                fitting = tuple(t for t in node.targets if _written_so(t, text[start:end]))
                if fitting:
                    found.append(Hit(start, _with_last_dot(text, end), fitting))
            following = NEXT_WORD.match(text, end) if node else None
            if following is None:
                break
            word = following[1].casefold()
            if word[-1] == "s" and word not in node:
                found += _plural(text, start, following, node)
            node, end = node.get(word), following.end()
        return found

    def named_by(self, word: str) -> tuple[Target, ...]:
        """What one word alone names."""
        node = self.trie.get(word.casefold())
        return () if node is None else node.targets

    def _insert(self, words: tuple[str, ...], target: Target) -> None:
        node = self.trie
        for word in words:
            node = node.setdefault(word, _Node())
        if all((t.entity.id, t.written) != (target.entity.id, target.written) for t in node.targets):
            node.targets = (*node.targets, target)


def brand_opener(form: str) -> str:
    """The first run of letters or digits of a form, as it is written."""
    return str(ATOM.findall(form)[0])


def inside_word(text: str, end: int) -> bool:
    """Whether a name that ends here would cut a word in two."""
    return end < len(text) and (text[end].isalnum() and not HAN.match(text[end]))


def _written_so(target: Target, surface: str) -> bool:
    """Exact forms as they must stand, and no `A 40` for `A40`; of others, no `scale AI` (inside `wafer-scale AI`)."""
    if target.written:
        return target.written == letters(surface) and not _LETTER_APART.match(surface)
    mixed = surface[0].islower() and " " in surface and any(c.isupper() for c in surface)
    return not (mixed and target.entity.name[0].isupper())


def _plural(text: str, start: int, last: re.Match[str], node: _Node) -> list[Hit]:
    """Names of models and products whose last word stands in the plural: `Perception Encoders`, no `world models`."""
    word = last[1]
    if len(word) <= _LITTLE or not word[0].isupper() or not word.endswith("s") or inside_word(text, last.end()):
        return []
    single = node.get(word[:-1].casefold())
    named = single.targets if single is not None else ()
    targets = tuple(t for t in named if t.entity.kind in _COUNTED and not t.written)
    return [Hit(start, last.end(), targets)] if targets else []


def _with_last_dot(text: str, end: int) -> int:
    """The dot of `U.S.` belongs to the name."""
    return end + 1 if _INITIALS.match(text, max(0, end - 2)) and end >= 2 else end
