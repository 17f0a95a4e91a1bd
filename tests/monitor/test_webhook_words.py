from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace

from aimonitor.domain.notice import Urgency
from aimonitor.domain.secret import Secret
from aimonitor.errors import ConfigError
from aimonitor.monitor.postman import sample
from aimonitor.monitor.webhook_words import address_for, payload
from aimonitor.settings.settings import WebhookKind
from tests.monitor.clock import START

HOOK = Secret("https://hooks.example.com/services/T0TEST")
TOPIC = Secret("https://ntfy.example.com/sub/my-topic?auth=abc")
HOSTILE = (
    "<!channel> <@U123> <https://evil.example|click> @everyone "
    "**bold** `code` [a](https://evil.example) & _x_"
)


def sent(kind: WebhookKind, address: Secret = HOOK, **changes: object) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(payload(kind, address, replace(sample(START), **changes)))
    return found


def test_slack_gets_text_in_which_nothing_is_a_mention_or_a_link() -> None:
    found = sent(WebhookKind.SLACK, title=HOSTILE, body=HOSTILE)
    assert not set("<>") & set(found["text"])
    assert "&lt;!channel&gt;" in found["text"]
    assert (found["mrkdwn"], found["parse"], found["link_names"]) == (False, "none", False)
    assert (found["unfurl_links"], found["unfurl_media"]) == (False, False)


def test_discord_gets_text_in_which_every_sign_is_only_a_sign() -> None:
    found = sent(WebhookKind.DISCORD, title="t", body=HOSTILE)
    text = found["content"].partition("\n")[2]
    for sign in "*_`<>@[]()|":
        assert all(text[place - 1] == "\\" for place, char in enumerate(text) if char == sign)
    assert "https\\://evil" in text
    assert found["allowed_mentions"] == {"parse": []}
    assert found["flags"] == 4


def test_discord_makes_no_list_of_lines_that_begin_like_one() -> None:
    text = sent(WebhookKind.DISCORD, title="t", body="- one\n1. two\n  + three")["content"]
    assert text == "**t**\n\\- one\n\\1. two\n  \\+ three"


def test_discord_takes_no_more_than_2000_signs() -> None:
    assert len(sent(WebhookKind.DISCORD, body="*" * 3000)["content"]) <= 2000


@pytest.mark.parametrize(
    ("urgency", "priority"), [(Urgency.LOW, 2), (Urgency.NORMAL, 3), (Urgency.CRITICAL, 4)]
)
def test_ntfy_gets_topic_title_text_and_priority(urgency: Urgency, priority: int) -> None:
    found = sent(WebhookKind.NTFY, TOPIC, urgency=urgency)
    assert found == {
        "topic": "my-topic",
        "title": "AIMonitor",
        "message": "This is a test. Notifications reach you.",
        "priority": priority,
        "markdown": False,
    }


def test_ntfy_is_asked_at_the_address_above_its_topic() -> None:
    assert address_for(WebhookKind.NTFY, TOPIC).reveal() == "https://ntfy.example.com/sub?auth=abc"
    assert address_for(WebhookKind.SLACK, HOOK) == HOOK


@pytest.mark.parametrize("text", ["https://ntfy.example.com", "https://ntfy.example.com/"])
def test_an_ntfy_address_needs_a_topic(text: str) -> None:
    with pytest.raises(ConfigError, match="topic"):
        address_for(WebhookKind.NTFY, Secret(text))


def test_json_has_all_fields_and_no_secret() -> None:
    found = sent(WebhookKind.JSON, why="$1 of $2", provider_id="p1")
    assert found == {
        "schema": 1,
        "app": "AIMonitor",
        "key": "test",
        "rule": "digest",
        "kind": "digest",
        "urgency": "normal",
        "raised_at": "2026-11-15T14:30:00Z",
        "title": "AIMonitor",
        "body": "This is a test. Notifications reach you.",
        "why": "$1 of $2",
        "provider_id": "p1",
    }


@pytest.mark.parametrize("kind", [kind for kind in WebhookKind if kind is not WebhookKind.OFF])
def test_no_control_sign_and_no_endless_text_leaves_the_machine(kind: WebhookKind) -> None:
    body = payload(kind, TOPIC, replace(sample(START), title="a\x1b[31m\u202eb" * 500, body="c\x00\n" * 5000))
    text = body.decode()
    assert not {"\\u001b", "\\u202e", "\\u0000"} & {text[i : i + 6] for i in range(len(text))}
    assert len(body) < 10_000
