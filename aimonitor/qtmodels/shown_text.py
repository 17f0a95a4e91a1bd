"""Text as it is shown, whoever wrote it: no control characters, in its own direction, never as mark-up."""

from __future__ import annotations

_MARK_UP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
_KEPT = "\n\u200c\u200d"  # joiners belong to letters and to signs that are one
_LONGEST_TOOLTIP, _MOST_LINES, _LONGEST_WORD, _PIECE, _MAY_BREAK = 2000, 40, 300, 60, "\u200b"


def printable(text: str, longest: int) -> str:
    """Text from outside without control and direction characters, cut to `longest`; line breaks stay."""
    if len(text) > longest:
        text = text[: longest - 1] + "…"
    if text.isprintable() or text.replace("\n", "").isprintable():
        return text
    return "".join(sign if sign.isprintable() or sign in _KEPT else " " for sign in text)


def plain_tooltip(text: str) -> str:
    """A tooltip that shows `text` as it is: tooltips guess at mark-up unless they are told.

    It stays within a screen: so many lines, and a break is allowed in words that have none.
    """
    if not text:
        return ""
    lines = printable(text, _LONGEST_TOOLTIP).split("\n")[:_MOST_LINES]
    return f"<qt>{'<br>'.join(_breakable(line).translate(_MARK_UP) for line in lines)}</qt>"


def _breakable(line: str) -> str:
    """A word that is wider than any screen may be broken."""
    return " ".join(_broken(word) for word in line.split(" ")) if len(line) > _LONGEST_WORD else line


def _broken(word: str) -> str:
    if len(word) <= _LONGEST_WORD:
        return word
    return _MAY_BREAK.join(word[at : at + _PIECE] for at in range(0, len(word), _PIECE))


def isolated(text: str) -> str:
    """`text` for a layout from right to left: it keeps its own direction, told by its first letter."""
    return f"\u2068{text}\u2069" if text else ""
