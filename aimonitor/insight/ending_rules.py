"""What is used up, money or points alike: that at this pace it will be gone soon."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec import Struct

from aimonitor.domain.alert import AlertRule
from aimonitor.domain.provider import Provider
from aimonitor.domain.state import Depletion
from aimonitor.insight.amounts import days_words
from aimonitor.insight.budget_rules import nearness_of
from aimonitor.insight.reading import Reading


class Supply(Struct, frozen=True, kw_only=True):
    """What a provider has left of one thing, `id` among its things: a currency, or points by their window.

    `words`: how much that is. `subject` and `advice` begin and end what is told: `At this pace the balance
    of $5 (may run out tomorrow.) Top up in time.`
    """

    provider: Provider
    id: str
    left: Decimal
    words: str
    subject: str
    advice: str


def ending(supply: Supply, ends: Depletion, within: int, today: date) -> Reading:
    """How near its end is. What is gone already is told as low, not as something that will end."""
    days = None if ends.earliest is None else (ends.earliest - today).days
    when = "" if days is None else days_words(days)
    owner = supply.provider
    return Reading(
        key=f"{AlertRule.BALANCE_ENDS}:{owner.id}:{supply.id}",
        owner=owner.id,
        rule=AlertRule.BALANCE_ENDS,
        severity=Decimal(0) if days is None else nearness_of(days, within),
        holds=days is not None and days <= within,
        good=days is None or days > within + 1,
        title=owner.name,
        body=f"{supply.subject} may run out {when}. {supply.advice}",
        why=f"{supply.words} left, used up between {ends.earliest} and {ends.latest or 'a year from now'}",
        provider_id=owner.id,
        covered=supply.left <= 0,
    )
