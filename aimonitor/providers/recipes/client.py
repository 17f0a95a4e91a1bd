"""The client of every recipe: one request, and what the recipe makes of its answer."""

from __future__ import annotations

import re
from typing import ClassVar
from urllib.parse import quote

from aimonitor.domain.periods import month_start, utc_day
from aimonitor.errors import ConfigError
from aimonitor.net.answer import Json, Judge
from aimonitor.providers.base import BalancePart, Call, KeyReport, ProviderClient, UsagePart
from aimonitor.providers.manifest import ProviderManifest
from aimonitor.providers.recipes.fields import filled
from aimonitor.providers.recipes.figures import read_figures
from aimonitor.providers.recipes.groups import changed
from aimonitor.providers.recipes.judge import RecipeJudge
from aimonitor.providers.recipes.model import Recipe
from aimonitor.providers.resets import settled

_STEP = re.compile(r"(?!\.+$)[A-Za-z0-9._~@:\-]{1,200}")
_NOTHING = "The answer tells none of the figures that the recipe names."


class RecipeClient(ProviderClient):
    """Has one kind of key that reads; the figures are what the key is tried with."""

    recipe: ClassVar[Recipe]

    @classmethod
    def headers(cls, api_key: str) -> dict[str, str]:
        """The key where the recipe puts it, and what the service wants beside."""
        return {**cls.recipe.request.headers, **cls.recipe.auth.headers(api_key)}

    async def check_key(self, call: Call) -> KeyReport:
        """A key that may read the figures is the right one."""
        await self.get_usage(call)
        kind = next(kind for kind in self.manifest.key_kinds if kind.can)
        return KeyReport(kind=kind.id, can=kind.can, advice=kind.advice)

    async def get_usage(self, call: Call) -> UsagePart:
        """All there is: costs, limits and, in the same answer, what is left."""
        return self.parts(await self.ask(call), call)

    async def get_balance(self, call: Call) -> BalancePart:
        """What is left."""
        part = (await self.get_usage(call)).balance
        return part if part is not None else BalancePart(balances=())

    async def ask(self, call: Call, judge: Judge | None = None) -> Json:
        """The answer as it is. Raises AppError."""
        return await _send(self.recipe, call, judge or RecipeJudge(self.recipe))

    def parts(self, answer: Json, call: Call) -> UsagePart:
        """What the recipe makes of `answer`. Raises SchemaError where nothing can be read of it."""
        name = self.recipe.name
        told = read_figures(self.recipe, answer, call.now)
        if told.is_another:
            raise changed(name, told.faults or told.left_out)
        windows, notes = settled(told.windows.found, call.notes)
        balance = BalancePart(
            balances=told.balances.known(),
            warnings=told.balances.warnings(name),
            failures=(*told.balances.failures(name, call.now), *told.stopped),
        )
        return UsagePart(
            spends=told.spends.known(),
            windows=None if told.windows.is_lost else windows,
            balance=balance,
            plan=told.plan,
            warnings=(
                *told.warnings,
                *told.windows.warnings(name),
                *told.spends.warnings(name),
                *((_NOTHING,) if told.is_empty and told.has_null else ()),
            ),
            failures=(*told.windows.failures(name, call.now), *told.spends.failures(name, call.now)),
            notes=notes,
        )


def client_of(recipe: Recipe, manifest: ProviderManifest) -> RecipeClient:
    """The client of this recipe."""

    class Client(RecipeClient):
        """It has nothing of its own but these two."""

    Client.recipe, Client.manifest = recipe, manifest
    return Client()


async def _send(recipe: Recipe, call: Call, judge: Judge) -> Json:
    request, api = recipe.request, call.api
    path = filled(request.path, lambda name: _step(recipe, call, name))
    params = filled(request.params, lambda name: _value(recipe, call, name))
    if request.method == "GET":
        return await api.get(path, params, judge=judge)
    return await api.post(
        path, filled(request.body or {}, lambda name: _value(recipe, call, name)), judge=judge
    )


def _value(recipe: Recipe, call: Call, name: str) -> str:
    """What stands for a name in braces. Raises ConfigError where the user has not entered it."""
    today = utc_day(call.now)
    days = {"today": today, "month_start": month_start(today)}
    if name in days:
        return days[name].isoformat()
    option = next(option for option in recipe.options if option.id == name)
    value = call.options.get(name) or option.default
    if not value:
        raise ConfigError(
            f"{recipe.name} needs one thing more: {option.label}. Edit the provider and enter it."
        )
    return value


def _step(recipe: Recipe, call: Call, name: str) -> str:
    """The same as one step of a path, which it cannot leave."""
    value = _value(recipe, call, name)
    if not _STEP.fullmatch(value):
        label = next((option.label for option in recipe.options if option.id == name), name)
        raise ConfigError(f"{label} cannot be used: it holds a sign that no such id has. Edit the provider.")
    return quote(value, safe="@:~")
