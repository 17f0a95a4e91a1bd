from __future__ import annotations

from aimonitor.demo.cast import CAST
from aimonitor.domain.state import Health
from tests.demo.reading import REGISTRY


def test_eleven_of_all_kinds_and_states() -> None:
    assert len(CAST) == 11
    assert len({provider.name for provider in CAST}) == 11
    assert {provider.provider_type for provider in CAST} == {
        "openai",
        "anthropic",
        "openrouter",
        "deepseek",
        "litellm",
        "zai",
        "elevenlabs",
    }
    assert {provider.expected for provider in CAST} == {Health.OK, Health.STALE, Health.NEEDS_YOU}


def test_each_key_is_invented_and_recognised_as_its_service_where_such_keys_can_be() -> None:
    plain = [one.type for one in REGISTRY.manifests() if not any(kind.prefixes for kind in one.key_kinds)]
    for provider in CAST:
        key = provider.key.reveal()
        guess = REGISTRY.recognise(key, provider.provider_type)
        assert "-DEMO-" in key
        assert (guess and guess.manifest.type) == (
            None if provider.provider_type in plain else provider.provider_type
        )
        assert key not in repr(provider)
