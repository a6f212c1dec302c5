"""Nothing -> every regular expression of the project, each fed its worst cases at growing length: `make worst-case`.

Strings that make a pattern slow are built from its own parts: each part that repeats without end is repeated, after
what must stand before it, and nothing that ends it follows. Run as a script: patterns are caught as they are made.
"""

from __future__ import annotations

import importlib
import itertools
import json
import pkgutil
import re
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
MANY = 50
"""A part that may come so often repeats without end, for our purposes."""
PIECES = (
    " ",
    "a",
    "A",
    "1",
    ",",
    ".",
    "-",
    "_",
    "\n",
    "(",
    "<",
    "$",
    "%",
    "/",
    "a ",
    "1 ",
    "1,",
    "a-",
    "a,",
    "A ",
    "a1",
    "\n ",
)
METHODS = frozenset({"search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split"})
WINDOW = 500
"""Characters of a window that keeps any pattern from harm."""
ENDS = ("\0", "!\n")
SURE = 1e-3
"""CPU seconds below which a time says nothing."""
STEEP = 2.5
"""Growth beyond that of the length which is no line any more; a square gives 4 where the length grows fourfold."""


class Case(NamedTuple):
    """One string that may be slow, as its three parts."""

    before: str
    pump: str
    after: str

    def of(self, length: int) -> str:
        """The string at about this length."""
        return self.before + self.pump * max(1, length // len(self.pump)) + self.after


class Found(NamedTuple):
    """A pattern, where it is made, and how it fared."""

    where: str
    pattern: re.Pattern[Any]
    seconds: dict[int, float]
    case: Case


class Watched:
    """A pattern that remembers how it was used: by which methods, and on how long a window of the text at most."""

    def __init__(self, pattern: re.Pattern[Any], where: str) -> None:
        self.real, self.where = pattern, where
        self.used: set[str] = set()
        self.window = 0

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.real, name)
        if name not in METHODS:
            return found
        self.used.add(name)

        def used(*args: Any, **more: Any) -> Any:
            bounds = args[1:] if name not in {"sub", "subn", "split"} else ()
            self.window = max(self.window, bounds[1] - bounds[0] if len(bounds) == 2 else sys.maxsize)
            return found(*args, **more)

        return used

    @property
    def placed(self) -> bool:
        """Whether it is only tried at one place, never let look for its own."""
        return bool(self.used or self._written()) and (self.used | self._written()) <= {"match", "fullmatch"}

    @property
    def longest(self) -> int:
        """Characters that it sees at most: those of its window where one was always given."""
        return self.window if 0 < self.window <= WINDOW else sys.maxsize

    def _written(self) -> set[str]:
        """The methods that the source uses it by, where it has a name of its own."""
        path, _, line = self.where.partition(":")
        lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
        named = [re.match(r"(_?[A-Z][A-Z_]+) = re\.compile", each) for each in lines[: int(line)]]
        name = next((found[1] for found in reversed(named) if found), None)
        if name is None or not any(name in each for each in lines[max(0, int(line) - 12) : int(line)]):
            return set()
        return set(re.findall(rf"\b{name}\.(\w+)\(", "\n".join(lines)))


_caught: dict[tuple[Any, int], Watched] = {}


def catch() -> None:
    """From now on, watch every pattern that code of the project makes."""
    compiled = re._compile  # type: ignore[attr-defined]
    home = str(ROOT / "extractor")

    def note(pattern: Any, flags: int) -> Any:
        if isinstance(pattern, Watched):
            return pattern
        frame = sys._getframe(1)
        while frame and frame.f_code.co_filename == re.__file__:
            frame = frame.f_back  # type: ignore[assignment]
        found = compiled(pattern, flags)
        if frame and frame.f_code.co_filename.startswith(home):
            where = f"{Path(frame.f_code.co_filename).relative_to(ROOT)}:{frame.f_lineno}"
            return _caught.setdefault((found.pattern, found.flags), Watched(found, where))
        return found

    re._compile = note  # type: ignore[attr-defined]


