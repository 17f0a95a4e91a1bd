from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QLocale, QMimeData, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from aimonitor.domain.money import Money
from aimonitor.domain.state import DayTotal, Health, ProviderState
from aimonitor.domain.usage import Problem
from aimonitor.errors import ProblemKind, Repair
from aimonitor.qtmodels.figures import Tone
from aimonitor.qtmodels.provider_cells import Badge, Level, Meter, series_of
from aimonitor.qtmodels.provider_columns import PROVIDER_COLUMNS
from aimonitor.qtmodels.providers import MIME_TYPE, ProvidersModel
from aimonitor.qtmodels.providers_proxy import ProvidersProxy
from aimonitor.qtmodels.records import Role, Wording
from tests.ui.factories import (
    NOW,
    known,
    picture_states,
    poll,
    provider,
    state,
    thirty_days,
    usd,
    window,
    with_window,
)
from tests.ui.hostile import HOSTILE_NAME, hostile_states, many_states

WORDING = Wording(locale=QLocale("en_GB"), now=NOW)
ACCESSIBLE = Qt.ItemDataRole.AccessibleTextRole
MOVE = Qt.DropAction.MoveAction


@pytest.fixture
def model(qtbot: QtBot) -> ProvidersModel:
    del qtbot
    made = ProvidersModel(WORDING)
    made.tester = QAbstractItemModelTester(  # type: ignore[attr-defined]
        made, QAbstractItemModelTester.FailureReportingMode.Fatal, made
    )
    made.set_records(picture_states())
    return made


def texts(model: ProvidersModel, row: int) -> list[str]:
    return [
        str(model.index(row, column).data()).replace("\u00a0", " ") for column in range(model.columnCount())
    ]


def names(proxy: ProvidersProxy) -> list[str]:
    return [str(proxy.index(row, 0).data()) for row in range(proxy.rowCount())]


def cell(
    model: ProvidersModel, one: ProviderState, column: str, role: int = Qt.ItemDataRole.DisplayRole
) -> object:
    model.upsert(one)
    row = model.row_of(one.provider.id)
    assert row is not None
    return model.index(row, model.column_of(column)).data(role)


def test_the_rows_of_the_picture(model: ProvidersModel) -> None:
    assert [texts(model, row) for row in range(6)] == [
        [
            "OpenAI — production",
            "OpenAI",
            "$11.42",
            "$241.07",
            "—",
            "48.2 M",
            "$241 of $390 budget",
            "",
            "2 min ago",
        ],
        [
            "Claude API — research",
            "Anthropic",
            "$5.90",
            "$132.55",
            "—",
            "21.7 M",
            "$133 of $145 budget",
            "",
            "2 min ago",
        ],
        [
            "OpenRouter",
            "OpenRouter",
            "$0.88",
            "$38.76",
            "$137.50",
            "9.1 M",
            "$62 of $200 credits used",
            "",
            "1 min ago",
        ],
        ["DeepSeek", "DeepSeek", "¥ 1.20", "¥ 15.90", "¥ 84.10", "—", "no limit reported", "", "1 min ago"],
        [
            "OpenAI — staging",
            "OpenAI",
            "—",
            "$0.00",
            "—",
            "0",
            f"stale: offline since {picture_states()[4].failing_since.astimezone():%H:%M}",  # type: ignore[union-attr]
            "",
            "3 h ago",
        ],
        [
            "Anthropic — old key",
            "Anthropic",
            "unknown",
            "unknown",
            "—",
            "unknown",
            "key refused — replace key",
            "",
            "failed 4 min ago",
        ],
    ]


def test_every_cell_says_itself_to_a_screen_reader(model: ProvidersModel) -> None:
    for one in hostile_states():
        model.upsert(one)
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            assert model.index(row, column).data(ACCESSIBLE), (row, column)
    said = [model.index(0, column).data(ACCESSIBLE) for column in range(9)]
    assert said[0] == "OpenAI — production, ok"
    assert said[4] == "Balance: not offered"
    assert said[6] == "Limit: $241 of $390 budget"
    assert str(said[7]).startswith("30 days: lowest $")
    assert model.index(5, 7).data(ACCESSIBLE) == "30 days: no data"


