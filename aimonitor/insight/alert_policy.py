"""Which rules speak for whom: what the user chose for a provider, else what holds for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from msgspec import Struct, field

from aimonitor.domain.alert import RULES, AlertRule, RuleChoice, RuleInForce


class Policy(Struct, frozen=True, kw_only=True):
    """The defaults of all rules, and the choices by (provider id, rule)."""

    defaults: Mapping[AlertRule, RuleInForce]
    choices: Mapping[tuple[str, AlertRule], RuleChoice] = field(default_factory=dict)

    def of(self, rule: AlertRule, provider_id: str = "") -> RuleInForce:
        """The rule as it is in force for that provider; "": for what belongs to none."""
        default = self.defaults[rule]
        choice = self.choices.get((provider_id, rule))
        if choice is None:
            return default
        return RuleInForce(
            rule=rule,
            enabled=default.enabled if choice.enabled is None else choice.enabled,
            threshold=default.threshold if choice.threshold is None else choice.threshold,
            own=True,
        )

    def rules(self, provider_id: str = "") -> tuple[RuleInForce, ...]:
        """All rules that can be switched for that provider; "": all rules."""
        return tuple(
            self.of(rule, provider_id)
            for rule, facts in RULES.items()
            if facts.per_provider or not provider_id
        )


def policy(defaults: Iterable[RuleInForce], choices: Iterable[RuleChoice]) -> Policy:
    """The policy of these; every rule needs a default."""
    return Policy(
        defaults={default.rule: default for default in defaults},
        choices={(choice.provider_id, choice.rule): choice for choice in choices},
    )


def chosen(default: RuleInForce, provider_id: str, *, enabled: bool, threshold: Decimal | None) -> RuleChoice:
    """The choice that makes a rule so for a provider. What is as the default is no choice: it follows it."""
    return RuleChoice(
        provider_id=provider_id,
        rule=default.rule,
        enabled=None if enabled == default.enabled else enabled,
        threshold=None if threshold == default.threshold else threshold,
    )
