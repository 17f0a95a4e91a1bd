"""Keys found again in text, in any form in which a server may give one back, and hidden there.

A piece of 8 characters is enough to be found: plain, in other letters' case, percent-encoded, as a JSON
string, or within Base64. The public beginning of a key ("sk-ant-admin01-") is no piece of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import quote

HIDDEN = "[hidden]"
"""Stands where a key, or something that may be one, stood."""

SHORTEST = 6
"""Characters: what is shorter is no key, and would be found everywhere."""

PIECE = 8

# Texts, which `re` compiles when they are first used: that is behind the first paint
PUBLIC_WORD = (
    r"sk|pk|admin\d*|proj|svcacct|service|ant|api\d*|oat\d*|or|v\d+|mgmt|live|x[a-z]{2}|token"
    r"|github|pat|gh[a-z]|kimi|vck|cp|inference|key|[a-z]+(?=[-_](?:admin|inference)[-_]key[-_])"
)
"""A word of the public beginnings of keys, such as our own sentences name ("an admin key, sk-admin-…")."""
_PUBLIC = rf"(?i:(?:{PUBLIC_WORD}|test)[-_])+"
_SHAPES = (
    r"(?<![\w\-])(?:sk-(?=[\w\-]*\d)[\w\-]{16,}|AIza[\w\-]{20,}|eyJ[\w\-]{8,}\.[\w\-.]+"
    r"|gh[a-z]_\w{20,}|github_pat_\w{20,}|gsk_\w{20,}|x[a-z]{2}-[\w\-]{20,})"
)
_RUN = r"[A-Za-z0-9]{20,}"
_HEX = r"[0-9a-f]{32,}|[0-9A-F]{32,}"
_ADDRESS = r"(?i:https?://)"


def has_key(text: str) -> bool:
    """Whether a word in `text` begins as keys of well-known services do, and is as long."""
    return re.search(_SHAPES, text) is not None


def looks_like_key(text: str) -> bool:
    """The same, or a word in it is as random as a key: for names, which people make of words."""
    return has_key(text) or any(_is_random(run) for run in re.findall(_RUN, text))


class KeyMask:
    """Hides keys, and all their pieces. One thread adds and removes; any may mask."""

    def __init__(self, keys: Iterable[str] = ()) -> None:
        self._wholes: tuple[str, ...] = ()
        self._uses: Counter[str] = Counter()
        self._pieces: dict[int, Counter[str]] = {length: Counter() for length in range(SHORTEST, PIECE + 1)}
        for key in keys:
            self.add(key)

    def add(self, key: str) -> None:
        """Hide this one as well. Several may share a key: each adds it."""
        self._count(key, 1)

    def remove(self, key: str) -> None:
        """One that shared the key lets go of it."""
        self._count(key, -1)

    def _count(self, key: str, by: int) -> None:
        if len(key) < SHORTEST:
            return
        self._uses[key] += by
        self._uses += Counter()
        for piece in {piece for part in _parts(key) for piece in _pieces(part)}:
            counted = self._pieces[len(piece)]
            counted[piece] += by
            if counted[piece] <= 0:
                del counted[piece]
        wholes = {form for one in self._uses for form in _forms(one)}
        self._wholes = tuple(sorted(wholes, key=len, reverse=True))

    def mask(self, text: str) -> str:
        """`text` with `HIDDEN` in place of each key and each piece of one."""
        for whole in self._wholes:
            text = text.replace(whole, HIDDEN)
        spans = self._found(text)
        if not spans:
            return text
        kept, at = [], 0
        for start, end in spans:
            kept.append(text[at:start])
            at = end
        return HIDDEN.join([*kept, text[at:]])

    def _found(self, text: str) -> list[tuple[int, int]]:
        """Where pieces are, in order; those that touch are one."""
        lowered, spans = _lowered(text), list[tuple[int, int]]()
        for length, pieces in self._pieces.items():
            if pieces:
                starts = range(len(lowered) - length + 1)
                spans += [(at, at + length) for at in starts if lowered[at : at + length] in pieces]
        return _joined(sorted(spans))


def _is_random(run: str) -> bool:
    kinds = (str.isdigit, str.islower, str.isupper)
    mixed = all(any(kind(letter) for letter in run) for kind in kinds)
    return mixed or (re.fullmatch(_HEX, run) is not None and not run.isdigit() and not run.isalpha())


def _forms(key: str) -> set[str]:
    in_json = key.replace("\\", "\\\\").replace('"', '\\"')
    return {key, quote(key, safe=""), in_json, in_json.replace("/", "\\/")}


def _parts(key: str) -> list[str]:
    """What is secret of a key: all behind its public beginning; of an address, what is no word."""
    if re.match(_ADDRESS, key):
        steps = re.split(r"[/?&=#]", key.partition("://")[2])[1:]
        return [step for step in steps if len(step) >= PIECE and not step.islower()]
    public = re.match(_PUBLIC, key)
    # A piece may begin in the public part, but not lie in it
    return [key[max(0, public.end() - PIECE + 1) :] if public and public.end() < len(key) else key]


def _pieces(part: str) -> Iterable[str]:
    if len(part) < PIECE:
        yield part.lower()
        return
    for form in (*_forms(part), *_base64(part)):
        yield from (form[at : at + PIECE].lower() for at in range(len(form) - PIECE + 1))


def _base64(part: str) -> Iterable[str]:
    """As it stands within the Base64 of a longer text, which may begin anywhere before it."""
    import binascii  # noqa: PLC0415  not before the first paint

    for before in range(3):
        raw = b"\0" * before + part.encode()
        whole = binascii.b2a_base64(raw, newline=False).decode()
        own = whole[(before * 8 + 5) // 6 : len(raw) * 8 // 6]
        yield own
        yield own.replace("+", "-").replace("/", "_")


def _lowered(text: str) -> str:
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if c.isascii() else c for c in text)


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined
