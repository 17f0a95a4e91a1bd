"""What the proxy's refusals stand for; its own words name pieces of the key."""

from __future__ import annotations

from aimonitor.providers.verdict import Verdict

judge = Verdict(
    name="The LiteLLM proxy",
    refused="Invalid API key: the LiteLLM proxy rejects it. It takes virtual keys of this one proxy; "
    "the key is unknown there, blocked, or expired.",
    forbidden="This key may not read that; the proxy's admin decides which routes it may use.",
    no_json="This address answers with a web page, not as a LiteLLM proxy does: is the base URL right?",
)
