"""This computer, for clients that need no key: the two things that `local.Local` promises."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import NoReturn

from aimonitor.errors import PluginError
from aimonitor.net.answer import Json, Judge, Params
from aimonitor.providers import bridges
from aimonitor.providers.child import Child, running
from aimonitor.providers.local import Local


class LocalSources:
    """This computer, as its user has set it up."""

    def __init__(self, environ: Mapping[str, str], data: Path) -> None:
        self._environ = environ
        self._data = data

    def of(self, provider_type: str) -> Local:
        """What clients of that type may use."""
        return _Local(self._environ, self._data, provider_type)


class _Local:
    def __init__(self, environ: Mapping[str, str], data: Path, provider_type: str) -> None:
        self._environ = environ
        self._data = data
        self._type = provider_type

    def run(
        self, program: str, arguments: Sequence[str], *, name: str, variables: Collection[str] = ()
    ) -> AbstractAsyncContextManager[Child]:
        return running(program, arguments, name=name, environ=self._environ, variables=variables)

    async def kept(self) -> str | None:
        return await asyncio.to_thread(bridges.kept, self._data, self._type)


class NoService:
    """The `Api` of a provider that has no service to ask."""

    requests = 0

    async def get(self, path: str, params: Params | None = None, *, judge: Judge | None = None) -> Json:
        """There is nothing to ask. Raises PluginError."""
        del params, judge
        _refuse(path)

    async def post(self, path: str, body: Json, *, judge: Judge | None = None) -> Json:
        """As `get`."""
        del body, judge
        _refuse(path)


def _refuse(path: str) -> NoReturn:
    raise PluginError("A provider without a key has no service to ask.", detail=path)
