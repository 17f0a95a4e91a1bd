"""The configuration file: TOML that the user writes; the app only reads it."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection, Iterator, Mapping
from datetime import date, time
from pathlib import Path

from msgspec import Struct

from aimonitor.errors import ConfigError
from aimonitor.masking import looks_like_key
from aimonitor.settings.declared import BY_KEY, BY_NAME, SECTIONS, Declared
from aimonitor.settings.proxy import holds_password

_TABLE = r"\s*\[\s*([\w\-.]+)\s*\]"
_KEY = r"\s*([\w\-.]+)\s*="
_AT_THE_END = "at end of document"
_OTHERS_MAY_READ = stat.S_IRWXG | stat.S_IRWXO


class FileContent(Struct, frozen=True, kw_only=True):
    """What the file sets: settings with their TOML value and line (None: not found), and warnings."""

    values: tuple[tuple[Declared, object, int | None], ...] = ()
    warnings: tuple[str, ...] = ()


def read_config_file(path: Path) -> FileContent:
    """What `path` sets; nothing when there is no such file. Raises ConfigError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return FileContent()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ConfigError(f"The configuration file {path} cannot be read: {reason}.") from error
    items = dict(_flat(_parsed(path, text)))
    lines = _lines_of_keys(text)
    values = tuple((BY_KEY[key], items[key], lines.get(key)) for key in items if key in BY_KEY)
    unknown = [_unknown_words(path, key, lines.get(key)) for key in items if key not in BY_KEY]
    return FileContent(values=values, warnings=(*unknown, *_exposed(path, items)))


def did_you_mean(word: str, known: Collection[str]) -> str | None:
    """The known word that `word` may be a slip of."""
    from difflib import get_close_matches  # noqa: PLC0415  not needed unless there is a slip

    return next(iter(get_close_matches(word, known, n=1, cutoff=0.75)), None)


def written(value: object) -> str:
    """A value of the file for a sentence, as people write it there: true, 5, "dark", ["dark", 5]."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{name} = {written(one)}' for name, one in value.items())}}}"
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _parsed(path: Path, text: str) -> dict[str, object]:
    import tomllib  # noqa: PLC0415  20 ms that the first paint does not pay without a file

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        last = len(text.rstrip().splitlines())
        reason = str(error).replace(_AT_THE_END, f"{_AT_THE_END}, line {max(last, 1)}")
    except ValueError:
        reason = "a number in it has too many digits"
    except RecursionError:
        reason = "its lists lie too deep in each other"
    raise ConfigError(f"The configuration file {path} is not valid TOML: {reason}.")


def _flat(tables: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for name, value in tables.items():
        if isinstance(value, Mapping):
            yield from ((f"{name}.{key}", inner) for key, inner in value.items())
        else:
            yield name, value


def _lines_of_keys(text: str) -> dict[str, int]:
    """The line of each plain `key = value`; good enough to point at, so strings are not parsed."""
    table, lines = "", dict[str, int]()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(_TABLE, line):
            table = header[1] + "."
        elif key := re.match(_KEY, line):
            lines.setdefault(table + key[1], number)
    return lines


def _unknown_words(path: Path, key: str, line: int | None) -> str:
    place = f"{path}, line {line}" if line else str(path)
    name = key.rpartition(".")[2]
    meant = BY_NAME[name].key if name in BY_NAME else did_you_mean(key, BY_KEY)
    sections = ", ".join(section.lower() for section in SECTIONS)
    hint = f'Did you mean "{meant}"?' if meant else f"The tables are {sections}."
    told = "What looks like a key" if looks_like_key(key) else f'"{key}"'
    return f"{place}: {told} is not known. {hint}"


def _exposed(path: Path, items: Mapping[str, object]) -> Iterator[str]:
    address = items.get("network.proxy_url")
    exposed = os.name != "nt" and path.stat().st_mode & _OTHERS_MAY_READ
    if exposed and isinstance(address, str) and holds_password(address):
        yield f"{path} holds a proxy password, and others may read it. Run: chmod 600 {path}"