def everything() -> list[Watched]:
    """All patterns: those made on import, on loading rules, and on reading and checking some articles."""
    import extractor

    for module in pkgutil.walk_packages(extractor.__path__, "extractor."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    from extractor import pipeline, report
    from extractor.store import Store

    found, _ = pipeline.examine([ROOT / "corpora" / "briefings"])
    with Store(":memory:") as store:
        pipeline.settle(found[:3], store)
        report.markdown(store)
    return sorted(_caught.values(), key=lambda each: (each.where, repr(each.real)))


def cases(pattern: re.Pattern[Any]) -> Iterator[Case]:
    """Strings that may be slow for a pattern."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = _parser.parse(source, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags)
    pumps = set(itertools.islice(_pumps(tree, ""), 60))
    whole = _sample(tree)
    pumps |= {("", piece) for piece in PIECES} | {(whole[:-1], piece) for piece in PIECES[:8]}
    pumps |= {("", whole), ("", whole[:-1]), ("", whole + " "), ("", whole[:-1] + " ")}
    for (before, pump), after in itertools.product(sorted(pumps), ENDS):
        if pump:
            yield Case(before, pump, after)


def _pumps(tree: Iterable[Any], before: str) -> Iterator[tuple[str, str]]:
    """What stands before each part that repeats, and what it repeats."""
    for kind, value in tree:
        if kind in (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT):
            _, high, body = value
            if high >= MANY:
                for choice in range(3):
                    yield before, _sample(body, choice)
            yield from _pumps(body, before)
        elif kind is _constants.SUBPATTERN:
            yield from _pumps(value[3], before)
        elif kind is _constants.ATOMIC_GROUP:
            yield from _pumps(value, before)
        elif kind is _constants.BRANCH:
            for branch in value[1]:
                yield from _pumps(branch, before)
        elif kind in (_constants.ASSERT, _constants.ASSERT_NOT):
            yield from _pumps(value[1], before)
        before += _sample([(kind, value)])


def _sample(tree: Iterable[Any], choice: int = 0) -> str:
    """A short string that a part of a pattern matches, or nearly."""
    made = ""
    for kind, value in tree:
        if kind is _constants.LITERAL:
            made += chr(value)
        elif kind is _constants.NOT_LITERAL:
            made += next(c for c in "a1 -" if ord(c) != value)
        elif kind is _constants.ANY:
            made += "a1 "[choice % 3]
        elif kind is _constants.IN:
            made += _member(value, choice)
        elif kind is _constants.BRANCH:
            made += _sample(value[1][choice % len(value[1])], choice)
        elif kind is _constants.SUBPATTERN:
            made += _sample(value[3], choice)
        elif kind is _constants.ATOMIC_GROUP:
            made += _sample(value, choice)
        elif kind in (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT):
            made += _sample(value[2], choice) * max(value[0], 1 if choice else min(1, value[1]))
    return made


def _member(members: list[Any], choice: int) -> str:
    """A character of a class."""
    classes = {
        _constants.CATEGORY_DIGIT: "1", _constants.CATEGORY_SPACE: " ", _constants.CATEGORY_WORD: "a1A",
        _constants.CATEGORY_NOT_DIGIT: "a -", _constants.CATEGORY_NOT_SPACE: "a1-", _constants.CATEGORY_NOT_WORD: " -.",
    }  # fmt: skip
    found: list[str] = []
    for kind, value in members:
        if kind is _constants.NEGATE:
            banned = {chr(each) for op, each in members if op is _constants.LITERAL}
            banned |= {c for op, each in members if op is _constants.CATEGORY for c in classes.get(each, "")}
            banned |= {
                c for op, each in members if op is _constants.RANGE for c in "a1A -.,!" if each[0] <= ord(c) <= each[1]
            }
            found = [c for c in "a 1-.,!A\u4e07\u00e9" if c not in banned]
            break
        if kind is _constants.LITERAL:
            found.append(chr(value))
        elif kind is _constants.RANGE:
            found.append(chr(value[0]))
        elif kind is _constants.CATEGORY:
            found += classes.get(value, "a")
    return found[choice % len(found)] if found else "a"


def seconds(watched: Watched, case: Case, length: int, times: int = 1) -> float:
    """CPU time to use a pattern as it is used, the least of so many trials."""
    pattern = watched.real
    text: Any = case.of(length)[-watched.longest :]
    if isinstance(pattern.pattern, bytes):
        text = text.encode("utf-8")
    least = float("inf")
    for _ in range(times):
        started = time.process_time()
        if watched.placed:
            pattern.match(text)
            pattern.fullmatch(text)
        else:
            for _ in pattern.finditer(text):
                pass
        least = min(least, time.process_time() - started)
    return least


def worst(pattern: Watched, lengths: tuple[int, ...]) -> Found:
    """How a pattern fares with the case that is slowest for it; no longer case is tried once the growth is no line."""
    first = lengths[0]
    timed = sorted(((seconds(pattern, case, first), case) for case in cases(pattern.real)), key=lambda pair: -pair[0])
    slowest = max(((seconds(pattern, case, first, 5), case) for _, case in timed[:5]), key=lambda pair: pair[0])
    taken = {first: slowest[0]}
    for length in lengths[1:]:
        taken[length] = seconds(pattern, slowest[1], length, 3 if length < 50_000 else 1)
        if is_steep(taken):
            break
    return Found(pattern.where, pattern.real, taken, slowest[1])


def is_steep(taken: dict[int, float]) -> bool:
    """Whether the last step took more than a line, by a wide margin, and enough time to be sure of it."""
    (short, before), (long, after) = list(taken.items())[-2:] if len(taken) > 1 else ((1, 1.0), (1, 1.0))
    return after > SURE and after / max(before, 1e-9) > STEEP * long / short


def main() -> int:
    """Print the table; 1 where a pattern takes more than linear time."""
    quick = "--quick" in sys.argv
    catch()
    found = [worst(watched, (250, 1_000, 4_000) if quick else (1_000, 10_000, 100_000)) for watched in everything()]
    bad = [each for each in found if is_steep(each.seconds)]
    if quick:
        print(
            json.dumps(
                {
                    "patterns": len(found),
                    "bad": [(each.where, str(each.pattern.pattern)[:200], each.case) for each in bad],
                }
            )
        )
        return 0
    for each in sorted(found, key=lambda one: -max(s / n for n, s in one.seconds.items())):
        times = "  ".join(f"{1e9 * s / n:8.1f}" for n, s in each.seconds.items())
        mark = "STEEP" if each in bad else ""
        print(f"{times:32} {mark:6}{each.where:40} {str(each.pattern.pattern)[:70]!r} {each.case!r:.80}")
    print(f"{len(found)} patterns, nanoseconds a character at 1k, 10k, 100k; {len(bad)} take more than linear time")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
