from __future__ import annotations

import pytest
from msgspec.structs import replace

from aimonitor.errors import ConfigError
from aimonitor.providers.address import base_url, hosts, own_url
from aimonitor.providers.registry import Registry

OPENAI = Registry().manifest("openai")
MOONSHOT = Registry().manifest("moonshot")
OWN_SERVER = replace(OPENAI, name="Acme", base_url="", hosts=(), base_url_endings=("/v1",))


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("", "api.moonshot.ai"),
        ("International", "api.moonshot.ai"),
        ("China", "api.moonshot.cn"),
        ("china", "api.moonshot.cn"),
    ],
)
def test_the_key_goes_to_the_chosen_region_only(region: str, host: str) -> None:
    options = {"region": region} if region else {}
    assert base_url(MOONSHOT, options, {}) == f"https://{host}"
    assert hosts(MOONSHOT, options) == {host}
    assert len(MOONSHOT.hosts) == 2


def test_a_region_that_there_is_not_is_a_fault_of_the_configuration() -> None:
    with pytest.raises(ConfigError, match=r"no region called Mars\. It has: International, China\."):
        base_url(MOONSHOT, {"region": "Mars"}, {})


def test_the_users_address_comes_before_the_variable_and_that_before_the_service() -> None:
    environ = {OPENAI.base_url_env: "http://127.0.0.1:1"}
    assert base_url(OPENAI, {}, {}) == own_url(OPENAI, {}) == "https://api.openai.com"
    assert base_url(OPENAI, {}, environ) == "http://127.0.0.1:1"
    assert base_url(OPENAI, {"base_url": "https://gate.example.com/"}, environ) == "https://gate.example.com"
    assert (
        base_url(MOONSHOT, {"region": "China"}, {MOONSHOT.base_url_env: "http://[::1]:1"}) == "http://[::1]:1"
    )


def test_a_service_without_an_address_of_its_own_asks_for_one() -> None:
    with pytest.raises(ConfigError, match="Acme runs on a server of its own: enter its base URL"):
        base_url(OWN_SERVER, {}, {})
    assert own_url(OWN_SERVER, {}) == ""
    assert hosts(OWN_SERVER, {}) == frozenset()


@pytest.mark.parametrize("ending", ["", "/", "/v1", "/v1/"])
def test_what_is_copied_along_with_an_address_is_cut_off(ending: str) -> None:
    told = {"base_url": f"https://ai.example.com/proxy{ending}"}
    assert base_url(OWN_SERVER, told, {}) == "https://ai.example.com/proxy"


def test_an_unsafe_address_is_refused() -> None:
    with pytest.raises(ConfigError, match="must begin with https"):
        base_url(OWN_SERVER, {"base_url": "http://192.168.1.4:4000"}, {})


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("https://ai.example.com", "https://ai.example.com"),
        ("http://127.0.0.1:4000", OPENAI.dashboard),
        (None, OPENAI.dashboard),
    ],
)
def test_the_page_of_a_service_on_its_own_server_is_that_servers(address: str | None, page: str) -> None:
    assert OWN_SERVER.console(address) == page
    assert OPENAI.console("https://gateway.example.com") == OPENAI.dashboard
