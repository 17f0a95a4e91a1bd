"""How a grouped provider table stands: each head over its providers, and the groups among themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractProxyModel

from aimonitor.domain.history import all_of
from aimonitor.qtmodels.group_rows import GroupRows
from aimonitor.qtmodels.providers import ProvidersModel
from aimonitor.qtmodels.records import AnyIndex

OWN_ORDER = -1
"""In place of a column: nothing is sorted, providers stand in the user's order."""


class GroupOrder:
    """Where rows stand while the table is grouped. It asks model and heads, and changes neither."""

    def __init__(self, model: ProvidersModel, heads: GroupRows) -> None:
        self._model, self._heads = model, heads
        self._ranks: dict[str, int] = {}
        self._column, self._descending = OWN_ORDER, False

    def sort_by(self, column: int, *, descending: bool) -> None:
        """Sort groups, and the providers within each, by that column; or leave all in the OWN_ORDER."""
        self._column, self._descending = column, descending and column != OWN_ORDER
        self.rank_anew()

    def rank_anew(self) -> bool:
        """Work out the order of the groups; whether it differs from before."""
        ranks = {kind: place for place, kind in enumerate(self._ranked())}
        changed = ranks != self._ranks
        self._ranks = ranks
        return changed

    def is_less(self, left: int, right: int) -> bool | None:
        """Whether `left` stands before `right` by their groups; None: within a group, by value.

        A view that sorts downwards turns every answer round: so it is turned here too.
        """
        mine, other = self._type_of(left), self._type_of(right)
        if mine != other:
            last = len(self._ranks)
            places = self._ranks.get(mine, last), self._ranks.get(other, last)
            return places[0] > places[1] if self._descending else places[0] < places[1]
        heads = self.is_head(left), self.is_head(right)
        if any(heads):
            return heads == ((False, True) if self._descending else (True, False))
        return left < right if self._column == OWN_ORDER else None

    def accepts(self, row: int, words: Sequence[str]) -> bool:
        """Whether the row is shown: a head where one of its providers matches, a provider unless folded.

        A filter looks into folded groups too: what matches is shown.
        """
        kind = self._type_of(row)
        if self.is_head(row):
            return not words or any(self._model.matches(one, words) for one in self._members(kind))
        return self._model.matches(row, words) if words else kind not in self._heads.folded

    def is_head(self, row: int) -> bool:
        """Whether that row of the model is the head of a group."""
        return row >= self._model.provider_count

    def neighbour(self, provider_id: str, step: int) -> int | None:
        """The row of the next (1) or last (-1) provider of the same type; None at the ends."""
        row = self._model.row_of(provider_id)
        if row is None:
            return None
        members = self._members(self._type_of(row))
        place = members.index(row) + step
        return members[place] if 0 <= place < len(members) else None

    def drop(
        self, shown: QAbstractProxyModel, provider_id: str, row: int, parent: AnyIndex
    ) -> tuple[str, int] | None:
        """(id, position) of a provider that is dropped before a shown row; None: it stays where it is."""
        source = self._model.row_of(provider_id)
        place = row if row >= 0 else parent.row() if parent.isValid() else shown.rowCount()
        if source is None or self.is_head(source):
            return None
        kind = self._type_of(source)
        before = self._shown_row(shown, place - 1)
        after = self._shown_row(shown, place)
        if source in (before, after):
            return None
        if after is not None and not self.is_head(after) and self._type_of(after) == kind:
            position = after - 1 if after > source else after
        elif before is not None and not self.is_head(before) and self._type_of(before) == kind:
            position = before if before > source else before + 1
        else:
            return None
        return provider_id, position

    @staticmethod
    def _shown_row(shown: QAbstractProxyModel, place: int) -> int | None:
        index = shown.mapToSource(shown.index(place, 0))
        return index.row() if index.isValid() else None

    def _members(self, kind: str) -> list[int]:
        return [row for row in range(self._model.provider_count) if self._model.type_at(row) == kind]

    def _type_of(self, row: int) -> str:
        count = self._model.provider_count
        return self._model.type_at(row) if row < count else self._heads.type_at(row - count)

    def _ranked(self) -> list[str]:
        """The types as they are to be seen from the top; unknown last in either direction."""
        types = list(dict.fromkeys(state.provider.provider_type for state in self._model.records))
        if self._column == OWN_ORDER:
            return types
        values = {kind: self._value(kind) for kind in types}
        known = [kind for kind in types if values[kind] is not None]
        known.sort(key=values.__getitem__, reverse=self._descending)
        return known + [kind for kind in types if values[kind] is None]

    def _value(self, kind: str) -> Any:  # noqa: ANN401
        row = self._heads.row_of(all_of(kind))
        return None if row is None else self._heads.sort_value(row, self._column)
