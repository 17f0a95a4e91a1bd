"""Redirects: followed where the key may go, and nowhere else."""

from __future__ import annotations

from tests.reliability.front import Reply
from tests.reliability.row import POLITELY, Row, World, harmless
from tests.reliability.scene import HOST, Scene
from tests.reliability.worlds import answer, replying

_ELSEWHERE = "{host} sent the request on to %s, where the key must not go, so it was not followed."


def to(target: str, status: int = 302) -> World:
    """All is redirected; {port} is the service's."""

    def made(scene: Scene) -> Reply:
        place = target.replace("{port}", str(scene.front.port))
        return lambda _path: answer(status, location=place)

    return replying(made)


def _moved(path: str) -> bytes | None:
    """Each request once, to another address of the same host."""
    return None if "moved=1" in path else answer(307, location=f"{path}&moved=1")


def _stays(fault: str, world: World, words: str) -> Row:
    return Row(fault=fault, world=world, words=words, again=POLITELY)


REDIRECTS = (
    harmless("To another path of the same host", replying(lambda _: _moved), "it is followed with the key"),
    _stays("To another host", to("https://other.example.com/"), _ELSEWHERE % "other.example.com"),
    _stays("To another port of the same host", to(f"https://{HOST}:9/"), _ELSEWHERE % f"{HOST}:9"),
    _stays("To plain http", to(f"http://{HOST}/"), _ELSEWHERE % f"{HOST} without encryption"),
    _stays("To this computer", to("https://127.0.0.1/"), _ELSEWHERE % "127.0.0.1"),
    _stays("In a circle", to(f"https://{HOST}:{{port}}/again"), "{host} sent the request round in circles."),
    _stays(
        "To an address that cannot be read",
        to("https://[oops"),
        "{host} sent the request on to an address that cannot be read.",
    ),
)
