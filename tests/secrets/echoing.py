"""The demo's services, ill-mannered: each gives the key back, in another place and form each time."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aimonitor.demo import cast
from aimonitor.demo.exchange import Asked, Reply, Service
from aimonitor.demo.servers import DemoServers
from tests.secrets import canaries
from tests.secrets.canaries import FORMS, Canary, Form

KNOWN: dict[str, tuple[Canary, cast.DemoProvider]] = {
    "openai": (canaries.OPENAI, cast.PRODUCTION),
    "anthropic": (canaries.ANTHROPIC, cast.RESEARCH),
    "openrouter": (canaries.OPENROUTER, cast.ROUTER),
    "deepseek": (canaries.DEEPSEEK, cast.WALLET),
    "litellm": (canaries.LITELLM, cast.GATEWAY),
}
"""Who is entered with which key, and which key of the demo's that is in truth."""

_ACCOUNTS = ("model_permaslug", "workspace_name", "endpoint_id", "provider_name", "creator_user_id")
_NAMED = frozenset(
    (*_ACCOUNTS, "model", "name", "label", "line_item", "slug", "description", "key_alias", "team_alias")
)
_BY_NAME = frozenset(("models", "model_groups", "providers", "api_keys", "entities"))
_NO_RETRY = {"x-should-retry": "false"}

Mood = Callable[[Reply, str], Reply]


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw(Reply):
    """A body that is sent as it is."""

    def text(self) -> str:
        return str(self.body)


def as_names(reply: Reply, form: str) -> Reply:
    """A good answer in which models, keys and accounts are named like the key."""
    traced = form if form.isprintable() and form.isascii() else "none"
    return Reply(status=reply.status, body=_renamed(reply.body, form), headers={"X-Trace": traced})


def _renamed(value: Any, form: str) -> Any:  # noqa: ANN401  whatever JSON it is
    if isinstance(value, list):
        return [_renamed(one, form) for one in value]
    if not isinstance(value, dict):
        return value
    made = {name: _renamed(one, form) for name, one in value.items()}
    for name, one in made.items():
        if name in _NAMED and isinstance(one, str):
            made[name] = f"{one} {form}"
        elif name in _BY_NAME and isinstance(one, dict):
            made[name] = {f"{each} {form}": inner for each, inner in one.items()}
    return made


def _error(status: int, **headers: str) -> Mood:
    def answer(reply: Reply, form: str) -> Reply:
        del reply
        body = {"error": {"message": f"Wrong key {form}, says {form[:-3]}", "code": form, "param": form}}
        told = {name.replace("_", "-"): value.format(form) for name, value in headers.items()}
        return Reply(status=status, body=body, headers=_NO_RETRY | told)

    return answer


def as_page(reply: Reply, form: str) -> Reply:
    """A web page of a proxy's, with all it was sent."""
    del reply
    return Raw(status=502, body=f"<html><title>{form}</title>Authorization: {form}</html>", headers=_NO_RETRY)


def cut_off(reply: Reply, form: str) -> Reply:
    """A good answer that breaks off, behind the key."""
    return Raw(status=reply.status, body='{"' + form + '": "' + form)


def of_wrong_types(reply: Reply, form: str) -> Reply:
    """Every figure is the key."""
    told = json.loads(reply.text(), parse_float=lambda _: form, parse_int=lambda _: form)
    return Reply(status=reply.status, body=told)


def failed_in_200(reply: Reply, form: str) -> Reply:
    """A failure with the status of a success."""
    del reply
    return Reply(body={"success": False, "code": form, "msg": form, "error": {"message": form}, form: form})


MOODS: tuple[Mood, ...] = (
    as_names,
    _error(401),
    as_names,
    _error(429, Retry_After="{}", X_RateLimit_Reset="{}"),
    as_names,
    as_page,
    _error(302, Location="https://elsewhere.example/{}?key={}".replace("{}", "{0}")),
    as_names,
    cut_off,
    of_wrong_types,
    as_names,
    failed_in_200,
    _error(403, WWW_Authenticate='Bearer realm="{}"'),
    as_names,
    _error(500, Retry_After="1"),
    _error(402),
)


class Echoing:
    """A service of the demo behind the key that was entered for it."""

    def __init__(
        self, service: Service, canary: Canary, known: str, mood: Callable[[], Mood], forms: Sequence[Form]
    ) -> None:
        self._service = service
        self._canary = canary
        self._known = known
        self._mood = mood
        self._forms = itertools.cycle(forms)
        self.keys_seen: set[str] = set()

    def answer(self, asked: Asked, now: datetime) -> Reply:
        """As the service, then as the mood is."""
        headers = {
            name: text.replace(self._canary.value, self._known) for name, text in asked.headers.items()
        }
        if headers != asked.headers:
            self.keys_seen.add(self._canary.name)
        asked = Asked(
            method=asked.method, path=asked.path, query=asked.query, headers=headers, body=asked.body
        )
        reply = self._service.answer(asked, now)
        return self._mood()(reply, next(self._forms)(self._canary.value))


class EchoServers(DemoServers):
    """Five services in a mood that the test sets. `round`: which one; each service is three further.

    `forms`: what they make of the key before they give it back.
    """

    round = 0
    forms: Sequence[Form] = FORMS

    def _make_services(self) -> dict[str, Service]:
        plain = super()._make_services()
        return {name: self._echoing(place, name, plain[name]) for place, name in enumerate(KNOWN)}

    def _echoing(self, place: int, name: str, service: Service) -> Service:
        canary, member = KNOWN[name]

        def mood() -> Mood:
            return MOODS[(self.round + 3 * place) % len(MOODS)]

        return Echoing(service, canary, member.key.reveal(), mood, self.forms)

    @property
    def services(self) -> Mapping[str, Any]:
        """By provider type."""
        return self._services
