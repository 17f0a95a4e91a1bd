"""Invented keys that no text could hold by chance, and finding any piece of one in bytes."""

from __future__ import annotations

import base64
import random
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

PIECE = 8
_LETTERS = string.ascii_letters + string.digits


def _random(seed: int, length: int = 40, letters: str = _LETTERS) -> str:
    return "".join(random.Random(seed).choices(letters, k=length))


@dataclass(frozen=True)
class Canary:
    """A secret as it is entered: what is public before it, then what nobody may see."""

    name: str
    public: str
    secret: str

    @property
    def value(self) -> str:
        return self.public + self.secret


OPENAI = Canary("openai", "sk-admin-", _random(1))
ANTHROPIC = Canary("anthropic", "sk-ant-admin01-", _random(2, 90))
OPENROUTER = Canary("openrouter", "sk-or-v1-", _random(3, 64, "0123456789abcdef"))
DEEPSEEK = Canary("deepseek", "sk-", _random(4, 32))
LITELLM = Canary("litellm", "", _random(5, 40, _LETTERS + "+/=\"'\\<&;%"))
WEBHOOK = Canary("webhook", "/hook/", _random(6, 24))
PROXY = Canary("proxy", "", _random(7, 24))
USERINFO = Canary("userinfo", "", _random(8, 24))
TYPED = Canary("typed", "sk-admin-", _random(9))
IMPORTED = Canary("imported", "sk-proj-", _random(10))
RECIPE = Canary("recipe", "", _random(11, 36))
MISPLACED = Canary("misplaced", "sk-proj-", _random(12))
KEYS = (OPENAI, ANTHROPIC, OPENROUTER, DEEPSEEK, LITELLM)
ALL = (*KEYS, WEBHOOK, PROXY, USERINFO, TYPED, IMPORTED, RECIPE, MISPLACED)

Form = Callable[[str], str]

FORMS: tuple[Form, ...] = (
    lambda key: key,
    lambda key: base64.b64encode(f"Bearer {key}".encode()).decode(),
    lambda key: quote(key, safe=""),
    lambda key: key.swapcase(),
    lambda key: f"{key[:4]}...{key[-12:]}",
    lambda key: f"x{key[-20:-8]}y",
    lambda key: base64.urlsafe_b64encode(f"me:{key}".encode()).decode(),
)
"""What a server may make of a key before it gives it back."""


def _pieces(text: str) -> Iterator[bytes]:
    yield from (text[at : at + PIECE].lower().encode() for at in range(len(text) - PIECE + 1))


def _needles() -> dict[bytes, str]:
    found: dict[bytes, str] = {}
    for canary in ALL:
        coded = [base64.b64encode(b"x" * before + canary.secret.encode()).decode() for before in range(3)]
        # the first and last signs hold bits of what stands beside the key
        texts = [canary.secret, quote(canary.secret, safe=""), *(text[4:-4] for text in coded)]
        texts += [text.replace("+", "-").replace("/", "_") for text in texts[2:]]
        found |= dict.fromkeys((piece for text in texts for piece in _pieces(text)), canary.name)
    return found


_NEEDLES = _needles()
# Any piece holds one of these at a place that is a multiple of four: four times fewer places to look at
_HINTS = {needle[at : at + 5] for needle in _NEEDLES for at in range(4)}


def leaks(data: bytes | str) -> list[str]:
    """Whose pieces stand in `data`, with what stands around: empty is what a test wants."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    text = raw.lower()
    texts = [text, text.replace(b"\0", b"")] if b"\0" in text else [text]  # also as UTF-16
    return list({one.partition(":")[0]: one for text in texts for one in _found(text)}.values())


def _found(text: bytes) -> Iterator[str]:
    for hint in range(0, len(text), 4):
        if text[hint : hint + 5] in _HINTS:
            for at in range(max(0, hint - 3), hint + 1):
                name = _NEEDLES.get(text[at : at + PIECE])
                if name is not None:
                    yield f"{name}: {text[max(0, at - 60) : at + 60]!r}"
