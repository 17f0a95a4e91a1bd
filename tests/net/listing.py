"""A host that leads here, whose certificates are looked up in lists."""

from __future__ import annotations

from pathlib import Path

from aimonitor.net.http import HttpClient
from tests.net.calls import api_of
from tests.net.server import Reply, ScriptedServer

HOST, PROXY = "api.example.test", "proxy.example.test"


def put(lists: Path, content: bytes) -> None:
    """Keep this."""
    lists.write_bytes(content)


async def ask(client: HttpClient, server: ScriptedServer) -> object:
    """Ask that host for something."""
    server.reply("/x", Reply(json={"a": 1}))
    return await api_of(client, f"https://{HOST}:{server.port}").get("/x")