def test_an_address_of_ones_own_is_told_beside_the_service(model: ProvidersModel) -> None:
    plain = state("plain", position=21)
    elsewhere = replace(state("elsewhere", position=22), address="https://gateway.example.com/<b>v1</b>")
    assert "sent to" not in str(cell(model, plain, "type", Qt.ItemDataRole.ToolTipRole))
    told = str(cell(model, elsewhere, "type", Qt.ItemDataRole.ToolTipRole))
    assert "The key is sent to" in told
    assert "<b>" not in told


def test_gaps_are_told(model: ProvidersModel) -> None:
    one = replace(state("gaps", position=20), last_30_days=thirty_days(2, gaps=(0, 5)))
    assert str(cell(model, one, "days", ACCESSIBLE)).endswith("2 days without data")
    spark = cell(model, one, "days", Role.VALUE)
    heights = spark.heights  # type: ignore[attr-defined]
    assert (heights[0], heights[5], len(heights), max(h for h in heights if h is not None)) == (
        None,
        None,
        30,
        1,
    )


def test_days_that_are_not_stored_are_gaps_too(model: ProvidersModel) -> None:
    one = replace(state("short", position=20), last_30_days=thirty_days(2)[-3:])
    heights = cell(model, one, "days", Role.VALUE).heights  # type: ignore[attr-defined]
    assert heights[:27] == (None,) * 27
    assert None not in heights[27:]


def test_tokens_are_drawn_where_no_cost_is_known(model: ProvidersModel) -> None:
    days = tuple(replace(day, cost=None) for day in thirty_days(1))
    one = replace(state("tokens", position=20), last_30_days=days)
    assert "tokens on" in str(cell(model, one, "days", ACCESSIBLE))


def test_meters(model: ProvidersModel) -> None:
    def meter(used: str, limit: str) -> object:
        return cell(model, with_window(state(position=20), window(used, limit)), "limit", Role.VALUE)

    assert meter("79", "100") == Meter(fraction=0.79, level=Level.OK)
    assert meter("80", "100") == Meter(fraction=0.8, level=Level.WARNING)
    assert meter("95", "100") == Meter(fraction=0.95, level=Level.ERROR)
    assert meter("1000000", "3") == Meter(fraction=1.0, level=Level.ERROR)
    assert cell(model, state(position=21), "limit", Role.VALUE) == Meter(fraction=None, level=Level.OK)
    old = replace(with_window(state(position=22), window("9", "10")), health=Health.STALE)
    assert cell(model, old, "limit", Role.VALUE) == Meter(fraction=0.9, level=Level.OLD)


def test_a_stale_number_is_muted_with_its_age_and_the_reason(model: ProvidersModel) -> None:
    index = model.index(4, model.column_of("month"))
    assert index.data(Role.TONE) == Tone.MUTED
    tooltip = str(index.data(Qt.ItemDataRole.ToolTipRole))
    assert "Last good figure, 3 h ago. No answer from api.openai.com." in tooltip
    assert model.index(0, model.column_of("month")).data(Role.TONE) == Tone.NORMAL


@pytest.mark.parametrize(
    ("health", "kind", "words"),
    [
        (Health.NEEDS_YOU, ProblemKind.WRONG_KEY, "wrong kind of key — replace key"),
        (Health.NEEDS_YOU, ProblemKind.KEYCHAIN, "keychain cannot be read — unlock it"),
        (Health.NEEDS_YOU, None, "needs you"),
        (Health.STALE, None, "stale: no news since"),
        (Health.STALE, ProblemKind.RATE_LIMIT, "stale: asked too often since"),
        (Health.PAUSED, None, "paused"),
        (Health.WAITING, None, "not read yet"),
    ],
)
def test_trouble_stands_above_the_meter(
    model: ProvidersModel, health: Health, kind: ProblemKind | None, words: str
) -> None:
    problem = Problem(kind=kind, message="It failed.") if kind else None
    one = replace(state(position=20), health=health, problem=problem)
    assert str(cell(model, one, "limit")).startswith(words)


def test_a_key_that_is_not_there_is_told_as_that(model: ProvidersModel) -> None:
    problem = Problem(kind=ProblemKind.KEYCHAIN, message="It is not set.", repair=Repair.REPLACE_KEY)
    one = replace(state(position=20), health=Health.NEEDS_YOU, problem=problem)
    assert cell(model, one, "limit") == "key missing — replace key"


