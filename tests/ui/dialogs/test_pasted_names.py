"""A key in the wrong field of a form is said at that field, before anything is asked."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from aimonitor.domain.provider import ENV_PREFIX
from aimonitor.errors import ConfigError
from aimonitor.monitor.pasted_keys import KEY_AS_NAME, refuse_key_among
from aimonitor.ui.dialogs.key_place import KeyPlace
from aimonitor.ui.dialogs.names import name_fault
from aimonitor.ui.dialogs.problem_words import Place, placed

PASTED = "sk-proj-TESTabc123TESTabc123"


def test_a_name_that_is_a_key_is_told_at_the_name() -> None:
    assert name_fault(PASTED, ()) == KEY_AS_NAME
    assert PASTED not in KEY_AS_NAME
    assert name_fault("OpenAI (…c123)", ()) == ""
    assert placed(ConfigError(KEY_AS_NAME)) == (Place.NAME, KEY_AS_NAME)


def test_a_base_url_with_a_key_is_told_at_the_options() -> None:
    with pytest.raises(ConfigError) as caught:
        refuse_key_among({"base_url": f"https://h.example/{PASTED}"}, "x", None)
    assert placed(caught.value)[0] is Place.OPTIONS


def test_a_key_in_place_of_a_variables_name_is_told_there(qtbot: QtBot) -> None:
    place = KeyPlace({})
    qtbot.addWidget(place)
    place.choose(f"{ENV_PREFIX}AIzaSyTESTabc123TESTabc123x")
    assert not place.check()
    assert place.variable_field.error == "Name the environment variable that holds the key."
    place.choose(f"{ENV_PREFIX}OPENAI_ADMIN_KEY")
    assert place.check()
