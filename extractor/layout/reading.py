"""Text of an article -> its reading copy, of the same length, in which markup is blanked and typography is plain."""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Iterator
from typing import NamedTuple

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_INVISIBLE = (
    "\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_PLAIN = {
    **dict.fromkeys(_SPACES + _INVISIBLE + "\ufe0f\ufe0e", " "),
    **dict.fromkeys("\u00ad\u2010\u2011\u2012\ufe63\u2212\uff0d", "-"),
    **dict.fromkeys("≈∼～≃˜", "~"),
    **dict.fromkeys("‘’‚‛′＇", "'"),
    **dict.fromkeys("“”„‟″＂", '"'),
    **{chr(wide): chr(wide - 0xFEE0) for a, z in ("０９", "ＡＺ", "ａｚ") for wide in range(ord(a), ord(z) + 1)},
    "％": "%", "＄": "$", "＋": "+", "．": ".", "／": "/", "＜": "<", "＞": ">", "＝": "=", "￥": "¥", "﹪": "%",
}  # fmt: skip

# Every quantifier below stops at a character that would open the same construct again: the scans stay linear.
_TARGET = r"(?:<[^<>\n]*>|(?:[^()\s<]|\([^()\s]*\))*+)"
_BRACKET = re.compile(
    r"\\.|!?\[|\n[ \t]*\n"
    rf"""|\](?:\(\s*(?P<url>{_TARGET})(?:\s+(?:"[^"\n]*"|'[^'\n]*'))?\s*\)|\[(?P<ref>[^\[\]\n]*)\])?"""
)
_DEFINITION = re.compile(r"^ {0,3}\[(?P<ref>[^\[\]\n^][^\[\]\n]*)\]:[ \t]*<?(?P<url>[^\s<>]+)>?[^\n]*$", re.MULTILINE)
_TAGS = (
    "a|abbr|article|aside|b|blockquote|br|button|caption|center|cite|code|col|colgroup|dd|del|details|div|dl|dt|em|"
    "figcaption|figure|font|footer|form|h[1-6]|header|hr|i|iframe|img|input|ins|kbd|label|li|main|mark|nav|ol|p|"
    "picture|pre|q|s|section|small|source|span|strike|strong|sub|summary|sup|svg|table|tbody|td|tfoot|th|thead|"
    "time|tr|tt|u|ul|var|video"
)
_IN_URL = r"[!#$%&*+,\-./0-9:;=?@A-Z^_`a-z{|}~]"
_URL_TAIL = rf"(?:{_IN_URL}|\({_IN_URL}*\))*+"
_TOP = "com|org|net|ai|io|co|cn|dev|gov|edu|app|uk|de|fr|jp|kr|eu|me|us|in|info|news|blog|xyz|sh|so|to|gg|fm|tv|ly"
# The first character of each branch is a literal, so that the engine skips quickly over prose.
_INLINE = re.compile(
    r"\\[!-/:-@\[-`{-~]"
    r"|`[^`\n]+`|`+"
    r"|<!--(?:[^<\-]|-(?!->)|<(?!!--))*+-->"
    rf"|</?(?:{_TAGS})(?:\s+[A-Za-z\-]+\s*=[^<>]*|\s*/?)>"
    rf"|<(?:https?://|mailto:)[^<>\s]*>"
    r"|&(?:[A-Za-z][A-Za-z0-9]{1,7}|\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6});"
    r"|\{[%{][^{}\n]*[%}]\}"
    rf"|:(?<=http:)//{_URL_TAIL}|:(?<=https:)//{_URL_TAIL}"
    rf"|\.(?:{_TOP})/{_URL_TAIL}"
    r"|@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+"
    r"|\*+|~~+"
)
_BACK = re.compile(r"(?:https?|[\w.+\-]+)$")
_UNDERSCORE = re.compile(r"(?<![\w@])_{1,3}(?=[^\s_])|(?<=[^\s_])_{1,3}(?!\w)|\n[ \t]*\n")
_MARKED_LINE = re.compile(r"^[ \t]*(?:[>#|•‣◦▪●·]|[\-*+][ \t]|[\-*_=]{3})[^\n]*$", re.MULTILINE)
_LINE_MARKS = re.compile(r"[ \t]*(?:>(?![\d$€£¥])[ \t]?|[\-*+•‣◦▪●·](?=[ \t])[ \t]+|[•‣◦▪●·])*+(?:#{1,6}(?=[ \t]|$))?")
_RULE_LINE = re.compile(r"[ \t\-*_=:|]+")
_CLOSING_HASHES = re.compile(r"[ \t]#+[ \t]*$")


class LinkSpan(NamedTuple):
    """A link as Markdown writes it: `[` at `start`, its words, `](...)` from `close` to `end`."""

    start: int
    words: int
    close: int
    end: int
    url: str
    image: bool


def normalise(text: str) -> str:
    """Typography made plain, character by character; the length stays.

    >>> normalise("196,608‑token ≈3.9 “trillion”")
    '196,608-token ~3.9 "trillion"'
    """
    if not text.isascii():
        for character in _PLAIN.keys() & set(text):
            text = text.replace(character, _PLAIN[character])
    return text


def definitions(text: str) -> dict[str, str]:
    """Reference definitions of Markdown (`[1]: https://...`): lower-case label -> URL."""
    if "]:" not in text:
        return {}
    return {m["ref"].strip().lower(): m["url"] for m in _DEFINITION.finditer(text)}


