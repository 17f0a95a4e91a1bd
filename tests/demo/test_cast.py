from __future__ import annotations

from aimonitor.demo.cast import CAST
from aimonitor.domain.state import Health
from tests.demo.reading import REGISTRY


def test_nine_of_all_kinds_and_states() -> None:
    assert len(CAST) == 9
    assert len({provider.name for provider in CAST}) == 9
    assert {provider.provider_type for provider in CAST} == {
        "openai",
        "anthropic",
        "openrouter",
        "deepseek",
        "litellm",
    }
    assert {provider.expected for provider in CAST} == {Health.OK, Health.STALE, Health.NEEDS_YOU}


def test_each_key_is_invented_and_recognised_as_its_service() -> None:
    for provider in CAST:
        key = provider.key.reveal()
        guess = REGISTRY.recognise(key, provider.provider_type)
        assert "-DEMO-" in key
        assert guess is not None
        assert guess.manifest.type == provider.provider_type
        assert key not in repr(provider)
