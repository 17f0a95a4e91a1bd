"""What the head of a group says under each column of the provider table: one type's totals."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from aimonitor.domain.state import CountFigure, FigureStatus, Health, MoneyFigure
from aimonitor.insight.amounts import PARTIAL_MARK
from aimonitor.insight.type_totals import TypeTotal
from aimonitor.qtmodels.figures import Shown, Tone, shown_count, shown_money
from aimonitor.qtmodels.format import ago, moment
from aimonitor.qtmodels.period_columns import BEING_READ
from aimonitor.qtmodels.provider_cells import Badge, GroupSign
from aimonitor.qtmodels.provider_columns import sort_money
from aimonitor.qtmodels.provider_words import one_line
from aimonitor.qtmodels.records import LEFT, RIGHT, Column, Wording

_HEALTH = {
    Health.WAITING: "waiting",
    Health.OK: "all well",
    Health.PAUSED: "paused",
}


class GroupRow(Struct, frozen=True, kw_only=True):
    """The head of a group. `folded`: its providers are not shown."""

    total: TypeTotal
    folded: bool = False


ShownOf = Callable[[GroupRow, Wording], Shown]


def group_columns(titles: dict[str, str]) -> tuple[Column[GroupRow], ...]:
    """A column for each of the provider table, by its id and the title that it has now."""
    return tuple(_column(column_id, title) for column_id, title in titles.items())


def _column(column_id: str, title: str) -> Column[GroupRow]:
    made = _MADE.get(column_id)
    return made(title) if made is not None else _empty(column_id, title)


def how_many(total: TypeTotal) -> str:
    """`1 provider`, `3 providers`."""
    count = len(total.ids)
    return f"{count} provider{'s' * (count != 1)}"


def attention_words(total: TypeTotal) -> str:
    """`1 needs you, 2 stale`; what is the case where none needs attention."""
    needs = f"{total.needs_you} need{'s' * (total.needs_you == 1)} you" if total.needs_you else ""
    stale = f"{total.stale} stale" if total.stale else ""
    return ", ".join(part for part in (needs, stale) if part) or _HEALTH[total.health]


def _name(title: str) -> Column[GroupRow]:
    return Column(
        id="name",
        title=title,
        text=lambda row, _: one_line(row.total.type_name),
        sort=lambda row: row.total.type_name.casefold(),
        tooltip=lambda row, _: "\n".join(
            [one_line(row.total.type_name), f"{how_many(row.total)}: {attention_words(row.total)}"]
        ),
        accessible=lambda row, _: (
            f"{one_line(row.total.type_name)}, group of {how_many(row.total)}, "
            f"{'collapsed' if row.folded else 'expanded'}, {attention_words(row.total)}"
        ),
        value=lambda row, _: GroupSign(
            badge=Badge(health=row.total.health, polling=row.total.polling > 0), folded=row.folded
        ),
    )


def _type(title: str) -> Column[GroupRow]:
    return Column(
        id="type",
        title=title,
        text=lambda row, _: how_many(row.total),
        sort=lambda row: row.total.type_name.casefold(),
        tone=lambda _row, _: Tone.MUTED,
    )


def _figure(
    column_id: str, title: str, shown: ShownOf, sort: Callable[[GroupRow], object]
) -> Column[GroupRow]:
    def said(row: GroupRow, wording: Wording) -> str:
        text = shown(row, wording).text
        return f"{title}: {'not offered' if text == '—' else text}"

    return Column(
        id=column_id,
        title=title,
        text=lambda row, wording: shown(row, wording).text,
        sort=sort,
        tooltip=lambda row, wording: f"{how_many(row.total)} together\n{shown(row, wording).tooltip}".strip(),
        tone=lambda row, wording: shown(row, wording).tone,
        accessible=said,
        align=RIGHT,
    )


def _money(
    column_id: str, figure: Callable[[TypeTotal], MoneyFigure | None]
) -> Callable[[str], Column[GroupRow]]:
    def shown(row: GroupRow, wording: Wording) -> Shown:
        found = figure(row.total)
        if found is None:
            return BEING_READ
        return _marked(shown_money(found, wording.locale, wording.decimals), found)

    def sort(row: GroupRow) -> object:
        found = figure(row.total)
        return None if found is None else sort_money(found)

    return lambda title: _figure(column_id, title, shown, sort)


def _tokens(title: str) -> Column[GroupRow]:
    def shown(row: GroupRow, wording: Wording) -> Shown:
        found = row.total.tokens
        return BEING_READ if found is None else _marked(shown_count(found, wording.locale), found)

    return _figure("tokens", title, shown, lambda row: row.total.tokens.value if row.total.tokens else None)


def _marked(shown: Shown, figure: MoneyFigure | CountFigure) -> Shown:
    """A sum without one of its providers has the mark of what is partial."""
    lacks_one = figure.status is FigureStatus.KNOWN and figure.note
    if not lacks_one or shown.text.endswith(PARTIAL_MARK):
        return shown
    return Shown(text=shown.text + PARTIAL_MARK, tone=shown.tone, tooltip=shown.tooltip)


def _attention(title: str) -> Column[GroupRow]:
    return Column(
        id="limit",
        title=title,
        text=lambda row, _: attention_words(row.total),
        sort=lambda row: row.total.attention,
        accessible=lambda row, _: f"Attention: {attention_words(row.total)}",
        tone=lambda row, _: _attention_tone(row.total),
    )


def _attention_tone(total: TypeTotal) -> Tone:
    if total.needs_you:
        return Tone.ERROR
    return Tone.WARNING if total.stale else Tone.MUTED


def _updated(title: str) -> Column[GroupRow]:
    def text(row: GroupRow, wording: Wording) -> str:
        return ago(row.total.oldest, wording.now) if row.total.oldest is not None else "never"

    return Column(
        id="updated",
        title=title,
        text=text,
        sort=lambda row: row.total.oldest,
        tooltip=lambda row, wording: "\n".join(_ages(row.total, wording)),
        accessible=lambda row, wording: f"Oldest figures: {text(row, wording)}",
        tone=lambda _row, _: Tone.MUTED,
    )


def _ages(total: TypeTotal, wording: Wording) -> list[str]:
    lines = []
    if total.oldest is not None:
        lines.append(f"The oldest figures are of {moment(total.oldest, wording.locale)}.")
    if total.unread:
        lines.append(
            f"{total.unread} of these providers {'was' if total.unread == 1 else 'were'} never read."
        )
    return lines


def _empty(column_id: str, title: str) -> Column[GroupRow]:
    return Column(id=column_id, title=title, text=lambda _row, _: "", sort=lambda _row: None, align=LEFT)


_MADE: dict[str, Callable[[str], Column[GroupRow]]] = {
    "name": _name,
    "type": _type,
    "today": _money("today", lambda total: total.today),
    "month": _money("month", lambda total: total.cost),
    "balance": _money("balance", lambda total: total.balance),
    "tokens": _tokens,
    "limit": _attention,
    "updated": _updated,
}
