"""The steps from an empty file to the newest schema, in order. A released step is never edited."""

from __future__ import annotations

from aimonitor.db.migrations import (
    step_0001,
    step_0002,
    step_0003,
    step_0004,
    step_0005,
    step_0006,
    step_0007,
)
from aimonitor.db.migrations.step import Step

STEPS: tuple[Step, ...] = (
    step_0001.STEP,
    step_0002.STEP,
    step_0003.STEP,
    step_0004.STEP,
    step_0005.STEP,
    step_0006.STEP,
    step_0007.STEP,
)
