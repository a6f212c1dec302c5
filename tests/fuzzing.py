"""Bytes -> texts for the grammar and pages for the reader, and what must hold of whatever comes out: `make fuzz`.

    python -m tests.fuzzing grammar 1000000 [SEED]
    python -m tests.fuzzing pages 50000 [SEED]

With atheris (the extra `fuzz`) the bytes are led by what code they reach; without it they are drawn at random. It ends
with a traceback, and the input, at the first crash, broken offset, or input that takes more than five seconds.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable

from extractor import dates, layout, limits, numbers, quantify, segment
from extractor.clean import content
from extractor.errors import ReadError

SLOW = 5.0
"""Seconds of work that no input may take."""
WORDS = (
    " ", " ", " ", ",", ".", "-", "–", "/", "%", "$", "€", "£", "¥", "~", "<", ">", "+", "(", ")", "\n", "|", "'",
    "\"", ":", "x", "×", "0", "1", "2", "5", "9", "12", "100", "2025", "2026", "000", "1,234", "0.5", ".5", "3.25",
    "10^", "e9", "1e", "½", "¾", "²", "５", "万", "亿", " million", " billion", " trillion", "bn", "B", "M", "K", "k",
    "T", " hundred", " thousand", " dozen", " half a", " one and a half", " three point two", " a couple of",
    " dozens of", "-fold", " times", " twice", " double", " third", " two thirds", " per", " percent",
    " percentage points", " tokens", " parameters", " GPUs", " users", " GB", " ms", " hours",
    " per million tokens", " per second", "/1M", " up", " down", " to", " from", " by", " of", " and", " or",
    " about", " nearly", " at least", " up to", " over", " in", " on", " since", " between", " March", " Sept.",
    " Q1", " H2", " week", " last week", " the week of", " FY2026", " year", " 2026-03-16", " 9–15", "th",
    " Monday", " mid-", " early", " late", " Kimi K2.5", " GPT-5", "\u200b", "\u202e", "\xa0", "\t", "\x00",
    "\ud800", "é", "ß", "İ", "😀",
)  # fmt: skip
TAGS = (
    "<p>", "</p>", "<div>", "</div>", "<div class='share nav'>", "<article>", "</article>", "<h1>", "</h1>", "<h2>",
    "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td>", "<th>", "</table>", "<td rowspan=9 colspan=9>", "<caption>",
    "<a href='/x'>", "<a href='javascript:x'>", "</a>", "<b>", "</b>", "<sup>", "</sup>", "<br>", "<hr>", "<pre>",
    "</pre>", "<code>", "<dl>", "<dt>", "<dd>", "<figure>", "<figcaption>", "<img src=x>", "<script>", "</script>",
    "<style>", "<!--", "-->", "<![CDATA[", "]]>", "<!DOCTYPE html>", "<?xml version='1.0'?>", "<svg>", "<math>",
    "<form>", "<meta charset='gbk'>", "<meta property='article:published_time' content='2026-03-16'>", "<title>",
    "</title>", "<base href='//['>", "<time datetime='x'>", "<html lang='zh'>", "<body>", "</body>", "</html>",
    "<head>", "</head>", "<main>", "<nav>", "<footer>", "<aside>", "<template>", "<noscript>", "&amp;", "&lt;",
    "&#0;", "&#x110000;", "&nbsp;", "&bogus;", "<", ">", "\"", "'", "=", "<x:y>", "</", "<p ", "\x00", "\ufeff",
    "\r", "Kimi K2.5 has a context window of 256,000 tokens. ", "It grew 12% in the week of March 9–15, 2026. ",
    "word ", "A long sentence of prose goes here. ",
)  # fmt: skip


def grammar(data: bytes) -> None:
    """A text of words that matter to the grammar; numbers, dates and quantities must be the words at their places."""
    text = "".join(WORDS[each % len(WORDS)] for each in data)
    view = layout.view(text)
    assert len(view) == len(text)
    for found in (*numbers.find(view), *dates.find(view, "2026-03-16"), *quantify.find(view).quantities):
        assert 0 <= found.start < found.end <= len(text), (text, found)
    for quantity in quantify.find(view).quantities:
        assert quantity.surface == view[quantity.start : quantity.end], (text, quantity)
        assert quantity.low is None or quantity.high is None or quantity.low <= quantity.high, (text, quantity)


def pages(data: bytes) -> None:
    """A page of tags, or plain bytes; its blocks and sentences must stand in order, within its text."""
    tags = "".join(TAGS[each % len(TAGS)] for each in data[1:])
    raw = data[1:] if data[:1] < b"\x40" else tags.encode()
    for is_page in (True, False):
        try:
            found = content.of_page(raw, "https://a.example/x") if is_page else content.of_text(raw)
        except ReadError:
            continue
        last = 0
        for block in found.blocks:
            assert last <= block.start < block.end <= len(found.text), (raw, block)
            last = block.end
        assert all(0 <= link.start < link.end <= len(found.text) for link in found.links), raw
        last = 0
        for sentence in segment.sentences(layout.view(found.text), found.blocks):
            assert last <= sentence.start < sentence.end <= len(found.text), (raw, sentence)
            last = sentence.end


TARGETS: dict[str, tuple[Callable[[bytes], None], int]] = {"grammar": (grammar, 24), "pages": (pages, 60)}


def try_one(target: Callable[[bytes], None], data: bytes) -> None:
    """One input, within its time; what goes wrong names it."""
    try:
        with limits.within(SLOW):
            target(data)
    except BaseException:
        print(f"input: {data!r}", file=sys.stderr)
        raise


def at_random(target: Callable[[bytes], None], longest: int, count: int, seed: int) -> None:
    """So many inputs, drawn at random."""
    chance = random.Random(seed)
    for _ in range(count):
        try_one(target, chance.randbytes(chance.randint(1, longest)))


def main() -> int:
    """See above."""
    name, count = sys.argv[1], int(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    target, longest = TARGETS[name]
    try:
        import atheris
    except ImportError:
        started = time.process_time()
        at_random(target, longest, count, seed)
        print(f"{name}: {count:,} inputs at random, {time.process_time() - started:.0f} s, nothing found")
        return 0
    for module in (numbers, dates, quantify, layout, segment, content):
        for function in [each for each in vars(module).values() if getattr(each, "__module__", "") == module.__name__]:
            if callable(function) and hasattr(function, "__code__"):
                setattr(module, function.__name__, atheris.instrument_func(function))
    options = [
        f"-runs={count}",
        f"-max_len={longest}",
        "-len_control=0",
        f"-seed={seed}",
        "-timeout=30",
        "-rss_limit_mb=4000",
    ]
    atheris.Setup([sys.argv[0], *options], lambda data: try_one(target, data))
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
