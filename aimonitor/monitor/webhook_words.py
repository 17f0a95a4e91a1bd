"""What is sent to a webhook, in the shape that each kind takes. Pure; text stays plain text everywhere.

Slack reads `<!channel>` and `<address|words>`; escaping `&`, `<` and `>` defuses both, and links are
not unfolded. Discord reads Markdown and mentions: each sign that it knows is escaped, and no mention is
allowed. ntfy shows plain text as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC

from yarl import URL

from aimonitor import APP_NAME
from aimonitor.domain.alert import Alert
from aimonitor.domain.notice import Urgency
from aimonitor.domain.secret import Secret
from aimonitor.errors import ConfigError
from aimonitor.settings.settings import WebhookKind

SCHEMA = 1
_LONGEST_TITLE, _LONGEST_TEXT = 200, 1500
_MARKDOWN = re.compile(r"([\\*_~`|<>@#\[\]()])")
_LIST = re.compile(r"^(\s*)([-+]|\d+\.)(?=\s)", re.MULTILINE)
_NTFY = {Urgency.LOW: 2, Urgency.NORMAL: 3, Urgency.CRITICAL: 4}
_SUPPRESS_EMBEDS = 4

Fields = dict[str, object]


def address_for(kind: WebhookKind, address: Secret) -> Secret:
    """Where the JSON goes: ntfy takes it at its root. Raises ConfigError for an address without a topic."""
    if kind is not WebhookKind.NTFY:
        return address
    url = URL(address.reveal())
    if len(url.parts) < 2 or not url.parts[-1]:  # noqa: PLR2004  the root and a topic
        raise ConfigError("An ntfy address ends with the topic, such as https://ntfy.sh/my-secret-topic.")
    return Secret(str(url.with_path(url.parent.path).update_query(url.query)))


def payload(kind: WebhookKind, address: Secret, alert: Alert) -> bytes:
    """The alert as JSON for a webhook of that kind."""
    title, text = _cut(alert.title, _LONGEST_TITLE), _cut(alert.body, _LONGEST_TEXT)
    fields = _SHAPES[kind](title, text, alert)
    if kind is WebhookKind.NTFY:
        fields["topic"] = URL(address.reveal()).parts[-1]
    return json.dumps(fields).encode()


def _slack(title: str, text: str, _alert: Alert) -> Fields:
    words = _for_slack(f"{title}\n{text}")
    return {
        "text": words,
        "mrkdwn": False,
        "parse": "none",
        "link_names": False,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _for_slack(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _discord(title: str, text: str, _alert: Alert) -> Fields:
    return {
        "content": f"**{_for_discord(title)}**\n{_for_discord(text)}"[:2000],
        "allowed_mentions": {"parse": []},
        "flags": _SUPPRESS_EMBEDS,
    }


def _for_discord(text: str) -> str:
    plain = _MARKDOWN.sub(r"\\\1", text).replace("://", "\\://")
    return _LIST.sub(r"\1\\\2", plain)


def _ntfy(title: str, text: str, alert: Alert) -> Fields:
    return {"title": title, "message": text, "priority": _NTFY[alert.urgency], "markdown": False}


def _json(title: str, text: str, alert: Alert) -> Fields:
    return {
        "schema": SCHEMA,
        "app": APP_NAME,
        "key": alert.key,
        "rule": alert.rule.value,
        "kind": alert.kind.value,
        "urgency": alert.urgency.value,
        "raised_at": alert.raised_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "title": title,
        "body": text,
        "why": _cut(alert.why, _LONGEST_TEXT),
        "provider_id": alert.provider_id,
    }


_SHAPES: dict[WebhookKind, Callable[[str, str, Alert], Fields]] = {
    WebhookKind.SLACK: _slack,
    WebhookKind.DISCORD: _discord,
    WebhookKind.NTFY: _ntfy,
    WebhookKind.JSON: _json,
}


def _cut(text: str, longest: int) -> str:
    """Without control signs, but for the line break."""
    plain = "".join(sign for sign in text if sign.isprintable() or sign == "\n")
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"
