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

_TYPOGRAPHY = re.compile(f"[{re.escape(''.join(_PLAIN))}]")

# Every quantifier below stops at a character that would open the same construct again: the scans stay linear.
_TARGET = r"(?:<[^<>\n]*>|(?:[^()\s<]|\([^()\s]*\))*+)"
_BRACKET = re.compile(
    r"\\.|!\[|\[|\n[ \t]*\n"
    rf"""|\](?:\(\s*+(?P<url>{_TARGET})(?:\s*+\)|\s++(?:"[^"\n]*"|'[^'\n]*')\s*+\))|\[(?P<ref>[^\[\]\n]*)\])?"""
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
    r"|`[^`\n]+`|``*"
    r"|<!--(?:[^<\-]|-(?!->)|<(?!!--))*+-->"
    rf"|</?(?:{_TAGS})(?:\s+[A-Za-z\-]+\s*=[^<>]*|\s*/?)>"
    rf"|<(?:https?://|mailto:)[^<>\s]*>"
    r"|&(?:[A-Za-z][A-Za-z0-9]{1,7}|\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6});"
    r"|\{[%{][^{}\n]*[%}]\}"
    rf"|:(?<=http:)//{_URL_TAIL}|:(?<=https:)//{_URL_TAIL}"
    rf"|\.(?:{_TOP})/{_URL_TAIL}"
    r"|@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+"
    r"|\*\**|~~+"
)
_URL = re.compile(rf"https?://{_URL_TAIL}")
_ANCHOR = re.compile(r"<a\s(?P<attributes>[^<>]*)>(?P<words>[^<>]*)</a>", re.IGNORECASE)
_HREF = re.compile(r"""href\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)')""", re.IGNORECASE)
_AFTER_URL = ".,;:!?*_~`|'"
_BACK = re.compile(r"[\w.+\-]+\Z")
_UNDERSCORE = re.compile(r"__*|\n[ \t]*\n")
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
    return text if text.isascii() else _TYPOGRAPHY.sub(lambda found: _PLAIN[found.group()], text)


def definitions(text: str) -> dict[str, str]:
    """Reference definitions of Markdown (`[1]: https://...`): lower-case label -> URL."""
    if "]:" not in text:
        return {}
    return {m["ref"].strip().lower(): m["url"] for m in _DEFINITION.finditer(text)}


def links(text: str) -> list[tuple[int, int, str]]:
    """Hyperlinks as (start, end of the words, URL), in order: Markdown, HTML anchors, URLs that stand in the text."""
    found = [
        (link.words, link.close, link.url) for link in _links(text, definitions(text)) if link.url and not link.image
    ]
    if "://" in text:
        found += _addresses(blank(text, _link_marks(text)))
    return sorted(found)


def _addresses(text: str) -> Iterator[tuple[int, int, str]]:
    for found in _ANCHOR.finditer(text):
        href = _HREF.search(found["attributes"])
        if href:
            yield (*found.span("words"), html.unescape(href[1] or href[2] or ""))
    for found in _URL.finditer(text):
        start, end = found.span()
        while text[end - 1] in _AFTER_URL:
            end -= 1
        if text[max(0, start - 1) : start] not in {'"', "'", "="}:
            yield start, end, text[start:end]


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


def _inline(text: str) -> str:
    """Escapes, code marks, tags, entities, addresses and emphasis by asterisks blanked."""
    pieces: list[str] = []
    last = 0
    for found in _INLINE.finditer(text):
        start, end = found.span()
        first = text[start]
        if first == "*" and _is_operator(text, start, end):
            continue
        if first in ":.@":
            start, end = _address(text, start, end)
        if end > last:
            start = max(start, last)
            pieces += (text[last:start], _blanked(first, text[start:end]))
            last = end
    return "".join((*pieces, text[last:]))


def _blanked(first: str, mark: str) -> str:
    """What stands in the reading copy for a mark that begins with `first`; as long as the mark."""
    if first == "`" and len(mark) > 2 and mark[1] != "`" and "://" not in mark:
        return f" {mark[1:-1]} "
    if first == "\\":
        return " " + mark[1:]
    if first == "&" and len(plain := html.unescape(mark)) == 1:
        return _PLAIN.get(plain, plain).rjust(len(mark))
    return _spaces(mark)


def _is_operator(text: str, start: int, end: int) -> bool:
    """Whether asterisks multiply or refer (`5 * 3`, `5*3`, a lone `*`) and mark nothing."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if end - start > 2:
        return False
    return (before.isspace() and after.isspace()) or (before.isdigit() and after.isdigit())


def _address(text: str, start: int, end: int) -> tuple[int, int]:
    """A whole URL or e-mail address: the scan finds `://`, `.com/` or `@host`, and this what stands before it."""
    head = _BACK.search(text, max(0, start - 64), start)
    if head is None and text[start] == "@":
        return start, start
    while end > start + 1 and text[end - 1] in _AFTER_URL:
        end -= 1
    return head.start() if head else start, end


def _emphasis(text: str) -> list[tuple[int, int]]:
    """Underscores that open and close emphasis; those within words and at the end of @handles stay."""
    spans: list[tuple[int, int]] = []
    opened: tuple[int, int] | None = None
    for found in _UNDERSCORE.finditer(text):
        start, end = found.span()
        before = text[start - 1] if start else " "
        after = text[end] if end < len(text) else " "
        if text[start] == "\n" or end - start > 3:
            opened = None
        elif opened and not before.isspace() and not after.isalnum():
            spans += (opened, (start, end))
            opened = None
        elif not after.isspace() and not before.isalnum() and before != "@":
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
        # a unit separator, not a blank: what stands in two cells never reads on from one to the other
        rest = rest.replace("|", "\x1f")
    return " " * kept + rest


@functools.lru_cache(maxsize=8)
def view(text: str) -> str:
    """The reading copy: markup blanked, typography plain, every character where it was.

    What later stages match on; what they report they slice from the text itself. Kept for the last few texts, as each
    stage asks for it.

    >>> view("**V4_Pro** rose to [`+507%`](https://a.example/b_c) — ~1.05M")
    '  V4_Pro   rose to   +507%                          — ~1.05M'
    """
    copy = normalise(text)
    if "](" in copy or "][" in copy or "]:" in copy:
        copy = blank(copy, _link_marks(copy))
    copy = _MARKED_LINE.sub(_line, copy)
    if "_" in copy:
        copy = blank(copy, _emphasis(copy))
    return _inline(copy)


def _link_marks(text: str) -> list[tuple[int, int]]:
    known = definitions(text)
    spans = [found.span() for found in _DEFINITION.finditer(text)] if known else []
    for link in _links(text, known):
        spans += [(link.start, link.end)] if link.image else [(link.start, link.words), (link.close, link.end)]
    return sorted(spans)
