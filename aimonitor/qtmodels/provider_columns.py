"""The columns of the provider table, as data."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from aimonitor.domain.money import shown_order
from aimonitor.domain.state import FigureStatus, Health, MoneyFigure, ProviderState
from aimonitor.qtmodels import provider_cells as cells
from aimonitor.qtmodels import provider_words as words
from aimonitor.qtmodels.figures import Shown, Tone, shown_count, shown_money, window_fraction
from aimonitor.qtmodels.format import ago
from aimonitor.qtmodels.records import RIGHT, Column, Wording

MoneyOf = Callable[[ProviderState], MoneyFigure]
AheadOf = Callable[[ProviderState, Wording], str]
ShownOf = Callable[[ProviderState, Wording], Shown]


def _aged(shown: Shown, state: ProviderState, wording: Wording) -> Shown:
    """The last good number of a provider that is not read any more: muted, with its age and the reason."""
    is_old = state.health in (Health.STALE, Health.NEEDS_YOU)
    if not is_old or shown.tone is not Tone.NORMAL or state.last_updated is None:
        return shown
    reason = state.problem.message if state.problem else "There is no newer figure."
    age = f"Last good figure, {ago(state.last_updated, wording.now)}. {reason}"
    return Shown(text=shown.text, tone=Tone.MUTED, tooltip=f"{shown.tooltip}\n{age}")


def sort_money(figure: MoneyFigure) -> tuple[bool, str, Decimal] | None:
    """Dollars before other currencies, amounts within each: nothing is compared across two."""
    if figure.status is not FigureStatus.KNOWN:
        return None
    first = min(figure.totals, key=lambda one: shown_order(one.currency), default=None)
    if first is None:
        return (False, "USD", Decimal(0))
    return (first.currency != "USD", first.currency, first.amount)


def _remembered(shown: ShownOf) -> ShownOf:
    """`shown` once for all that a cell is asked: its text, tone and tooltip follow one another."""
    last: tuple[ProviderState, Wording, Shown] | None = None

    def remember(state: ProviderState, wording: Wording) -> Shown:
        nonlocal last
        if last is None or last[0] is not state or last[1] is not wording:
            last = (state, wording, shown(state, wording))
        return last[2]

    return remember


def _nothing(_state: ProviderState, _wording: Wording) -> str:
    return ""


def _month_ahead(state: ProviderState, wording: Wording) -> str:
    from aimonitor.qtmodels import outlook_words  # noqa: PLC0415  first needed when the mouse rests

    return outlook_words.month_ahead(state, wording)


def _balance_ahead(state: ProviderState, wording: Wording) -> str:
    from aimonitor.qtmodels import outlook_words  # noqa: PLC0415  as above

    return outlook_words.balance_ahead(state, wording)


def figure_column(
    column_id: str,
    title: str,
    shown: ShownOf,
    sort: Callable[[ProviderState], object],
    hint: str,
    *,
    ahead: AheadOf = _nothing,
) -> Column[ProviderState]:
    """A column of one figure; its text, tone and tooltip are one answer of `shown`."""
    shown = _remembered(shown)

    def tooltip(state: ProviderState, wording: Wording) -> str:
        lines = (_aged(shown(state, wording), state, wording).tooltip, ahead(state, wording))
        return "\n".join(line for line in lines if line)

    return Column(
        id=column_id,
        title=title,
        text=lambda state, wording: shown(state, wording).text,
        sort=sort,
        tooltip=tooltip,
        tone=lambda state, wording: _aged(shown(state, wording), state, wording).tone,
        accessible=lambda state, wording: f"{title}: {_said(shown(state, wording))}",
        align=RIGHT,
        hint=hint,
    )


def _said(shown: Shown) -> str:
    return "not offered" if shown.text == "—" else shown.text


def _money(
    column_id: str, title: str, figure: MoneyOf, hint: str, *, ahead: AheadOf = _nothing
) -> Column[ProviderState]:
    return figure_column(
        column_id,
        title,
        lambda state, wording: shown_money(figure(state), wording.locale, wording.decimals),
        lambda state: sort_money(figure(state)),
        hint,
        ahead=ahead,
    )


PROVIDER_COLUMNS: tuple[Column[ProviderState], ...] = (
    Column(
        id="name",
        title="Name",
        text=lambda state, _: words.one_line(state.provider.name),
        sort=lambda state: state.provider.name.casefold(),
        tooltip=words.name_tooltip,
        accessible=lambda state, _: f"{words.one_line(state.provider.name)}, {words.health_words(state)}",
        value=cells.badge,
        hint="The provider as you named it, and its state.",
    ),
    Column(
        id="type",
        title="Provider",
        text=lambda state, _: words.one_line(state.type_name),
        sort=lambda state: state.type_name.casefold(),
        tooltip=lambda state, _: words.service_tooltip(state),
        hint="The service this key belongs to.",
    ),
    _money("today", "Today", lambda state: state.today, "Cost of today (UTC), as far as it is reported."),
    _money(
        "month",
        "This month",
        lambda state: state.month,
        "Cost since the first of the month (UTC).",
        ahead=_month_ahead,
    ),
    _money(
        "balance",
        "Balance",
        lambda state: state.balance,
        "Prepaid money that is left.",
        ahead=_balance_ahead,
    ),
    figure_column(
        "tokens",
        "Tokens",
        lambda state, wording: shown_count(state.tokens_month, wording.locale),
        lambda state: state.tokens_month.value,
        "Input and output tokens of this month (UTC).",
    ),
    Column(
        id="limit",
        title="Limit",
        text=words.limit_text,
        sort=lambda state: window_fraction(state.main_window) if state.main_window else None,
        tooltip=words.limit_tooltip,
        accessible=lambda state, wording: f"Limit: {words.limit_text(state, wording)}",
        tone=lambda state, _: Tone.NORMAL if state.health is Health.OK and state.main_window else Tone.MUTED,
        value=cells.meter,
        hint="The limit or budget that presses most.",
    ),
    Column(
        id="days",
        title="30 days",
        text=lambda _state, _wording: "",
        sort=cells.days_sum,
        tooltip=cells.spark_words,
        accessible=cells.spark_words,
        value=cells.spark,
        hint="Cost of each of the last 30 UTC days.",
    ),
    Column(
        id="updated",
        title="Updated",
        text=words.updated_text,
        sort=lambda state: state.last_updated,
        tooltip=words.updated_tooltip,
        accessible=lambda state, wording: f"Updated: {words.updated_text(state, wording)}",
        tone=words.updated_tone,
        hint="When the figures were last read.",
    ),
)