def links(text: str) -> list[LinkSpan]:
    """Links and images of Markdown, inner before outer, in order of their ends."""
    return list(_links(text, definitions(text))) if "](" in text or "][" in text else []


def _links(text: str, known: dict[str, str]) -> Iterator[LinkSpan]:
    opened: list[tuple[int, int]] = []
    for found in _BRACKET.finditer(text):
        first = text[found.start()]
        if first == "\\":
            continue
        if first == "\n":
            opened.clear()
        elif first != "]":
            opened.append((found.start(), found.end()))
        elif opened:
            start, words = opened.pop()
            url = found["url"]
            if url is None and found["ref"] is not None:
                label = found["ref"] or text[words : found.start()]
                url = known.get(label.strip().lower())
            if url is not None:
                yield LinkSpan(start, words, found.start(), found.end(), url.strip("<>"), words - start == 2)


def blank(text: str, spans: list[tuple[int, int]]) -> str:
    """Spaces over the given stretches (sorted; they may overlap); line breaks stay."""
    if not spans:
        return text
    pieces: list[str] = []
    last = 0
    for start, end in spans:
        if end <= last:
            continue
        start = max(start, last)
        pieces += (text[last:start], _spaces(text[start:end]))
        last = end
    pieces.append(text[last:])
    return "".join(pieces)


def _spaces(piece: str) -> str:
    if "\n" in piece:
        return "\n".join(" " * len(line) for line in piece.split("\n"))
    return " " * len(piece)


def _inline(found: re.Match[str]) -> str:
    mark = found.group()
    first = mark[0]
    if first == "`":
        return " " + mark[1:-1] + " " if len(mark) > 2 and mark[1] != "`" else " " * len(mark)
    if first == "*":
        return mark if _is_operator(found) else " " * len(mark)
    if first == "\\":
        return " " + mark[1]
    if first == "&":
        plain = html.unescape(mark)
        return _PLAIN.get(plain, plain).rjust(len(mark)) if len(plain) == 1 else " " * len(mark)
    return _spaces(mark)


def _is_operator(found: re.Match[str]) -> bool:
    """Whether asterisks multiply or refer (`5 * 3`, `5*3`, a lone `*`) and mark nothing."""
    text, start, end = found.string, found.start(), found.end()
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if end - start > 2:
        return False
    return (before.isspace() and after.isspace()) or (before.isdigit() and after.isdigit())


def _grow_back(text: str) -> list[tuple[int, int]]:
    """Whole stretches of URLs and addresses: the scan finds `://`, `.com/` and `@` and this adds what stands before."""
    spans = []
    for found in _INLINE.finditer(text):
        first = text[found.start()]
        if first in ":.@":
            window = text[max(0, found.start() - 64) : found.start()]
            head = _BACK.search(window)
            if head is None and first == "@":
                continue
            end = found.end()
            while end > found.start() + 1 and text[end - 1] in ".,;:!?*_~`|":
                end -= 1
            spans.append((found.start() - (len(head.group()) if head else 0), end))
    return spans


def _emphasis(text: str) -> list[tuple[int, int]]:
    """Underscores that open and close emphasis; those within words and at the end of @handles stay."""
    spans: list[tuple[int, int]] = []
    opened: tuple[int, int] | None = None
    for found in _UNDERSCORE.finditer(text):
        start, end = found.span()
        if text[start] == "\n":
            opened = None
        elif opened and text[start - 1] not in " \n\t":
            spans += (opened, (start, end))
            opened = None
        elif end < len(text) and not text[end].isspace():
            opened = (start, end)
    return spans


def _line(found: re.Match[str]) -> str:
    line = found.group()
    body = line.strip()
    if len(body) > 2 and _RULE_LINE.fullmatch(line):
        return " " * len(line)
    marks = _LINE_MARKS.match(line)
    kept = marks.end() if marks else 0
    rest = line[kept:]
    if "#" in line[:kept]:
        rest = _CLOSING_HASHES.sub(lambda m: " " * len(m.group()), rest)
    if body[0] == "|":
        rest = rest.replace("|", " ")
    return " " * kept + rest


@functools.lru_cache(maxsize=8)
def view(text: str) -> str:
    """The reading copy: markup blanked, typography plain, every character where it was.

    What later stages match on; what they report they slice from the text itself. Kept for the last few texts, as each
    stage asks for it.

    >>> view("**V4_Pro** rose to [`+507%`](https://a.example/b_c) — ~1.05M")
    '  V4_Pro   rose to   +507%                            — ~1.05M'
    """
    copy = normalise(text)
    if "](" in copy or "][" in copy or "]:" in copy:
        copy = blank(copy, _link_marks(copy))
    if "://" in copy or "@" in copy or "/" in copy:
        copy = blank(copy, _grow_back(copy))
    copy = _MARKED_LINE.sub(_line, copy)
    if "_" in copy:
        copy = blank(copy, _emphasis(copy))
    return _INLINE.sub(_inline, copy)


def _link_marks(text: str) -> list[tuple[int, int]]:
    known = definitions(text)
    spans = [found.span() for found in _DEFINITION.finditer(text)] if known else []
    for link in _links(text, known):
        spans += [(link.start, link.end)] if link.image else [(link.start, link.words), (link.close, link.end)]
    return sorted(spans)
