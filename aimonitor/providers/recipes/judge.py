"""What an answer that a recipe's service gave stands for, also where a failure comes with status 200."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aimonitor.errors import AppError, SchemaError, ServiceError
from aimonitor.net.answer import Answer, Json
from aimonitor.net.judge import server_words
from aimonitor.net.redact import shown
from aimonitor.providers.recipes.model import Recipe
from aimonitor.providers.recipes.paths import ManyError, MissingError, Path
from aimonitor.providers.verdict import Verdict

_FIRST_ERROR = 400
_UNAUTHORIZED = 401


class RecipeJudge:
    """A judge (`net.answer.Judge`): the statuses as `Verdict` has them, and what the recipe says beside."""

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        name, auth = recipe.name, recipe.auth
        refused = auth.refused or f"Invalid API key: {name} rejects it. The key is wrong, or was deleted."
        self._verdict = Verdict(name=name, refused=refused, forbidden=auth.forbidden or "")

    def __call__(self, answer: Answer) -> AppError | None:
        """The error that `answer` stands for; None for one that can be used."""
        rules = self._recipe.answer
        if answer.is_json and self._is_refusal(answer.json):
            return self._verdict(replace(answer, status=_UNAUTHORIZED))
        if answer.status >= _FIRST_ERROR or not answer.is_json:
            return self._verdict(answer)
        if rules.ok is None:
            return None
        told = value_at(rules.ok, answer.json)
        if is_among(told, rules.ok_values):
            return None
        if told is None and not self._said(answer):
            words = f"Invalid response format: {self._recipe.name} does not say whether its answer is good."
            return SchemaError(f"{words} Check the recipe, or update it.", detail=f"ok: {rules.ok.text}")
        said = sentence(self._said(answer) or "it gives no reason")
        return ServiceError(f"{self._recipe.name} could not answer: {said}", status=answer.status)

    def _is_refusal(self, json: Json) -> bool:
        rules = self._recipe.answer
        return rules.code is not None and is_among(value_at(rules.code, json), rules.refused_codes)

    def _said(self, answer: Answer) -> str:
        path = self._recipe.answer.error
        told = value_at(path, answer.json) if path is not None else None
        return shown(told) if isinstance(told, str) else server_words(answer)


def sentence(text: str) -> str:
    """Words of others with an end."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def value_at(path: Path, json: Json) -> Json:
    """What stands there; None where there is nothing, or more than one thing."""
    try:
        return path.find(json)
    except (MissingError, ManyError):
        return None


def is_among(value: Json, values: Sequence[bool | int | str]) -> bool:
    """Whether `value` is one of them; true is not 1, and "1" is not 1."""
    return any(value == one and type(value) is type(one) for one in values)
