"""The eleven providers of the demo: every kind of key, and every state a provider can be in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from aimonitor.domain.secret import Secret
from aimonitor.domain.state import Health

NO_KEY = Secret("")


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoProvider:
    """One provider of the demo. `expected` is its state once it was polled twice.

    `key`: empty where its type needs none.
    """

    name: str
    provider_type: str
    key: Secret = NO_KEY
    expected: Health = Health.OK
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def token(self) -> str:
        """The key in clear; it is invented, and no service knows it."""
        return self.key.reveal()


PRODUCTION = DemoProvider(
    name="OpenAI — production",
    provider_type="openai",
    key=Secret("sk-admin-DEMO-7QX2-0001"),
)
RESEARCH = DemoProvider(
    name="Claude API — research",
    provider_type="anthropic",
    key=Secret("sk-ant-admin01-DEMO-4KZ8-0002"),
)
ROUTER = DemoProvider(
    name="OpenRouter",
    provider_type="openrouter",
    key=Secret("sk-or-v1-DEMO-9WJ5-0003"),
)
SIDE_PROJECT = DemoProvider(
    name="OpenRouter — side project",
    provider_type="openrouter",
    key=Secret("sk-or-v1-DEMO-2MV6-0004"),
)
CHATBOT = DemoProvider(
    name="OpenAI — chatbot",
    provider_type="openai",
    key=Secret("sk-proj-DEMO-8HD3-0005"),
)
STAGING = DemoProvider(
    name="OpenAI — staging",
    provider_type="openai",
    key=Secret("sk-admin-DEMO-5TB1-0006"),
    expected=Health.STALE,
)
OLD_KEY = DemoProvider(
    name="Anthropic — old key",
    provider_type="anthropic",
    key=Secret("sk-ant-admin01-DEMO-3RN7-0007"),
    expected=Health.NEEDS_YOU,
)

WALLET = DemoProvider(
    name="DeepSeek",
    provider_type="deepseek",
    key=Secret("sk-DEMO-6PL4-0008"),
)
GATEWAY = DemoProvider(
    name="LiteLLM — search team",
    provider_type="litellm",
    key=Secret("sk-DEMO-1YF9-0009"),
)
CODING = DemoProvider(
    name="Z.ai — coding plan",
    provider_type="zai",
    key=Secret("zai-DEMO-8GT2-0010"),
)
VOICE = DemoProvider(
    name="ElevenLabs — voice-over",
    provider_type="elevenlabs",
    key=Secret("sk_voice-DEMO-3CX9-0011"),
)

CAST = (
    PRODUCTION,
    RESEARCH,
    ROUTER,
    WALLET,
    CODING,
    VOICE,
    CHATBOT,
    STAGING,
    GATEWAY,
    SIDE_PROJECT,
    OLD_KEY,
)
"""All of them, in the order in which the table shows them."""
