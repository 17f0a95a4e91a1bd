from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from aimonitor.providers.registry import Registry
from aimonitor.ui.first_run import FirstRunPage
from aimonitor.ui.found_keys import HERE_ALREADY, FoundKeys, found_keys
from tests.ui.dialogs.samples import ADMIN_KEY, ANTHROPIC_KEY, PROJECT_KEY

ENVIRON = {
    "OPENAI_ADMIN_KEY": ADMIN_KEY,
    "OPENAI_API_KEY": PROJECT_KEY,
    "OPENROUTER_API_KEY": ANTHROPIC_KEY,
    "ANTHROPIC_API_KEY": "unheard-of",
    "PATH": "/bin",
}


@pytest.fixture
def page(qtbot: QtBot) -> FirstRunPage:
    page = FirstRunPage(Registry(), ENVIRON)
    qtbot.addWidget(page)
    page.show()
    return page


def test_three_buttons_tell_three_wishes(page: FirstRunPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.add_wanted):
        page.add.click()
    with qtbot.waitSignal(page.demo_wanted):
        page.demo.click()
    page.environment.click()
    with qtbot.waitSignal(page.environment_wanted) as wanted:
        page.panel.take.click()
    assert wanted.args == [[("openai", "OPENAI_ADMIN_KEY")]]


def test_found_variables_are_listed_with_their_kind_and_only_useful_ones_ticked(page: FirstRunPage) -> None:
    page.environment.click()
    assert [(tick.text(), tick.isChecked()) for tick, _ in page.panel.ticks] == [
        ("OPENAI_ADMIN_KEY: OpenAI, admin key", True),
        ("OPENAI_API_KEY: OpenAI", False),
        ("ANTHROPIC_API_KEY: Anthropic", False),
        ("OPENROUTER_API_KEY: OpenRouter", False),
    ]
    assert [tick.accessibleDescription() for tick, _ in page.panel.ticks][2:] == [
        "This does not look like a key of Anthropic.",
        "This looks like a key of Anthropic, not of OpenRouter.",
    ]


@pytest.mark.parametrize("environ", [ENVIRON, {}])
def test_what_was_found_comes_into_sight_where_the_page_is_low(qtbot: QtBot, environ: dict[str, str]) -> None:
    page = FirstRunPage(Registry(), environ)
    qtbot.addWidget(page)
    page.resize(500, 260)
    page.show()
    page.environment.click()
    first = page.panel.ticks[0][0] if environ else page.outcome
    for _ in range(3):
        QApplication.processEvents()
    assert page.height() == 260
    assert page.rect().contains(QRect(first.mapTo(page, QPoint(0, 0)), QSize(20, 15)))


def test_no_key_is_ever_shown_or_kept(page: FirstRunPage) -> None:
    page.environment.click()
    said = [label.text() + label.toolTip() for label in page.findChildren(QLabel)]
    said += [tick.text() + tick.toolTip() + repr(found) for tick, found in page.panel.ticks]
    assert not any(key in text for key in (ADMIN_KEY, PROJECT_KEY, ANTHROPIC_KEY) for text in said)


def test_ticks_choose_what_is_added(page: FirstRunPage, qtbot: QtBot) -> None:
    page.environment.click()
    page.panel.ticks[0][0].setChecked(False)
    assert not page.panel.take.isEnabled()
    page.panel.ticks[1][0].setChecked(True)
    page.panel.ticks[2][0].setChecked(True)
    with qtbot.waitSignal(page.environment_wanted) as wanted:
        page.panel.take.click()
    assert wanted.args == [[("openai", "OPENAI_API_KEY"), ("anthropic", "ANTHROPIC_API_KEY")]]


def test_looking_again_lists_each_once(page: FirstRunPage) -> None:
    page.environment.click()
    page.environment.click()
    assert len(page.panel.ticks) == 4
    assert page.panel.take.isVisible()


def test_a_key_that_stands_in_two_variables_is_one_key() -> None:
    environ = {"OPENAI_ADMIN_KEY": ADMIN_KEY, "OPENAI_API_KEY": f" {ADMIN_KEY} "}
    assert [found.variable for found in found_keys(Registry(), environ)] == ["OPENAI_ADMIN_KEY"]


def test_without_any_key_it_says_where_it_looked(qtbot: QtBot) -> None:
    page = FirstRunPage(Registry(), {"OPENAI_API_KEY": " "})
    qtbot.addWidget(page)
    page.show()
    page.environment.click()
    assert page.panel.isHidden()
    assert "OPENAI_API_KEY" in page.outcome.text()
    assert "No keys were found" in page.outcome.text()


def test_a_key_with_the_prefix_of_many_is_of_the_service_whose_variable_holds_it() -> None:
    environ = {"DEEPSEEK_API_KEY": "sk-TEST0000", "MOONSHOT_API_KEY": "sk-TEST0001"}
    found = list(found_keys(Registry(), environ))
    assert [(one.manifest.type, one.kind, one.advice) for one in found] == [
        ("deepseek", "API key", ""),
        ("moonshot", "API key", ""),
    ]


def test_a_gateways_key_is_taken_from_the_environment_only_with_its_address(qtbot: QtBot) -> None:
    environ = {"LITELLM_API_KEY": "sk-TEST0000"}
    assert list(found_keys(Registry(), environ)) == []
    page = FirstRunPage(Registry(), {})
    qtbot.addWidget(page)
    page.show_environment()
    assert "MOONSHOT_API_KEY" in page.outcome.text()
    assert "LITELLM_API_KEY" not in page.outcome.text()
    environ["AIMONITOR_LITELLM_BASE_URL"] = "https://litellm.example.com"
    assert [found.manifest.type for found in found_keys(Registry(), environ)] == ["litellm"]


def test_every_service_that_has_variables_is_found_by_them(qtbot: QtBot) -> None:
    registry = Registry()
    with_variables = [one for one in registry.manifests() if one.env_keys]
    # two are on this computer; of the others no variable has a name that is known to be theirs
    without = {one.type for one in registry.manifests() if not one.env_keys}
    assert without == {"codex", "claude_code", "newapi", "cloudflare"}
    environ = {one.env_keys[0]: f"sk-TEST-{one.type}" for one in with_variables}
    environ |= {one.base_url_env: "https://gateway.example.com" for one in with_variables if not one.base_url}
    keys = FoundKeys(registry, environ)
    qtbot.addWidget(keys)
    assert keys.look() == ""
    assert {one.manifest.type for _, one in keys.ticks} == {one.type for one in with_variables}


def test_what_is_a_provider_already_cannot_be_ticked(qtbot: QtBot) -> None:
    keys = FoundKeys(Registry(), ENVIRON)
    qtbot.addWidget(keys)
    keys.look(used={("openai", "OPENAI_ADMIN_KEY")})
    tick = keys.ticks[0][0]
    assert not tick.isEnabled()
    assert not tick.isChecked()
    assert tick.accessibleDescription() == HERE_ALREADY
    assert not keys.take.isEnabled()
    keys.ticks[1][0].setChecked(True)
    with qtbot.waitSignal(keys.taken) as taken:
        keys.take.click()
    assert taken.args == [[("openai", "OPENAI_API_KEY")]]
