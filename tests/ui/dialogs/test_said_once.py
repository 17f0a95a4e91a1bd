from __future__ import annotations

from pytestqt.qtbot import QtBot

from aimonitor.providers.registry import Registry
from aimonitor.ui.dialogs.key_form import KeyForm
from aimonitor.ui.dialogs.problem_words import Place


def test_what_the_prefix_told_is_not_said_again_by_the_service(qtbot: QtBot, registry: Registry) -> None:
    form = KeyForm(registry, {})
    qtbot.addWidget(form)
    form.show_service(registry.manifest("openai"))
    form.key.setText("sk-proj-TEST-0001")
    told = form.kind_words.text()
    assert not form.kind_words.isHidden()
    form.set_error(Place.KEY, told)
    assert form.key_field.error == told
    assert form.kind_words.isHidden()
    form.set_error(Place.KEY, "Invalid API key: OpenAI rejects it.")
    assert not form.kind_words.isHidden()
    form.set_error(Place.KEY, told)
    form.clear_errors()
    assert not form.kind_words.isHidden()