def test_the_days_sort_dollars_first_then_other_money_then_tokens(model: ProvidersModel) -> None:
    """What cannot be compared stays apart, as in the other columns: no yuan among dollars, no tokens."""
    sort = PROVIDER_COLUMNS[model.column_of("days")].sort
    first = state().last_30_days[0].day

    def days(*costs: Money, tokens: int = 0) -> object:
        total = DayTotal(day=first, cost=costs or None, tokens=tokens or None)
        return sort(replace(state(), last_30_days=(total,)))

    cheap, dear = days(usd("2")), days(usd("300"))
    yuan, tokens, free = days(usd("100", "CNY")), days(tokens=3), replace(state(), last_30_days=())
    assert sorted([tokens, dear, yuan, cheap]) == [cheap, dear, yuan, tokens]  # type: ignore[type-var]
    assert sort(free) is None


def test_being_read_shows(model: ProvidersModel) -> None:
    one = replace(state(position=20), polling=True)
    assert cell(model, one, "updated") == "reading…"
    assert cell(model, one, "name", Role.VALUE) == Badge(health=Health.OK, polling=True)
    assert cell(model, replace(one, polling=False, last_updated=None), "updated") == "never"


def test_names_from_outside_stay_plain(model: ProvidersModel) -> None:
    one = replace(state(position=20), provider=provider(HOSTILE_NAME, "openai", 20), warnings=("<i>hm</i>",))
    assert "\n" not in str(cell(model, one, "name"))
    tooltip = str(cell(model, one, "name", Qt.ItemDataRole.ToolTipRole))
    assert "<b>" not in tooltip
    assert "&lt;b&gt;Bold" in tooltip
    assert "&lt;i&gt;hm" in tooltip


def test_ages_grow_with_the_moment(model: ProvidersModel) -> None:
    seen: list[int] = []
    model.dataChanged.connect(lambda top, *_: seen.append(top.column()))
    model.set_wording(replace(WORDING, now=NOW + timedelta(minutes=1)))
    assert texts(model, 0)[-1] == "3 min ago"
    assert 2 not in seen


def test_the_colour_of_a_service_stays() -> None:
    assert [series_of(name) for name in ("openai", "openrouter", "deepseek", "anthropic")] == [0, 1, 2, 3]
    assert series_of("unheard_of") == series_of("unheard_of") < 4


def test_sorting_is_by_value_with_the_unknown_last(model: ProvidersModel) -> None:
    proxy = ProvidersProxy(model)
    month = model.column_of("month")
    proxy.sort(month, Qt.SortOrder.AscendingOrder)
    ascending = names(proxy)
    proxy.sort(month, Qt.SortOrder.DescendingOrder)
    descending = names(proxy)
    assert ascending == [
        "OpenAI — staging",
        "OpenRouter",
        "Claude API — research",
        "OpenAI — production",
        "DeepSeek",
        "Anthropic — old key",
    ]
    assert descending[0] == "DeepSeek"
    assert descending[-1] == "Anthropic — old key"
    proxy.sort(-1)
    assert names(proxy)[0] == "OpenAI — production"


def test_a_new_figure_moves_its_row(model: ProvidersModel) -> None:
    proxy = ProvidersProxy(model)
    proxy.sort(model.column_of("month"), Qt.SortOrder.DescendingOrder)
    model.upsert(replace(picture_states()[4], month=known(usd("9999"))))
    assert names(proxy).index("OpenAI — staging") < names(proxy).index("OpenAI — production")


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 6), ("  ", 6), ("openai", 2), ("OPENAI prod", 1), ("text-embedding", 5), ("[", 0), ("claude", 1)],
)
def test_filter(model: ProvidersModel, text: str, count: int) -> None:
    proxy = ProvidersProxy(model)
    proxy.set_filter(text)
    assert proxy.rowCount() == count


def test_a_renamed_row_enters_the_filter(model: ProvidersModel) -> None:
    proxy = ProvidersProxy(model)
    proxy.set_filter("needle")
    assert proxy.rowCount() == 0
    first = picture_states()[0]
    model.upsert(replace(first, provider=replace(first.provider, name="needle")))
    assert names(proxy) == ["needle"]


