"""A short talk with `codex app-server`: hello, one question, good-bye. No thread and no turn is begun."""

from __future__ import annotations

import json
import re

from aimonitor import __version__
from aimonitor.errors import AppError, AuthError, Repair, ServiceError, WrongKeyError
from aimonitor.net.decode import decode as read_json
from aimonitor.net.redact import shown
from aimonitor.providers.builtin.codex.manifest import PROGRAM
from aimonitor.providers.builtin.codex.wire import RateLimits, Reply, RpcError
from aimonitor.providers.local import Line, Local
from aimonitor.providers.wire import changed_shape, decode

_HELLO, _QUESTION = 1, 2
_NO_SUCH_METHOD = -32601
_MOST_LINES = 200
_API_KEY = re.compile(r"chatgpt (account )?(auth|login)|api.?key", re.IGNORECASE)
_SIGNED_OUT = re.compile(r"auth|log(ged)? ?in|sign(ed)? ?in|token|401|unauthori", re.IGNORECASE)


async def read_rate_limits(local: Local, options: dict[str, str]) -> RateLimits:
    """What the plan's limits are. Raises AppError."""
    program = options.get(PROGRAM) or "codex"
    async with local.run(program, ["app-server"], name="Codex", variables=("CODEX_HOME",)) as codex:
        client = {"name": "aimonitor", "title": "AIMonitor", "version": __version__}
        await _ask(codex, _HELLO, "initialize", {"clientInfo": client})
        await codex.send(json.dumps({"method": "initialized"}))
        answer = await _ask(codex, _QUESTION, "account/rateLimits/read", None)
    return decode(RateLimits, answer, "the limits")


async def _ask(codex: Line, number: int, method: str, params: object) -> object:
    await codex.send(json.dumps({"id": number, "method": method, "params": params}))
    for _ in range(_MOST_LINES):
        reply = _reply(await codex.receive())
        if reply is None or reply.method is not None or reply.id != number:
            continue
        if reply.error is not None:
            raise _refusal(reply.error)
        return reply.result
    raise changed_shape("the limits", "no answer among many lines")


def _reply(line: str) -> Reply | None:
    """None for a line that is none of the protocol, such as a notice that an update is there."""
    try:
        told = read_json(line.encode())
    except AppError:
        return None
    return decode(Reply, told, "the limits") if isinstance(told, dict) else None


def _refusal(error: RpcError) -> AppError:
    words = error.message or ""
    if error.code == _NO_SUCH_METHOD:
        return ServiceError("This Codex cannot tell its limits yet. Update it.")
    refusal: AppError
    if _API_KEY.search(words):
        refusal = WrongKeyError(
            "Codex is signed in with an API key, and only a ChatGPT plan has limits. "
            "Run codex, sign in with ChatGPT, then try again here."
        )
    elif _SIGNED_OUT.search(words):
        refusal = AuthError(
            "Codex is not signed in, or its login has expired. Run codex and sign in, then try again here."
        )
    else:
        return ServiceError(f"Codex could not tell its limits: {shown(words) or 'it gives no reason.'}")
    refusal.repair = Repair.RETRY
    return refusal
