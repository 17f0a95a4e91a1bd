"""A value axis with round ticks, in Decimal. No Qt."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext

from msgspec import Struct

_PRECISION = 50
_ROUND_STEPS = tuple(map(Decimal, (1, 2, 5, 10)))
_ONLY_STEPS = tuple(map(Decimal, (1, 2, 3, 4, 5, 6, 8, 10)))


class Scale(Struct, frozen=True, kw_only=True):
    """From the first tick to the last one, `step` apart; zero is always among them."""

    step: Decimal
    ticks: tuple[Decimal, ...]

    @property
    def low(self) -> Decimal:
        """The value at the foot of the chart."""
        return self.ticks[0]

    @property
    def high(self) -> Decimal:
        """The value at the top of the chart."""
        return self.ticks[-1]

    def share(self, value: Decimal) -> Decimal:
        """Where `value` lies: 0 at the foot, 1 at the top; beyond them it stays at the edge."""
        with localcontext(prec=_PRECISION):
            return min(max((value - self.low) / (self.high - self.low), Decimal(0)), Decimal(1))


def round_scale(low: Decimal, high: Decimal, spaces: int, least_step: Decimal = Decimal(0)) -> Scale:
    """A scale that holds `low`, zero and `high` in about `spaces` (1 or more) equal spaces.

    `least_step`: the smallest step that makes sense, such as 1 for what is counted.
    """
    with localcontext(prec=_PRECISION):
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
        if low == high:
            high = max(least_step, Decimal(1))
        steps = _ROUND_STEPS if spaces > 1 else _ONLY_STEPS  # nothing is counted along a single one
        step = max(_round_up((high - low) / max(spaces, 1), steps), least_step)
        first = (low / step).to_integral_value(ROUND_FLOOR)
        last = (high / step).to_integral_value(ROUND_CEILING)
        return Scale(step=step, ticks=tuple(step * place for place in range(int(first), int(last) + 1)))


def _round_up(step: Decimal, factors: tuple[Decimal, ...]) -> Decimal:
    """The next of `factors` times a power of ten."""
    power = Decimal(1).scaleb(step.adjusted())
    return next(factor * power for factor in factors if factor * power >= step)
