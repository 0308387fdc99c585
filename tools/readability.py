"""How long and how hard a text is: words and LIX, counted on markdown."""

from __future__ import annotations

import re

_FENCE = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.M | re.S)
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_CODE = re.compile(r"`[^`\n]*`")
_MATH = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$", re.S)
_WORD = re.compile(r"[^\W_]+(?:[-:’'.,/][^\W_]+)*")
_BLOCK = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*+]|\d+[.)])\s)")
#: An end of a sentence is followed by a capital, a quotation mark or nothing, so that ”s. 124” and ”t.ex.” end none.
_SENTENCE_END = re.compile(r"[.!?:](?=[”\")»’]*(?:\s+[”\"«(]*[A-ZÅÄÖ]|\s*$))")


def plain(markdown: str) -> str:
    """Return markdown without code blocks, comments, tags and link targets; the words of links and headings stay."""
    for pattern, instead in ((_FENCE, ""), (_COMMENT, ""), (_TAG, "\n"), (_LINK, r"\1")):
        markdown = pattern.sub(instead, markdown)
    return markdown


def count_words(markdown: str) -> int:
    """Return the number of words: groups of letters or figures, code blocks aside."""
    return len(_WORD.findall(plain(markdown)))


def prose(markdown: str) -> list[str]:
    """Return the paragraphs and list items, without headings, tables, code and formulas."""
    text = _CODE.sub("", _MATH.sub("", plain(markdown)))
    kept = [line for line in text.splitlines() if not re.match(r"\s*(#|\||[-:| ]+$)", line) or not line.strip()]
    blocks = (
        re.sub(r"^\s*(?:>\s*)?(?:[-*+]|\d+[.)])?\s+", "", block).strip() for block in _BLOCK.split("\n".join(kept))
    )
    return [" ".join(block.replace("*", "").split()) for block in blocks if _WORD.search(block)]


def lix(markdown: str) -> float:
    """Return LIX of the prose: words per sentence plus per cent of words longer than six letters (Björnsson 1968).

    Every paragraph and list item ends a sentence. Raises ValueError when there is no prose.
    """
    blocks = prose(markdown)
    words = [word for block in blocks for word in _WORD.findall(block)]
    if not words:
        raise ValueError("no prose to measure")
    sentences = sum(len(_SENTENCE_END.findall(block)) or 1 for block in blocks)
    open_ends = sum(1 for block in blocks if _SENTENCE_END.search(block) and not re.search(r"[.!?:][”\")»’]*$", block))
    long_words = sum(1 for word in words if sum(map(str.isalpha, word)) > 6)
    return len(words) / (sentences + open_ends) + 100 * long_words / len(words)
