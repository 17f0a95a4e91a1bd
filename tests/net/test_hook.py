from __future__ import annotations

import random

import pytest

from aimonitor.domain.secret import Secret
from aimonitor.errors import AppError, AuthError, ConfigError, NetworkError, RateLimitError, ServiceError
from aimonitor.net.hook import LARGEST_BODY, check_hook
from aimonitor.net.http import HttpClient
from aimonitor.net.settings import HttpSettings
from tests.net.clock import FakeClock
from tests.net.server import Reply, ScriptedServer

TOKEN = "T0TESTonlyTESTonly0123456789"
PATH = f"/services/{TOKEN}"
BODY = b'{"text": "Hello"}'


def address(server: ScriptedServer) -> Secret:
    return Secret(f"{server.url}{PATH}?key={TOKEN}")


async def fault(client: HttpClient, where: Secret) -> AppError:
    with pytest.raises(AppError) as caught:
        await client.send_message(where, BODY)
    assert TOKEN not in repr(caught.value) + str(caught.value) + caught.value.detail
    return caught.value


async def test_the_message_arrives_as_json_at_the_whole_address(
    client: HttpClient, server: ScriptedServer
) -> None:
    server.reply(PATH, Reply(status=204, body=b""))
    await client.send_message(address(server), BODY)
    (seen,) = server.seen
    assert (seen.method, seen.path, seen.body, seen.query) == ("POST", PATH, BODY, (("key", TOKEN),))
    assert seen.headers["content-type"] == "application/json"
    assert "authorization" not in seen.headers


async def test_an_answer_that_is_no_json_is_as_good(client: HttpClient, server: ScriptedServer) -> None:
    server.reply(PATH, Reply(body="ok", content_type="text/html"))
    await client.send_message(address(server), BODY)
    assert len(server.seen) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 408, 429])
async def test_a_fault_that_may_pass_is_tried_again(
    client: HttpClient, server: ScriptedServer, clock: FakeClock, status: int
) -> None:
    server.replies(PATH, [Reply(status=status), Reply(status=status), Reply()])
    before = clock.now()
    await client.send_message(address(server), BODY)
    assert len(server.seen) == 3
    assert clock.now() > before


@pytest.mark.parametrize(("status", "kind"), [(503, ServiceError), (429, RateLimitError)])
async def test_after_three_attempts_it_is_given_up(
    client: HttpClient, server: ScriptedServer, status: int, kind: type[AppError]
) -> None:
    server.reply(PATH, Reply(status=status, json={"error": TOKEN}))
    error = await fault(client, address(server))
    assert isinstance(error, kind)
    assert (error.retryable, len(server.seen)) == (True, 3)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
async def test_a_no_is_final_and_what_the_server_says_is_not_repeated(
    client: HttpClient, server: ScriptedServer, status: int
) -> None:
    server.reply(PATH, Reply(status=status, json={"error": {"message": f"no such hook {TOKEN}"}}))
    error = await fault(client, address(server))
    assert isinstance(error, AuthError)
    assert (error.retryable, len(server.seen)) == (False, 1)
    assert f"status {status}" in error.message


async def test_a_pause_that_the_server_asks_for_is_kept(
    client: HttpClient, server: ScriptedServer, clock: FakeClock
) -> None:
    server.replies(PATH, [Reply(status=429, headers={"Retry-After": "7"}), Reply()])
    before = clock.now()
    await client.send_message(address(server), BODY)
    assert (clock.now() - before).total_seconds() == pytest.approx(7)


async def test_a_long_pause_is_not_slept_through(client: HttpClient, server: ScriptedServer) -> None:
    server.reply(PATH, Reply(status=429, headers={"Retry-After": "600"}))
    assert isinstance(await fault(client, address(server)), RateLimitError)
    assert len(server.seen) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_is_followed(client: HttpClient, server: ScriptedServer, status: int) -> None:
    server.reply(PATH, Reply(status=status, headers={"Location": "https://elsewhere.example/hook"}))
    error = await fault(client, address(server))
    assert (len(server.seen), error.retryable) == (1, False)
    server.reply(PATH, Reply(status=status, headers={"Location": f"{server.url}/other"}))
    await fault(client, address(server))
    assert "/other" not in server.paths()


async def test_an_endless_answer_is_not_read(server: ScriptedServer, clock: FakeClock) -> None:
    small = HttpClient(
        HttpSettings(proxy_mode="none", max_body=1000),
        now=clock.now,
        monotonic=clock.monotonic,
        sleep=clock.sleep,
        rng=random.Random(7),
    )
    server.reply(PATH, Reply(body=b"x" * 5000))
    await fault(small, address(server))
    await small.aclose()
    assert len(server.seen) == 1


async def test_nobody_there_is_a_network_error_without_the_address(client: HttpClient) -> None:
    error = await fault(client, Secret(f"http://127.0.0.1:9{PATH}"))
    assert isinstance(error, NetworkError)


async def test_a_message_that_is_too_long_is_not_sent(client: HttpClient, server: ScriptedServer) -> None:
    with pytest.raises(ConfigError, match="too long"):
        await client.send_message(address(server), b"x" * (LARGEST_BODY + 1))
    assert server.seen == []


BAD = {
    "http elsewhere": f"http://hooks.example.com/{TOKEN}",
    "no host": f"https:///{TOKEN}",
    "another scheme": f"ftp://hooks.example.com/{TOKEN}",
    "a password": f"https://me:{TOKEN}@hooks.example.com/",
    "a user": f"https://{TOKEN}@hooks.example.com/",
    "a space": f"https://hooks.example.com/ {TOKEN}",
    "a backslash": f"https://hooks.example.com\\{TOKEN}",
    "letters of other scripts": f"https://hooks.exämple.com/{TOKEN}",
    "a port that is none": f"https://hooks.example.com:{TOKEN}/",
    "nothing": "",
    "a word": TOKEN,
    "far too long": "https://hooks.example.com/" + TOKEN * 100,
    "loopback in disguise": f"http://127.0.0.1.example.com/{TOKEN}",
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_an_address_that_cannot_be_used_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        check_hook(Secret(text))
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["https://hooks.example.com/a?b=c", "http://127.0.0.1:80/x", "http://localhost/x"]
)
def test_https_and_this_machine_are_fine(text: str) -> None:
    assert str(check_hook(Secret(text))).startswith(("https://hooks", "http://"))


@pytest.mark.parametrize(
    "odd", ["https://xn--/hook", "https://a..b/hook", f"https://{'a' * 70}.example.com/hook"]
)
async def test_a_host_that_cannot_be_is_no_address(client: HttpClient, odd: str) -> None:
    with pytest.raises(ConfigError, match="not a webhook's address"):
        await client.send_message(Secret(odd), BODY)
