"""JSON paths: the one door to the library, and what of it a recipe may use.

A path leads to one value: names, places in a list, and the row of a list in which a field has a given value
(`$.rows[?@.currency == 'USD'].amount`). What searches the whole answer, calls functions or matches patterns
is refused when the recipe is read, so that no answer can make a path slow.
"""

from __future__ import annotations

from typing import cast

from jsonpath import JSONPath, JSONPathEnvironment, JSONPathError
from jsonpath.filter import (
    BaseExpression,
    BooleanLiteral,
    FilterExpression,
    InfixExpression,
    IntegerLiteral,
    Nil,
    RelativeFilterQuery,
    StringLiteral,
)
from jsonpath.segments import JSONPathChildSegment
from jsonpath.selectors import Filter, IndexSelector, NameSelector

from aimonitor.net.answer import Json

MOST = 300
"""Characters of a path."""

_LITERALS = (BooleanLiteral, IntegerLiteral, Nil, StringLiteral)
_RULES = (
    "it leads to one value with names and places, such as $.data.balance or $.rows[0].left, "
    "or to the row with a value, such as $.rows[?@.currency == 'USD'].left"
)


class MissingError(Exception):
    """There is nothing at the path."""


class ManyError(Exception):
    """The path leads to several values, and which of them is meant nobody knows."""


class _Environment(JSONPathEnvironment):
    def setup_function_extensions(self) -> None:
        """There are no functions."""


_ENVIRONMENT = _Environment(strict=True, filter_caching=False)


class Path:
    """A path that was checked. Two of the same text are the same."""

    def __init__(self, text: str) -> None:
        """Raises ValueError, in plain words, for what is no such path."""
        self.text = text
        self._compiled = _compiled(text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Path) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"Path({self.text!r})"

    def find(self, answer: Json) -> Json:
        """The value there, just as it was decoded. Raises MissingError, ManyError."""
        try:
            found = self._compiled.findall(answer) if isinstance(answer, dict | list) else []
        except JSONPathError as error:
            raise MissingError from error
        if len(found) > 1:
            raise ManyError
        for value in found:
            return cast("Json", value)  # it was decoded as such
        raise MissingError


def _compiled(text: str) -> JSONPath:
    if len(text) > MOST:
        raise ValueError(f"a path has at most {MOST} characters")
    if not text.startswith("$"):
        raise ValueError(f"a path begins with $: {_RULES}")
    try:
        path = _ENVIRONMENT.compile(text)
    except (JSONPathError, RecursionError, ValueError) as error:
        raise ValueError(f"this is no JSON path: {_RULES}") from error
    if not isinstance(path, JSONPath) or not all(map(_is_plain, path.segments)):
        raise ValueError(f"this path is more than a recipe may use: {_RULES}")
    return path


def _is_plain(segment: object) -> bool:
    if not isinstance(segment, JSONPathChildSegment) or len(segment.selectors) != 1:
        return False
    (selector,) = segment.selectors
    if isinstance(selector, Filter):
        return _is_comparison(selector.expression)
    return isinstance(selector, NameSelector | IndexSelector)


def _is_comparison(expression: BaseExpression) -> bool:
    if isinstance(expression, FilterExpression):
        return _is_comparison(expression.expression)
    if not isinstance(expression, InfixExpression):
        return False
    if expression.operator == "&&":
        return _is_comparison(expression.left) and _is_comparison(expression.right)
    return (
        expression.operator == "=="
        and isinstance(expression.right, _LITERALS)
        and isinstance(expression.left, RelativeFilterQuery)
        and expression.left.path.singular_query()
    )
