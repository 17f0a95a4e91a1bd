"""Sources on this computer that need no key of ours: a command that is run, a file that a bridge keeps.

Nothing here runs before the user has agreed to the manifest's `consent`. No file of another program
is opened, and no secret is handed on.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from aimonitor.errors import PluginError


class Line(Protocol):
    """A command that runs, spoken to in lines of text."""

    async def send(self, line: str) -> None:
        """Write a line to it. Raises ServiceError when it has ended."""

    async def receive(self) -> str:
        """Its next line. Raises ServiceError when it ended, or is too late or too long."""


class Local(Protocol):
    """What a client without a key may use of this computer."""

    def run(
        self, program: str, arguments: Sequence[str], *, name: str, variables: Collection[str] = ()
    ) -> AbstractAsyncContextManager[Line]:
        """Start a command that is ended with the block, whatever happens.

        `program`: a path, or a name to look for. `name` is how sentences call it. `variables`: those
        of the environment that it gets beside the few that every program needs.
        Raises ConfigError where it cannot be found or started.
        """

    async def kept(self) -> str | None:
        """What the bridge of this provider type kept last; None where it never did.

        Raises ServiceError where it cannot be read.
        """


class Sources(Protocol):
    """A computer, by the type of provider that asks it."""

    def of(self, provider_type: str) -> Local:
        """What clients of that type may use."""


def local_of(call: HasLocal) -> Local:
    """This computer, as a call has it. Raises PluginError where it has none."""
    if call.local is None:
        raise PluginError("Nothing on this computer can be asked from here.")
    return call.local


class HasLocal(Protocol):
    """A call that may have this computer."""

    @property
    def local(self) -> Local | None:
        """See `base.Call`."""
