"""The clock of the fixtures, beside the way in which plugins are tried."""

from __future__ import annotations

from aimonitor.testing.calling import MONTH, NOW, calling, read

__all__ = ["MONTH", "NOW", "TODAY", "calling", "read"]

TODAY = NOW.date()
"""`NOW` is the `scenario_now` of the fixtures."""