def test_a_dropped_row_is_a_wish(model: ProvidersModel) -> None:
    wishes: list[tuple[str, int]] = []
    model.move_wanted.connect(lambda key, place: wishes.append((key, place)))
    data = model.mimeData([model.index(0, 0)])
    assert not model.dropMimeData(data, MOVE, 3, 0, QModelIndex())
    assert not model.dropMimeData(data, MOVE, -1, -1, model.index(4, 0))
    assert not model.dropMimeData(data, MOVE, -1, -1, QModelIndex())
    assert not model.dropMimeData(data, MOVE, 1, 0, QModelIndex())
    assert not model.dropMimeData(QMimeData(), MOVE, 3, 0, QModelIndex())
    assert wishes == [("p0", 2), ("p0", 3), ("p0", 5)]
    assert names(ProvidersProxy(model))[0] == "OpenAI — production"
    assert model.mimeTypes() == [MIME_TYPE]
    assert model.supportedDropActions() == MOVE
    assert model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsDragEnabled
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsDropEnabled


def test_a_hundred_rows_change_one_cell(model: ProvidersModel) -> None:
    model.set_records(many_states(100))
    seen: list[object] = []
    model.dataChanged.connect(lambda *change: seen.append(change))
    one = many_states(100)[42]
    model.upsert(replace(one, balance=known(usd("1"))))
    assert len(seen) == 1
    assert model.sort_value(42, model.column_of("balance")) == (False, "USD", Decimal(1))


def test_a_row_is_dropped_through_the_view(model: ProvidersModel) -> None:
    proxy = ProvidersProxy(model)
    wishes: list[tuple[str, int]] = []
    model.move_wanted.connect(lambda key, place: wishes.append((key, place)))
    data = proxy.mimeData([proxy.index(4, 0)])
    proxy.dropMimeData(data, MOVE, 1, 0, QModelIndex())
    assert wishes == [("p4", 1)]
    assert model.rowCount() == 6


def test_limits_say_where_they_count_and_when_they_start_anew(model: ProvidersModel) -> None:
    limit = replace(window("9", "10"), scope="team <a>", resets_at=NOW + timedelta(days=8))
    tooltip = str(cell(model, with_window(state(position=20), limit), "limit", Qt.ItemDataRole.ToolTipRole))
    assert "$9 of $10 budget (team &lt;a&gt;), resets 30 Nov 2026" in tooltip
    refused = str(model.index(5, model.column_of("limit")).data(Qt.ItemDataRole.ToolTipRole))
    assert "The key was refused (401)." in refused
    stale = str(model.index(4, model.column_of("limit")).data(Qt.ItemDataRole.ToolTipRole))
    assert "Next try at" in stale


def test_a_failed_poll_names_its_time(model: ProvidersModel) -> None:
    problem = Problem(kind=ProblemKind.SERVICE, message="It failed.")
    one = replace(state(position=20), last_poll=poll("p20", problem=problem))
    tooltip = str(cell(model, one, "updated", Qt.ItemDataRole.ToolTipRole))
    assert "Figures of 22 Nov 2026" in tooltip
    assert "Failed 22 Nov 2026" in tooltip
    assert "Next poll at" in tooltip
    never = replace(one, last_updated=None, last_poll=None, next_poll_at=None)
    assert "Never read." in str(cell(model, never, "updated", Qt.ItemDataRole.ToolTipRole))


def test_ages_are_written_anew_where_somebody_looks_and_elsewhere_when_somebody_does(
    model: ProvidersModel,
) -> None:
    updated = model.column_of("updated")
    index = model.index(0, updated)
    texts = [str(index.data()), str(model.index(1, updated).data())]
    index.data(Role.TONE)  # as a delegate that paints it
    changed: list[int] = []
    model.dataChanged.connect(lambda first, _last, _roles: changed.append(first.row()))
    model.set_wording(replace(model.wording, now=model.wording.now + timedelta(hours=5)))
    assert set(changed) == {0}
    assert str(index.data()) != texts[0]
    assert str(model.index(1, updated).data()) != texts[1]
