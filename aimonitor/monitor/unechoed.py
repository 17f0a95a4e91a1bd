"""What a client brings home, without a piece of the key in it: a service may answer it as anything's name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from aimonitor.errors import AppError
from aimonitor.masking import KeyMask

T = TypeVar("T")


class Unechoed:
    """Takes one key out of parts, reports and errors."""

    def __init__(self, key: str) -> None:
        self._mask = KeyMask((key,))
        self._known: dict[str, str] = {}

    def part(self, part: T) -> T:
        """`part` itself where no text in it holds a piece of the key, else a copy that holds none."""
        found: T = self._of(part)
        return found

    def error(self, error: AppError) -> None:
        """Clean what an error says, in place."""
        error.message, error.detail = self._text(error.message), self._text(error.detail)
        error.args = (error.message,)

    def _of(self, value: Any) -> Any:  # noqa: ANN401  whatever a part is made of
        if type(value) is str:
            return self._text(value)
        if isinstance(value, Struct):
            return self._struct(value)
        if isinstance(value, tuple | list):
            return _same(value, tuple(self._of(one) for one in value))
        if isinstance(value, Mapping):
            after = {self._of(name): self._of(one) for name, one in value.items()}
            return value if after == value else after
        return value

    def _struct(self, value: Struct) -> Struct:
        changed = {}
        for name in value.__struct_fields__:
            before = getattr(value, name)
            after = self._of(before)
            if after is not before:
                changed[name] = after
        return replace(value, **changed) if changed else value

    def _text(self, text: str) -> str:
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._mask.mask(text)
        return text if known == text else known


def _same(before: Sequence[Any], after: tuple[Any, ...]) -> Sequence[Any]:
    """`before` where nothing in it changed: copies of thousands of rows are not made for nothing."""
    return before if all(one is other for one, other in zip(before, after, strict=True)) else after
