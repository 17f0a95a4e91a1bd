"""Base URLs that may and may not get a key."""

from __future__ import annotations

import pytest

from aimonitor.errors import ConfigError
from aimonitor.net.origin import check_base_url, host_of, is_loopback, join, same_origin, shown_host


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://api.example.com", "https://api.example.com"),
        ("  HTTPS://API.Example.com:443/  ", "https://api.example.com"),
        ("https://gate.example.com:8443/openai//", "https://gate.example.com:8443/openai"),
        ("http://127.0.0.1:8080/v1/", "http://127.0.0.1:8080/v1"),
        ("http://127.9.8.7", "http://127.9.8.7"),
        ("http://[::1]:9000", "http://[::1]:9000"),
        ("http://localhost:80", "http://localhost"),
        ("https://10.0.0.5", "https://10.0.0.5"),
    ],
)
def test_a_base_url_is_put_in_order(text: str, url: str) -> None:
    assert check_base_url(text) == url


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Type a base URL"),
        ("api.example.com", "should look"),
        ("ftp://api.example.com", "should look"),
        ("https://", "should look"),
        ("https:///v1", "should look"),
        ("https://api.example.com:0", "should look"),
        ("https://api.example.com:99999", "should look"),
        ("https://api.example.com:x", "should look"),
        ("https://[::1", "should look"),
        ("https://a..b", "should look"),
        ("https://-a.example", "should look"),
        ("https://api.example.com.", "should look"),
        ("https://user:pass@api.example.com", "user name"),
        ("https://@api.example.com", "user name"),
        ("https://api.example.com/?key=1", "leave out"),
        ("https://api.example.com/?", "leave out"),
        ("https://api.example.com#top", "leave out"),
        ("https://api.example.com\\@evil.example", "special"),
        ("https://api.example.com/a b", "special"),
        ("https://api.\u0435xample.com", "special"),
        ("https://api.example\t.com", "special"),
        ("http://api.example.com", "begin with https"),
        ("http://10.0.0.5", "begin with https"),
        ("http://127.0.0.1.example.com", "begin with https"),
        ("http://2130706433", "begin with https"),
        ("http://127.1", "begin with https"),
        ("http://0.0.0.0", "begin with https"),
        ("http://[::ffff:10.0.0.1]", "begin with https"),
        ("http://localhost.example.com", "begin with https"),
        ("https://api.example.com/a/../b", "go up"),
    ],
)
def test_a_base_url_that_cannot_be_used_says_why(text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        check_base_url(text)
    assert "pass" not in str(caught.value).replace("password", "")


def test_what_is_this_machine() -> None:
    assert all(is_loopback(host) for host in ("localhost", "127.0.0.1", "127.255.0.1", "::1"))
    assert not any(is_loopback(host) for host in ("", "example.com", "128.0.0.1", "::2", "::ffff:127.0.0.1"))


def test_joining_keeps_the_prefix() -> None:
    assert join("https://h/prefix/", "/v1/x") == "https://h/prefix/v1/x"
    with pytest.raises(ValueError, match="slash"):
        join("https://h", "v1")


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("https://H:443/other?x=1", True),
        ("http://h/", False),
        ("https://h:8443/", False),
        ("https://sub.h/", False),
        ("/relative", False),
    ],
)
def test_an_origin_is_scheme_host_and_port(other: str, same: bool) -> None:  # noqa: FBT001
    assert same_origin("https://h/a", other) is same


def test_hosts_for_sentences() -> None:
    assert (shown_host("https://Api.h/x"), shown_host("http://h:8080")) == ("api.h", "h:8080")
    assert (host_of("https://H:1/x"), host_of("nothing")) == ("h", "")
