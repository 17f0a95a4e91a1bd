"""However an address is written, it is the service's own host, or no key goes there."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from yarl import URL

from aimonitor.errors import AppError, ConfigError
from aimonitor.net.exchange import NoAnswerError, Outgoing, _check_destination, _next_url
from aimonitor.net.origin import check_base_url, is_loopback
from aimonitor.providers import address
from aimonitor.providers.manifest import BASE_URL, REGION, ProviderManifest
from aimonitor.providers.registry import Registry

HOST = "api.example.com"
HERE = Outgoing(
    method="GET", url=URL(f"https://{HOST}/v1/costs"), may_go=frozenset({HOST}).__contains__, headers={}
)
OWN = [
    "/v2",
    "?page=2",
    "v2",
    f"https://{HOST}/v2",
    f"https://{HOST}:443/v2",
    f"HTTPS://{HOST.upper()}/v2",
    f"//{HOST}/v2",
]
FOREIGN = [
    f"http://{HOST}/v2",
    f"http://{HOST}:443/v2",
    f"https://{HOST}:8443/v2",
    f"https://{HOST}./v2",
    f"https://{HOST}@evil.example/v2",
    f"https://{HOST}:443@evil.example/v2",
    f"https://evil.example\\@{HOST}/v2",
    f"https://evil.example#@{HOST}/v2",
    f"https://evil.example?@{HOST}/v2",
    f"https://me:pass@{HOST}/v2",
    f"https://{HOST}.evil.example/v2",
    f"https://evil-{HOST}/v2",
    "https://api.example.com%2eevil.example/v2",
    "https://xn--pi-7kc.example.com/v2",
    "https://\u0430pi.example.com/v2",
    "https://api.ex\u00adample.org/v2",
    "https://api.example.c0m/v2",
    "https://[::1]/v2",
    "https://[::ffff:127.0.0.1]/v2",
    "http://127.0.0.1/v2",
    "http://localhost/v2",
    "//evil.example/v2",
    "\\\\evil.example/v2",
    "https:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
]
_TRICKY = "".join(sorted(set(HOST + "https://evil@:.#?\\%2e[]\t\u0430\u3002\uff0e\u00ad443")))


def follow(location: str) -> URL | None:
    """Where the next request with the key would go; None: nowhere."""
    try:
        url = _next_url(HERE, location)
        _check_destination(Outgoing(method="GET", url=url, may_go=HERE.may_go, headers={}))
    except NoAnswerError:
        return None
    return url


@pytest.mark.parametrize("location", OWN)
def test_the_same_origin_in_other_words_is_followed(location: str) -> None:
    url = follow(location)
    assert url is not None
    assert (url.scheme, url.host, url.port) == ("https", HOST, 443)


@pytest.mark.parametrize("location", FOREIGN)
def test_another_origin_is_not_however_it_is_written(location: str) -> None:
    url = follow(location)
    assert url is None or (url.scheme, url.raw_host, url.port) == ("https", HOST, 443)
    assert url is None or "evil" not in url.authority


@settings(deadline=None, max_examples=300)
@given(st.one_of(st.text(alphabet=_TRICKY, max_size=60), st.text(max_size=30)))
@example(f"https://{HOST}\u3002/v2")
@example(f"https://{HOST}\uff0eevil.example/v2")
def test_no_address_leads_a_key_off_its_origin(location: str) -> None:
    url = follow(location)
    if url is not None:
        assert (url.scheme, url.raw_host, url.port) == ("https", HOST, 443)
        assert url.user is None
        assert url.password is None


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet=_TRICKY, max_size=60).map(lambda text: f"https://{text}"))
@example("https://api.example.com:443\\@evil.example")
@example("https://xn--pi-7kc.example.com")
def test_a_base_url_is_asked_at_the_host_that_the_user_was_shown(text: str) -> None:
    try:
        checked = check_base_url(text)
    except ConfigError:
        return
    asked = URL(checked)
    assert asked.raw_host == urlsplit(checked).hostname
    assert checked.isascii(), "a look-alike is shown as the xn-- name that it is"
    assert asked.user is None
    assert asked.scheme == "https" or is_loopback(asked.host or "")


@pytest.mark.parametrize(
    "manifest", [one for one in Registry().manifests() if one.needs_key], ids=lambda one: one.type
)
def test_each_service_has_one_host_for_a_key_and_none_in_plain_text(manifest: ProviderManifest) -> None:
    own = replace(manifest, base_url_env="NO_SUCH_VARIABLE")
    choices = [{REGION: region.name} for region in manifest.regions] or [{}]
    for options in choices:
        allowed = address.hosts(own, options)
        if not own.base_url:
            with pytest.raises(AppError):
                address.base_url(own, options, {})
            continue
        url = URL(address.base_url(own, options, {}))
        assert (url.scheme, url.port) == ("https", 443)
        assert url.host in allowed
        others = {URL(region.base_url).host for region in manifest.regions} - {url.host}
        assert not others & allowed, "a region's key does not go to another region"
    elsewhere = address.base_url(own, {**choices[0], BASE_URL: "https://gate.example.org/x"}, {})
    assert elsewhere == "https://gate.example.org/x"
