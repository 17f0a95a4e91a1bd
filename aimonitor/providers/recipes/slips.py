"""What is wrong with a recipe whose every field is fine: names that do not meet, ids that stand twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aimonitor.domain.provider import AGREED
from aimonitor.net.redact import plain
from aimonitor.providers.manifest import BASE_URL, REGION
from aimonitor.providers.recipes.fields import named_in
from aimonitor.providers.recipes.lines import Place
from aimonitor.providers.recipes.model import CountFigure, LeftFigure, LimitFigure, Recipe
from aimonitor.providers.recipes.words import TOKENS

_RESERVED = {AGREED, BASE_URL, REGION, *TOKENS}

Slip = tuple[Place, str]


def slips(recipe: Recipe) -> Iterator[Slip]:
    """Each with its place and in words."""
    yield from _twice(("options",), [option.id for option in recipe.options])
    yield from _twice(("keys",), [kind.id for kind in recipe.keys])
    yield from _twice(("figures",), [_row(figure) for figure in recipe.figures])
    for number, option in enumerate(recipe.options):
        if option.id in _RESERVED:
            yield ("options", number, "id"), f"{option.id} has a meaning already: choose another id"
    if recipe.keys and not any(kind.reads for kind in recipe.keys):
        yield ("keys",), "no kind of key reads anything: leave reads out for the right one"
    for name in recipe.request.headers:
        if name.lower() == recipe.auth.header.lower():
            yield ("request", "headers", name), "this header holds the key: leave it out here"
    yield from _nameless(recipe)


def _nameless(recipe: Recipe) -> Iterator[Slip]:
    """Names in braces that nothing stands for."""
    known = {option.id for option in recipe.options} | set(TOKENS)
    request = recipe.request
    sent: list[tuple[Place, object]] = [
        (("request", "path"), request.path),
        (("request", "body"), request.body),
    ]
    sent += [(("request", "params", name), value) for name, value in request.params.items()]
    for place, value in sent:
        for name in named_in(value):
            if name not in known:
                words = f"nothing is called {{{plain(name, 40)}}}: it is one of {', '.join(sorted(known))}"
                yield place, words


def _twice(place: Place, ids: Iterable[str | None]) -> Iterator[Slip]:
    seen: set[str] = set()
    for number, name in enumerate(ids):
        if name in seen:
            yield (*place, number, "id"), f"the id {name} stands there twice"
        if name is not None:
            seen.add(name)


def _row(figure: object) -> str | None:
    """The id that a figure is kept under, where it has one of its own."""
    return figure.id if isinstance(figure, LeftFigure | CountFigure | LimitFigure) else None
