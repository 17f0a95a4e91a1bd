"""JSON that no terminal obeys."""

from __future__ import annotations

import json
import re

# JSON itself escapes only the first 32
_DRIVES_TERMINALS = re.compile(
    "[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u180e\U000e0000-\U000e007f]"
)


def harmless_json(text: str) -> str:
    r"""The same JSON with control and direction characters as \\u escapes: it cannot drive a terminal."""
    return text if text.isascii() and "\x7f" not in text else _DRIVES_TERMINALS.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]
