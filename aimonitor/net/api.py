"""A service as one provider's key may call it: attempts, pauses, judgement."""

from __future__ import annotations

import json
import random
from collections.abc import Awaitable, Callable, Generator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import backoff
from yarl import URL

from aimonitor.errors import AppError, NetworkError, RateLimitError, ServiceError
from aimonitor.net.answer import Answer, Json, Judge, Params
from aimonitor.net.decode import decode
from aimonitor.net.exchange import Incoming, NoAnswerError, Outgoing
from aimonitor.net.judge import default_judge
from aimonitor.net.limiter import Limiter, Sleep
from aimonitor.net.origin import host_of, join
from aimonitor.net.pauses import Pauses
from aimonitor.net.redact import header_secrets, redact
from aimonitor.net.retry_after import Pause, duration_words, read_pause

PATIENCE = 10.0
"""Seconds: a longer pause is not slept through inside a request."""

_RETRIED = frozenset({408, 429})
_FIRST_ERROR = 400
_FIRST_SERVER_ERROR = 500
_TEXT_KEPT = 4000

Send = Callable[[Outgoing, float], Awaitable[Incoming]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What all providers' calls share. `slow` are short pauses, slept through; `pauses` the others."""

    send: Send
    total_timeout: Callable[[], float]
    limiter: Limiter
    pauses: Pauses
    slow: Pauses
    now: Callable[[], datetime]
    monotonic: Callable[[], float]
    sleep: Sleep
    rng: random.Random


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who calls, where to, and what the key may be sent to."""

    provider_id: str
    base_url: str
    hosts: frozenset[str]
    host_gap: timedelta
    attempts: int
    headers: Mapping[str, str] = field(repr=False)
    judge: Judge | None = None


@dataclass(frozen=True, slots=True)
class _Trouble:
    error: AppError
    again: bool
    pause: Pause | None = None
    out_of_time: bool = False


class _Budget:
    """The seconds left for a request. Time in our own queue is not the server's and does not count."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds


class BoundApi:
    """An `Api`. Every error it raises is free of the headers' values, whatever the server echoes."""

    def __init__(self, means: Means, caller: Caller) -> None:
        self._means = means
        self._caller = caller
        self._host = host_of(caller.base_url)
        self._secrets = header_secrets(caller.headers)
        self._requests = 0

    @property
    def requests(self) -> int:
        """Attempts made so far."""
        return self._requests

    async def get(self, path: str, params: Params | None = None, *, judge: Judge | None = None) -> Json:
        """See `Api.get`."""
        return await self._call(self._outgoing("GET", path, params), judge)

    async def post(self, path: str, body: Json, *, judge: Judge | None = None) -> Json:
        """See `Api.post`. A Decimal in `body` is a TypeError: JSON would bend it."""
        return await self._call(self._outgoing("POST", path, None, json.dumps(body).encode()), judge)

    async def _call(self, outgoing: Outgoing, judge: Judge | None) -> Json:
        try:
            return await self._persist(outgoing, judge or self._caller.judge)
        except AppError as error:
            error.message = redact(error.message, self._secrets)
            error.detail = redact(error.detail, self._secrets)
            error.args = (error.message,)
            raise

    async def _persist(self, outgoing: Outgoing, judge: Judge | None) -> Json:
        budget = _Budget(self._means.total_timeout())
        pauses = waits()
        tries, before = 0, None
        while True:
            tries += 1
            outcome = await self._attempt(outgoing, judge, budget)
            if not isinstance(outcome, _Trouble):
                return outcome
            if outcome.out_of_time and before is not None and isinstance(before.error, NetworkError):
                raise before.error
            before = outcome
            wait = self._wait_before_retry(outcome, pauses)
            if not outcome.again or tries >= self._caller.attempts or wait > min(PATIENCE, budget.left):
                raise self._given_up(outcome)
            if outcome.pause is not None:
                self._means.slow.begin(self._caller.provider_id, wait)
            else:
                await self._rest(wait, budget)

    async def _attempt(self, outgoing: Outgoing, judge: Judge | None, budget: _Budget) -> Json | _Trouble:
        means, caller = self._means, self._caller
        while True:
            await self._wait_out_slow_down(budget)
            async with means.limiter.turn(self._host, caller.provider_id, caller.host_gap):
                # Asked here, not before the queue: a call ahead in it may have been told to wait
                self._refuse_in_pause()
                if means.slow.left(caller.provider_id):
                    continue
                started = means.monotonic()
                try:
                    return self._judged(await self._sent(outgoing, budget.left), judge)
                except NoAnswerError as failure:
                    return _Trouble(failure.error, not failure.lasting, out_of_time=failure.out_of_time)
                finally:
                    budget.left -= means.monotonic() - started

    async def _sent(self, outgoing: Outgoing, seconds: float) -> Incoming:
        self._requests += 1
        return await self._means.send(outgoing, seconds)

    def _judged(self, incoming: Incoming, judge: Judge | None) -> Json | _Trouble:
        pause = read_pause(incoming.headers, self._means.now())
        answer, fault = _answer(incoming, pause)
        error = (judge(answer) if judge else None) or default_judge(answer) or fault
        if error is None:
            return answer.json
        told = pause if _may_pause(answer.status, error) else None
        if told and isinstance(error, RateLimitError | ServiceError) and error.retry_after is None:
            error.retry_after = told.seconds
        return _Trouble(error, _may_try_again(answer, error), told)

    def _wait_before_retry(self, trouble: _Trouble, pauses: Generator[float, None, None]) -> float:
        wait = self._means.rng.uniform(0, next(pauses))
        return trouble.pause.seconds if trouble.pause and trouble.pause.seconds else wait

    def _given_up(self, trouble: _Trouble) -> AppError:
        pause = trouble.pause
        if pause is not None and pause.seconds:
            self._means.pauses.begin(self._caller.provider_id, pause.seconds)
            if pause.asked > PATIENCE:
                trouble.error.message += f" {pause.words}"
        return trouble.error

    async def _wait_out_slow_down(self, budget: _Budget) -> None:
        left = self._means.slow.left(self._caller.provider_id)
        if left > budget.left:
            raise self._pause_error(left)
        if left:
            await self._rest(left, budget)

    async def _rest(self, seconds: float, budget: _Budget) -> None:
        budget.left -= seconds
        await self._means.sleep(seconds)

    def _refuse_in_pause(self) -> None:
        left = self._means.pauses.left(self._caller.provider_id)
        if left:
            raise self._pause_error(left)

    def _pause_error(self, left: float) -> RateLimitError:
        return RateLimitError(
            f"The service asked for a pause. AIMonitor asks again in {duration_words(left)}.",
            retry_after=left,
        )

    def _outgoing(self, method: str, path: str, params: Params | None, body: bytes | None = None) -> Outgoing:
        url = URL(join(self._caller.base_url, path))
        headers = dict(self._caller.headers)
        if body is not None:
            headers["Content-Type"] = "application/json"
        return Outgoing(
            method=method,
            url=url.extend_query(_pairs(params or {})),
            may_go=self._caller.hosts.__contains__,
            headers=headers,
            body=body,
        )


def waits() -> Generator[float, None, None]:
    """Up to how many seconds to wait before each next attempt."""
    # The library's decorators sleep on the real clock and warn on Python 3.14; its exponential does neither
    pauses: Generator[float, None, None] = backoff.expo(base=2, factor=0.5, max_value=8)
    next(pauses)
    return pauses


def _pairs(params: Params) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, value in params.items():
        values = [str(value)] if isinstance(value, str | int) else list(value)
        pairs += [(name, each) for each in values]
    return pairs


def _answer(incoming: Incoming, pause: Pause | None) -> tuple[Answer, AppError | None]:
    value: Json = None
    fault: AppError | None = None
    try:
        value = decode(incoming.body, status=incoming.status)
    except AppError as error:
        fault = error
    answer = Answer(
        status=incoming.status,
        headers=incoming.headers,
        json=value,
        is_json=fault is None,
        text=incoming.body[:_TEXT_KEPT].decode("utf-8", "replace"),
        retry_after=pause.seconds if pause else None,
    )
    return answer, fault


def _may_pause(status: int, error: AppError) -> bool:
    return error.retryable and (status in _RETRIED or status >= _FIRST_SERVER_ERROR)


def _may_try_again(answer: Answer, error: AppError) -> bool:
    said = answer.headers.get("x-should-retry", "").strip().lower()
    if said == "false" or not error.retryable:
        return False
    if answer.status in _RETRIED or answer.status >= _FIRST_SERVER_ERROR:
        return True
    return said == "true" and answer.status < _FIRST_ERROR
