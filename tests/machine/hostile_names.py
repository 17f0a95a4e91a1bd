"""Ten thousand names that somebody might give a provider, or a service a model, to do harm or by accident."""

from __future__ import annotations

import json
import random
import re
import sys
from pathlib import Path
from unicodedata import category

from aimonitor.db.columns import storable

MANY = 10_000
LONGEST = 10_000

_PIECES = (
    "وكيل — مزود",
    "ספק",
    "\u202e" + "gnp.exe",
    "\u2066" + "a" + "\u2069",
    "\u202b\u202b\u202b",
    "👩\u200d💻",
    "🏳️\u200d🌈",
    "🇩🇪",
    "e" + "\u0301" * 60,
    "Z̸̢̛̜͙a̵l̷g̶o̴",
    "<b>Bold</b>",
    "<img src=x onerror=alert(1)>",
    "<img src='file:///etc/passwd'>",
    "<a href='http://127.0.0.1'>click</a>",
    "<script>alert(1)</script>",
    "&amp;lt;",
    "&Quit",
    "%1 %n %s {name} {0.__class__}",
    "line\nbreak",
    "\r\n\r\nHeader: x",
    "\u2028paragraph\u2029",
    "\ttab\x0b\x0c",
    "\x00nul\x00",
    "\x1b[2J\x1b]0;title\x07\x1b[31m",
    "\x9b2J\x85",
    "\x7f\x08\x08\x08",
    "\u200b\u200c\u200d\u2060\ufeff",
    "\xad\xad",
    "\ud800",
    "\udfff\ud83d",
    "\ufffe\uffff",
    "\U000e0041\U000e0042",
    '=HYPERLINK("http://127.0.0.1";"x")',
    "+1+1",
    "-2+3",
    "@SUM(1)",
    '"quoted", and; ',
    "'; DROP TABLE providers; --",
    "../../etc/passwd",
    "CON",
    "$(reboot) `reboot` ${HOME}",
    "ﷺ" * 20,
    "𒐫" * 20,
    "ᄀ" * 30,
    "İıſß",
    " ",
    "　",
    ".",
)


def hostile_names(count: int = MANY, seed: int = 1) -> list[str]:
    """All different, also in lower case; each piece alone is among the first, and some are very long."""
    chance = random.Random(seed)
    found = {piece.casefold(): piece for piece in _PIECES if piece.strip()}
    while len(found) < count:
        name = "".join(chance.choice(_PIECES) for _ in range(chance.randint(1, 6)))
        if len(found) % 500 == 1:
            name *= LONGEST // len(name) + 1
        name = f"{name[:LONGEST]}{len(found)}"
        found[name.casefold()] = name
    return list(found.values())[:count]


NAMES = hostile_names()
SOME = [*NAMES[:60], *NAMES[499:4000:500]]
"""Each piece alone, and very long ones."""


def _harmful() -> re.Pattern[str]:
    kinds = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    signs = (chr(code) for code in range(sys.maxunicode + 1))
    return re.compile("[" + "".join(re.escape(sign) for sign in signs if category(sign) in kinds) + "]")


_HARMFUL = _harmful()
_JOINERS = frozenset("\u200c\u200d")


def is_harmless(text: str, *, more: str = "") -> bool:
    """Nothing in it drives a terminal, turns what follows round, hides, or breaks the line."""
    return set(_HARMFUL.findall(text)) <= _JOINERS | set(more)


def export_of(folder: Path, names: list[str], *, enabled: int = MANY) -> Path:
    """An export of ours with providers of these names, the first of them enabled, and a word about each."""
    document = {
        "schema": 1,
        "providers": [
            {
                "id": f"{place:032x}",
                "name": storable(name),
                "provider_type": "openai",
                "enabled": place < enabled,
                "created_at": "2026-11-15T12:00:00Z",
                "options": {},
                "key_kind": None,
                "interval": None,
            }
            for place, name in enumerate(names)
        ],
        "events": [
            {
                "raised_at": "2026-11-15T12:00:00Z",
                "provider_id": f"{place:032x}",
                "key": storable(name[:50]),
                "kind": "failed",
                "title": storable(name),
                "body": storable(name),
                "urgency": "normal",
            }
            for place, name in enumerate(names)
        ],
    }
    place = folder / "hostile.json"
    place.write_text(json.dumps(document), "ascii")
    return place
