"""What xAI's refusals stand for: by status alone, for the bodies of its errors are not documented."""

from __future__ import annotations

from aimonitor.providers.verdict import Verdict

judge = Verdict(
    name="xAI",
    refused="Invalid API key: xAI rejects it. Balance and cost need a management key; "
    "an inference key (API key) is refused.",
    forbidden="This management key may not read billing. Give it the right to read billing, "
    "or make another management key that has it.",
)
