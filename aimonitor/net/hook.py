"""One message to an address that is itself a secret: https, no redirect, little read, no word of it told."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from yarl import URL

from aimonitor.domain.secret import Secret
from aimonitor.errors import AppError, AuthError, ConfigError, NetworkError, RateLimitError, ServiceError
from aimonitor.net.api import PATIENCE, Means, waits
from aimonitor.net.exchange import Incoming, NoAnswerError, Outgoing
from aimonitor.net.origin import is_loopback, shown_host
from aimonitor.net.retry_after import read_pause

ATTEMPTS = 3
LARGEST_BODY = 16 * 1024
"""Bytes: what is told to people is short."""

_PLAIN = re.compile(r"[!-~]+")
_LONGEST = 2000
_FIRST_ERROR, _FIRST_SERVER_ERROR = 300, 500
_SAYS_NO = frozenset({401, 403, 404, 410})
_LATER = frozenset({408, 429})


def check_hook(address: Secret) -> URL:
    """The address, fit to be sent to: https, or http on this machine.

    Raises ConfigError, which does not repeat it.
    """
    text = address.reveal()
    url = _parsed(text)
    if url is None:
        raise ConfigError(
            "This is not a webhook's address: it should look such as https://hooks.example.com/..."
        )
    if url.user is not None or url.password is not None:
        raise ConfigError("A webhook's address must not hold a user name or password before the host.")
    if url.scheme != "https" and not (url.scheme == "http" and is_loopback(url.host or "")):
        raise ConfigError("A webhook's address must begin with https://: nobody may read it on the way.")
    return url


def _parsed(text: str) -> URL | None:
    if len(text) > _LONGEST or not _PLAIN.fullmatch(text) or "\\" in text:
        return None
    try:
        urlsplit(text).port  # noqa: B018  a port that is none raises
        url = URL(text)
        (url.host or "").encode("idna")  # read as late as this; what is no host raises
    except ValueError:
        return None
    return url.with_fragment(None) if url.host and url.scheme in {"http", "https"} else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is sent: `body` is JSON."""

    url: URL = field(repr=False)
    body: bytes


@dataclass(frozen=True, slots=True)
class _Trouble:
    error: AppError
    again: bool
    wait: float | None = None


async def send_message(means: Means, message: Message) -> None:
    """Post it, again after a fault that may pass.

    Raises NetworkError, ServiceError, RateLimitError, AuthError. None names more of the address than
    its host, and none repeats what the server said.
    """
    if len(message.body) > LARGEST_BODY:
        raise ConfigError("The message is too long to be sent.")
    left, pauses = means.total_timeout(), waits()
    for attempt in range(1, ATTEMPTS + 1):
        trouble = await _try(means, message, left)
        if trouble is None:
            return
        wait = means.rng.uniform(0, next(pauses)) if trouble.wait is None else trouble.wait
        if attempt == ATTEMPTS or not trouble.again or wait > min(PATIENCE, left):
            raise trouble.error
        left -= wait
        await means.sleep(wait)


async def _try(means: Means, message: Message, seconds: float) -> _Trouble | None:
    outgoing = Outgoing(
        method="POST",
        url=message.url,
        may_go=lambda host: host == message.url.host,
        headers={"Content-Type": "application/json"},
        body=message.body,
    )
    try:
        incoming = await means.send(outgoing, seconds)
    except NoAnswerError as failure:
        return _Trouble(_no_answer(failure), again=not failure.lasting)
    error = _judged(incoming, shown_host(str(message.url)))
    if error is None:
        return None
    pause = read_pause(incoming.headers, means.now())
    return _Trouble(error, again=error.retryable, wait=None if pause is None else pause.seconds)


def _no_answer(failure: NoAnswerError) -> AppError:
    """The fault in words that speak of a message; what was refused is not a network's fault."""
    text = failure.error.message.replace("the key was not sent", "nothing was sent")
    if failure.lasting and failure.connected:
        return AuthError(text)
    return NetworkError(text, detail=failure.error.detail)


def _judged(incoming: Incoming, host: str) -> AppError | None:
    status = incoming.status
    if status < _FIRST_ERROR:
        return None
    if status in _LATER:
        return RateLimitError(f"{host} asks to wait (status {status}).", status=status)
    if status >= _FIRST_SERVER_ERROR:
        return ServiceError(f"{host} has a fault of its own (status {status}).", status=status)
    if status in _SAYS_NO:
        return AuthError(f"{host} does not know this webhook any more (status {status}).", status=status)
    return AuthError(f"{host} did not take the message (status {status}). Check the webhook.", status=status)
