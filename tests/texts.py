"""Nothing -> hypothesis strategies for texts that look like news, and for texts that mean harm."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = (
    "the tokens model rose to fell by from between and or of in week percent users about up over under nearly will if not said "
    "according costs input output context window per million second price share half third dozen first Monday ranked straight"
).split()
NAMES = [
    "OpenAI",
    "GPT-5.2",
    "DeepSeek V3.2",
    "Qwen3-Max",
    "Kimi K2",
    "OpenRouter",
    "Grok 4",
    "@desk42",
    "Anthropic's",
    "MMLU",
]
NUMBERS = [
    "4.69T", "256K", "$4bn", "1,234,567", "12.5%", "$0.15/1M", "5-8", "30–64 million", "two thirds", "½", "1e25", "10^12", "3x",
    "#2", "22nd", "16:30", "1.2.3", "2026", "May 4, 2026", "Q1 2026", "-3%", "+7", "$20", "€1.5m", "2,000+", "~40", "≈9", "370-fold",
    "1920x1080", "202-555-0143", "[7]", "1.2 GW", "85 ms", "40 tok/s", "$2/$8", "£", "¥5", "1M", "٣", "²", "１２", "1 000", "5‑9",
]  # fmt: skip
SIGNS = [
    ". ",
    ", ",
    "; ",
    ": ",
    "\n",
    "\n\n",
    "\n- ",
    "\n# ",
    "\n| ",
    " | ",
    "|---|",
    "**",
    "`",
    "(",
    ")",
    "[",
    "](",
    '"',
    "'",
    "—",
    " - ",
    "> ",
    "<b>",
    "</td>",
]
ODD = [
    "\u200b",
    "\u202e",
    "\u00a0",
    "\u2009",
    "\u2011",
    "\ufeff",
    "\U0001f600",
    "é",
    "e\u0301",
    "中文",
    "\r\n",
    "\t",
    "\x00",
    "İ",
    "ß",
    "ﬁ",
]


def texts() -> st.SearchStrategy[str]:
    """Texts of words, names, numbers, markup and odd characters, with or without spaces between."""
    piece = st.one_of(
        st.sampled_from(WORDS), st.sampled_from(NAMES), st.sampled_from(NUMBERS), st.sampled_from(SIGNS), st.sampled_from(ODD),
        st.decimals(min_value=-10**12, max_value=10**12, places=2, allow_nan=False).map(str), st.text(max_size=4),
        st.builds(lambda part, times: part * times, st.sampled_from([*NUMBERS, *SIGNS, "-", ".", "1"]), st.integers(2, 30)),
    )  # fmt: skip
    return st.builds(
        lambda joint, parts: joint.join(parts), st.sampled_from([" ", " ", ""]), st.lists(piece, max_size=25)
    )
