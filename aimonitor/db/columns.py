"""Between domain values and columns: exact, and the same both ways.

Times are whole microseconds since 1970 UTC, days whole days since 1970-01-01, money whole
nano-units, other quantities whole units and nano-units. An absent model is "".
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from aimonitor.domain.money import EXACT, Money, plain
from aimonitor.domain.usage import PartFailure, Problem
from aimonitor.errors import ProblemKind, Repair

Cell = str | int | None
Row = tuple[Cell, ...]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_MICROSECOND = timedelta(microseconds=1)
_NANO_PER_UNIT = 1_000_000_000
_LARGEST_COUNT = 10**15
_EMPTY = {"[]": list, "{}": dict}


def row(*cells: Cell) -> Row:
    """A row whose texts SQLite can hold: half a surrogate pair, as JSON may carry, becomes a mark."""
    return tuple(storable(cell) if isinstance(cell, str) else cell for cell in cells)


def storable(text: str) -> str:
    """The same text, with halves of surrogate pairs replaced."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def to_time(moment: datetime) -> int:
    """Microseconds since 1970 of an aware time."""
    return (moment - _EPOCH) // _MICROSECOND


def from_time(stored: int) -> datetime:
    """The aware UTC time of `to_time`."""
    return _EPOCH + timedelta(microseconds=stored)


def to_time_or_none(moment: datetime | None) -> int | None:
    """As `to_time`; unknown stays unknown."""
    return None if moment is None else to_time(moment)


def from_time_or_none(stored: int | None) -> datetime | None:
    """As `from_time`; unknown stays unknown."""
    return None if stored is None else from_time(stored)


def to_span(span: timedelta) -> int:
    """A duration in whole microseconds."""
    return span // _MICROSECOND


def from_span(stored: int) -> timedelta:
    """The duration of `to_span`."""
    return timedelta(microseconds=stored)


def to_day(day: date) -> int:
    """Days since 1970-01-01; in SQL: `date(day * 86400, 'unixepoch')`."""
    return day.toordinal() - _EPOCH_DAY


def from_day(stored: int) -> date:
    """The day of `to_day`."""
    return date.fromordinal(stored + _EPOCH_DAY)


def to_count(count: int | None) -> int | None:
    """A count that can be summed in SQLite. Raises OverflowError beyond 10**15."""
    if count is not None and abs(count) > _LARGEST_COUNT:
        msg = f"a count of {count}"
        raise OverflowError(msg)
    return count


def to_quantity(quantity: Decimal) -> tuple[int, int]:
    """Whole units and nano-units (0 to 999999999), rounded half to even."""
    nano = int(EXACT.quantize(EXACT.scaleb(quantity, 9), Decimal(1)))
    whole, rest = divmod(nano, _NANO_PER_UNIT)
    to_count(whole)
    return whole, rest


def from_quantity(whole: int, nano: int) -> Decimal:
    """The quantity of `to_quantity`, also from sums of both parts."""
    return plain(EXACT.scaleb(Decimal(whole * _NANO_PER_UNIT + nano), -9))


def from_nano_sums(units: int, nano: int, currency: str) -> Money:
    """Money from the sums of whole units and of nano-units, which SQLite adds without overflow."""
    return Money.from_nano(units * _NANO_PER_UNIT + nano, currency)


def to_decimal_text(value: Decimal | None) -> str | None:
    """The exact digits; unknown stays unknown."""
    return None if value is None else str(value)


def from_decimal_text(stored: str | None) -> Decimal | None:
    """The value of `to_decimal_text`."""
    return None if stored is None else Decimal(stored)


def from_json(stored: str) -> Any:  # noqa: ANN401  whatever is written there
    """What a column holds as JSON. Most hold nothing, and the parser is not for the first paint."""
    if stored in _EMPTY:
        return _EMPTY[stored]()
    import json  # noqa: PLC0415  as said above

    return json.loads(stored)


def to_json(fields: object) -> str:
    """The text of `from_json`."""
    import json  # noqa: PLC0415  as said above

    return json.dumps(fields)


def to_problem(problem: Problem | None) -> str | None:
    """A problem as JSON; None for none."""
    return None if problem is None else to_json(_problem_fields(problem))


def from_problem(stored: str | None) -> Problem | None:
    """The problem of `to_problem`."""
    return None if stored is None else _problem(from_json(stored))


def to_failures(failures: tuple[PartFailure, ...]) -> str | None:
    """Failed parts as JSON; None for none."""
    fields = [{"part": failure.part, **_problem_fields(failure.problem)} for failure in failures]
    return to_json(fields) if fields else None


def from_failures(stored: str | None) -> tuple[PartFailure, ...]:
    """The failed parts of `to_failures`."""
    return tuple(
        PartFailure(part=fields["part"], problem=_problem(fields)) for fields in from_json(stored or "[]")
    )


def to_texts(texts: tuple[str, ...]) -> str | None:
    """Texts as JSON; None for none."""
    return to_json(texts) if texts else None


def from_texts(stored: str | None) -> tuple[str, ...]:
    """The texts of `to_texts`."""
    return tuple(from_json(stored or "[]"))


def _problem_fields(problem: Problem) -> dict[str, Cell]:
    return {
        "kind": problem.kind.value,
        "message": problem.message,
        "retry_at": to_time_or_none(problem.retry_at),
        "repair": None if problem.repair is None else problem.repair.value,
    }


def _problem(fields: dict[str, Any]) -> Problem:
    retry_at, repair = fields["retry_at"], fields["repair"]
    return Problem(
        kind=ProblemKind(fields["kind"]),
        message=fields["message"],
        retry_at=None if retry_at is None else from_time(retry_at),
        repair=None if repair is None else Repair(repair),
    )
