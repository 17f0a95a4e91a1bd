"""`aimonitor recipes`: services that a file describes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from aimonitor.cli.add import key_from_stdin, refuse_without_agreement
from aimonitor.cli.exits import Exit
from aimonitor.cli.house import CLOCK, whole_registry, with_stack
from aimonitor.cli.options import Options
from aimonitor.cli.output import print_json, say
from aimonitor.cli.text import plain, table
from aimonitor.domain.provider import Provider
from aimonitor.domain.secret import Secret
from aimonitor.errors import ConfigError
from aimonitor.monitor.recipes import RecipeTest, check_recipe, try_answer
from aimonitor.monitor.stack import Stack
from aimonitor.providers.manifest import ProviderManifest
from aimonitor.providers.recipes.plugin import RecipePlugin, read_text
from aimonitor.providers.recipes.trial import Trial

SCHEMA = 1
_OURS = "AIMonitor"


def run(options: Options) -> Exit:
    """Carry out the action."""
    return _ACTIONS[options.action or "list"](options)


def _list(options: Options) -> Exit:
    registry = whole_registry(options)
    recipes = registry.recipes()
    if options.json:
        print_json({"schema": SCHEMA, "recipes": [_document(one) for one in recipes]})
    else:
        rows = [(one.manifest.type, one.manifest.name, _host(one.manifest), _origin(one)) for one in recipes]
        print(table([("Type", "Service", "Host", "From"), *(tuple(map(plain, row)) for row in rows)]))
    for problem in registry.problems:
        say(options, problem.message)
    return Exit.ATTENTION if registry.problems else Exit.OK


def _document(recipe: RecipePlugin) -> dict[str, object]:
    manifest = recipe.manifest
    return {
        "type": manifest.type,
        "name": manifest.name,
        "hosts": list(manifest.hosts),
        "file": None if recipe.file is None else str(recipe.file),
        "consent": manifest.consent,
    }


def _host(manifest: ProviderManifest) -> str:
    return ", ".join(manifest.hosts)


def _origin(recipe: RecipePlugin) -> str:
    return _OURS if recipe.file is None else recipe.file.name


def _check(options: Options) -> Exit:
    checked = check_recipe(read_text(options.file), options.file.name)
    if checked.manifest is None:
        for fault in checked.faults:
            print(plain(options.redactor.redact(fault)))
        return Exit.ATTENTION
    manifest = checked.manifest
    what = f"{plain(options.file.name)} is a recipe: {plain(manifest.name)}."
    print(f"{what} The key goes to {manifest.agreement} only.")
    return Exit.OK


def _test(options: Options) -> Exit:
    text, name = read_text(options.file), options.file.name
    if options.answer is not None:
        return _tell(try_answer(text, options.answer.read_bytes(), CLOCK, name))
    manifest = check_recipe(text, name).manifest
    if manifest is None:
        return _check(options)
    refuse_without_agreement(options, manifest.consent)
    key = key_from_stdin() if options.key_env is None else _key_of(options.key_env)
    options.redactor.add(key)
    request = RecipeTest(
        text=text, name=name, key=key, agreed=manifest.agreement, options=dict(options.settings)
    )

    async def test(stack: Stack) -> Trial:
        return await stack.recipes.test(request)

    return _tell(with_stack(options, test))


def _key_of(variable: str) -> Secret:
    key = Secret(os.environ.get(variable, "").strip())
    if not key:
        raise ConfigError(f"The variable {variable} holds no key.")
    return key


def _tell(trial: Trial) -> Exit:
    print("The answer")
    print(_indented(trial.answer or "There was none."))
    print()
    print("What the recipe makes of it")
    print(_indented("\n".join(trial.made) if trial.made else trial.problem))
    return Exit.ATTENTION if trial.problem else Exit.OK


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in _lines(text))


def _lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        yield plain(line)


def _agree(options: Options) -> Exit:
    async def agree(stack: Stack) -> tuple[Provider, ProviderManifest]:
        found = stack.monitor.find(options.provider)
        return await stack.recipes.agree(found.id), stack.registry.manifest(found.provider_type)

    provider, manifest = with_stack(options, agree)
    print(f"You agreed for {plain(provider.name)}. {plain(manifest.consent)}")
    return Exit.OK


def _schema(options: Options) -> Exit:
    from aimonitor.providers.recipes.schema import recipe_schema  # noqa: PLC0415  only this action

    del options
    print_json(recipe_schema())
    return Exit.OK


_ACTIONS: dict[str, Callable[[Options], Exit]] = {
    "list": _list,
    "check": _check,
    "test": _test,
    "agree": _agree,
    "schema": _schema,
}
