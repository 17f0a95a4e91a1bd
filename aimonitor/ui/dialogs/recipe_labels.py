"""What the fields of a recipe are called in the form, and what stands in them as an example."""

from __future__ import annotations

from typing import Final

from msgspec import Struct


class Label(Struct, frozen=True):
    """`title` has the letter that leads to it; `hint`: what stands in the empty field; `told`: below it."""

    title: str
    hint: str = ""
    told: str = ""


LABELS: Final = {
    "name": Label("&Name", "Acme"),
    "id": Label("&Id", "acme", "Small letters, digits and _."),
    "base_url": Label("&Base URL", "https://api.acme.example", "Your key is sent there, and nowhere else."),
    "summary": Label("In one &line", "What is left of your credits."),
    "key_help": Label("Page where keys are mad&e", "https://acme.example/keys"),
    "dashboard": Label("Page about mone&y", "https://acme.example/billing"),
    "env_keys": Label("&Variables that hold such keys", "ACME_API_KEY, ACME_KEY"),
    "icon": Label("Ic&on (a file beside it)", "acme.svg", "Without one, its first letters in a disc."),
    "currency": Label("Currency &unless told", "USD"),
    "every_minutes": Label("Minutes between &polls", "1"),
    "auth.header": Label("&Header with the key", "Authorization"),
    "auth.scheme": Label("&Word before the key", "Bearer", "none: the key alone."),
    "auth.placeholder": Label("What a ke&y looks like", "acme-…"),
    "auth.refused": Label("What to say of a &refused key"),
    "auth.forbidden": Label("What to say of a key that may not rea&d"),
    "request.method": Label("M&ethod"),
    "request.path": Label("Path of the re&quest", "/v1/credits"),
    "request.params": Label(
        "Parameters (one a &line: name=value)",
        "from={month_start}",
        "{today} and {month_start} stand for UTC days.",
    ),
    "request.body": Label("&JSON body", '{"team": "blue"}', "{today} and {month_start} stand for UTC days."),
    "request.headers": Label("&Other headers (one a line: Name: value)", "X-Version: 2"),
    "answer.ok": Label(
        "It is &good where this says so", "$.status", "Only where failures come as a success."
    ),
    "answer.ok_values": Label("&Values of a good answer", "true", "Separated by commas."),
    "answer.error": Label("Own words of a &failure", "$.error.message"),
    "answer.code": Label("Co&de of a failure", "$.code"),
    "answer.refused_codes": Label("Codes of a refused ke&y", "1004, 1005"),
    "answer.plan": Label("Name of the &plan", "$.plan.name"),
}
"""The fields of the service."""

FIGURE_LABELS: Final = {
    "role": Label("&Kind of figure"),
    "path": Label("&Place in the answer", "$.data.balance"),
    "id": Label("I&d of the figure", "credits"),
    "name": Label("Na&me of the figure", "Credits"),
    "part": Label("Whic&h part"),
    "period": Label("&Of which time (UTC)"),
    "currency": Label("Cu&rrency", "USD"),
    "currency_path": Label("Place of the currenc&y", "$.data.currency"),
    "unit": Label("&Unit"),
    "scale": Label("One of it is wort&h", "1", "A number such as 0.0001, or one of the list."),
    "sign": Label("Si&gn"),
    "used": Label("Place of what is &used", "$.used"),
    "limit": Label("Place of the &limit", "$.limit"),
    "remaining": Label("Place of what is le&ft", "$.remaining"),
    "used_percent": Label("Place of the per cent us&ed", "$.percent"),
    "remaining_percent": Label("Place of the per cent le&ft", "$.percent_left"),
    "resets_at": Label("Place of when it be&gins anew", "$.resets_at"),
    "reset_format": Label("Ho&w that time is written"),
    "every_hours": Label("&Hours from one reset to the next", "24"),
    "scope": Label("What it c&ounts for", "one model"),
    "optional": Label("It may be &missing"),
    "stops_at_zero": Label("At &zero the service stops"),
}
"""The fields of a figure."""

ROLES: Final = {
    "balance": "Money that is left",
    "cost": "Money that was spent",
    "limit": "A limit, and how much of it is used",
    "left": "What is left of something else",
    "count": "What was used, without a limit",
}
"""What a figure can be."""

CHOICE_WORDS: Final = {
    "part": {"total": "all of it", "granted": "given for free", "paid": "paid in"},
    "period": {
        "today": "today",
        "this_month": "this month",
        "last_month": "last month",
        "ever": "since ever",
    },
    "sign": {"positive": "as it is told", "negative": "turned round"},
    "reset_format": {
        "iso": "2026-11-15T17:00:00Z",
        "s": "seconds since 1970",
        "ms": "milliseconds since 1970",
        "seconds_from_now": "seconds from now",
    },
}
"""Choices that are not shown as they are written."""


def role_of(figure: str) -> str:
    """What a figure of that role is, in words; what nobody knows is shown as it is."""
    return ROLES.get(figure, figure)
