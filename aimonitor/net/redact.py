"""Text from outside, made fit to show: plain, short, without anything that may be a key."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping

from aimonitor.masking import HIDDEN, PUBLIC_WORD

_MIN_SECRET = 6
_OPEN_HEADERS = frozenset(
    {"accept", "accept-encoding", "content-type", "user-agent", "anthropic-version", "anthropic-beta"}
)
_PUBLIC = re.compile(PUBLIC_WORD, re.IGNORECASE)
_BEARER = re.compile(r"\b(bearer|basic)\s+[\w\-.~+/=*…]{6,}", re.IGNORECASE)
_JWT = re.compile(r"\beyJ[\w\-]{5,}(\.[\w\-]*)*")
_SK = re.compile(r"\bsk-[\w\-*•…]*(?:\.{2,}[\w\-*•…]+)?", re.IGNORECASE)
# From the beginning of a word alone: a try at each of its letters takes hours where the word is endless
_STARRED = re.compile(r"(?<![\w\-])[\w\-]*(?:[*•]{2,}[\w\-]*)+")
_TOKEN = re.compile(r"[\w\-]{6,}")
_OPAQUE_LENGTH = 24
_HEX = re.compile(r"[0-9a-f\-]{24,}", re.IGNORECASE)


def redact(text: str, secrets: Collection[str] = ()) -> str:
    """`text` with keys, bearer tokens, long opaque tokens, starred echoes and `secrets` masked.

    A piece of a secret (its beginning or end, 6 characters or more) is masked as well.
    """
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _MIN_SECRET:
            text = text.replace(secret, HIDDEN)
    text = _BEARER.sub(lambda match: f"{match[1]} {HIDDEN}", text)
    text = _JWT.sub(HIDDEN, text)
    text = _SK.sub(_mask_sk, text)
    text = _STARRED.sub(HIDDEN, text)
    return _TOKEN.sub(lambda match: HIDDEN if _is_secret(match[0], secrets) else match[0], text)


def plain(text: str, limit: int = 200) -> str:
    """`text` on one line without control characters or direction marks, at most `limit` characters."""
    spaced = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in text)
    kept = "".join(c for c in spaced if unicodedata.category(c) not in {"Cf", "Cs", "Co", "Cn"})
    line = " ".join(kept.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def shown(text: str, secrets: Collection[str] = (), limit: int = 200) -> str:
    """`text` plain, redacted, then shortened: in this order, so that no half of a key is left."""
    return plain(redact(plain(text, len(text) + 1), secrets), limit)


def header_secrets(headers: Mapping[str, str]) -> frozenset[str]:
    """The values (and what follows a scheme such as "Bearer") of the headers that may hold a key."""
    values = [value for name, value in headers.items() if name.lower() not in _OPEN_HEADERS]
    return frozenset(_with_parts(values))


def _with_parts(values: Iterable[str]) -> Iterable[str]:
    for value in values:
        yield from (part for part in (value, *value.split()) if len(part) > _MIN_SECRET)


def _mask_sk(match: re.Match[str]) -> str:
    pieces = [piece for piece in re.split(r"[-.…*•]+", match[0])[1:] if piece]
    starred = "*" in match[0] or "•" in match[0]
    return match[0] if not starred and all(_PUBLIC.fullmatch(piece) for piece in pieces) else HIDDEN


def _is_secret(token: str, secrets: Collection[str]) -> bool:
    if token.lower().startswith("sk-"):
        return False
    if any(token in (secret[: len(token)], secret[-len(token) :]) for secret in secrets):
        return True
    if _HEX.fullmatch(token) and any(c.isdigit() for c in token):
        return True
    mixed = (str.isupper, str.islower, str.isdigit)
    return len(token) >= _OPAQUE_LENGTH and all(any(test(c) for c in token) for test in mixed)
