from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from aimonitor.domain.secret import Secret
from aimonitor.errors import (
    AppError,
    AuthError,
    ConfigError,
    KeychainError,
    KeychainFault,
    NetworkError,
    SchemaError,
    WrongKeyError,
)
from aimonitor.monitor.requests import AddProvider
from aimonitor.monitor.service import MonitorService
from aimonitor.providers.registry import Registry
from aimonitor.providers.wallet import used_up
from aimonitor.ui.dialogs.add_provider import AddProviderDialog
from tests.ui.dialogs.samples import (
    ADMIN_KEY,
    ANTHROPIC_KEY,
    ENGLISH,
    PROJECT_KEY,
    asked,
    good_test,
    last_asked,
)

Maker = Callable[..., AddProviderDialog]


@pytest.fixture
def make(service: MonitorService, registry: Registry, qtbot: QtBot) -> Maker:
    def make(**changes: Any) -> AddProviderDialog:  # noqa: ANN401 - any argument of the dialog
        arguments: dict[str, Any] = {"environ": {}, "locale": ENGLISH, **changes}
        dialog = AddProviderDialog(service, registry, **arguments)
        # the dialog deletes itself when closed, so the fixture must not
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        qtbot.addWidget(dialog)
        dialog.open()
        return dialog

    return make


@pytest.fixture
def dialog(make: Maker) -> AddProviderDialog:
    return make(names=["OpenAI"])


def answer_test(service: MonitorService, answer: object) -> None:
    service.key_tested.emit(last_asked(service, "test_key")[0], answer)


def answer_add(service: MonitorService, answer: object = None) -> None:
    service.request_done.emit(last_asked(service, "add_provider")[0], answer)


def type_key(dialog: AddProviderDialog, key: str = ADMIN_KEY) -> None:
    dialog.keys.key.setText(key)


def test_it_opens_ready_to_type_the_key(dialog: AddProviderDialog) -> None:
    assert dialog.windowModality() is Qt.WindowModality.WindowModal
    assert dialog.services.current == "openai"
    assert dialog.name.text() == "OpenAI 2"
    assert dialog.focusWidget() is dialog.keys.key
    assert dialog.keys.key.echoMode() is QLineEdit.EchoMode.Password


def test_test_asks_once_and_shows_the_figures(dialog: AddProviderDialog, service: MonitorService) -> None:
    type_key(dialog)
    dialog.test_button.click()
    assert [what for _, what, _ in asked(service)] == ["test_key"]
    _, request = last_asked(service, "test_key")
    assert request == AddProvider(
        provider_type="openai", name="OpenAI 2", api_key=Secret(ADMIN_KEY), key_kind="admin"
    )
    answer_test(service, good_test())
    assert dialog.found.texts() == [
        "It works. Admin key of Acme Inc.",
        "Today (UTC): $11.42",
        "This month: $241.07",
        "Tokens this month: 48.2 M",
        "Limit: $241 of $390 budget",
    ]
    assert dialog.isVisible()


def test_after_a_good_test_add_stores_at_once_and_closes(
    dialog: AddProviderDialog, service: MonitorService
) -> None:
    type_key(dialog)
    dialog.test()
    answer_test(service, good_test())
    dialog.go_button.click()
    assert last_asked(service, "add_provider")[1].api_key == Secret(ADMIN_KEY)
    answer_add(service)
    assert not dialog.isVisible()
    assert dialog.keys.key.text() == ""


def test_add_without_a_test_tests_first_then_stores(
    dialog: AddProviderDialog, service: MonitorService
) -> None:
    type_key(dialog)
    dialog.go_button.click()
    answer_test(service, good_test())
    assert [what for _, what, _ in asked(service)] == ["test_key", "add_provider"]


@pytest.mark.parametrize("test", [good_test("Read this first."), good_test(partly=True)])
def test_what_is_surprising_is_read_before_it_is_stored(
    dialog: AddProviderDialog, service: MonitorService, test: object
) -> None:
    type_key(dialog)
    dialog.go_button.click()
    answer_test(service, test)
    assert [what for _, what, _ in asked(service)] == ["test_key"]
    dialog.go_button.click()
    last_asked(service, "add_provider")


def test_an_account_that_is_served_no_more_is_not_called_unread(
    dialog: AddProviderDialog, service: MonitorService
) -> None:
    type_key(dialog)
    dialog.test()
    test = good_test(partly=True)
    assert test.state.last_poll is not None
    poll = replace(test.state.last_poll, failures=(used_up("DeepSeek", test.state.last_poll.started_at),))
    answer_test(service, replace(test, state=replace(test.state, last_poll=poll)))
    words = "DeepSeek has stopped for money: the balance is used up. Top it up to go on."
    assert dialog.found.texts()[-1] == words


def test_parts_that_could_not_be_read_are_named(dialog: AddProviderDialog, service: MonitorService) -> None:
    type_key(dialog)
    dialog.test()
    answer_test(service, good_test(partly=True))
    assert dialog.found.texts()[-1] == "Not read: limits. The service failed (503)."


def test_a_change_after_the_test_calls_for_another(
    dialog: AddProviderDialog, service: MonitorService
) -> None:
    type_key(dialog)
    dialog.test()
    answer_test(service, good_test())
    type_key(dialog, ADMIN_KEY + "X")
    assert dialog.found.isHidden()
    dialog.go_button.click()
    last_asked(service, "test_key")


def test_another_name_needs_no_other_test(dialog: AddProviderDialog, service: MonitorService) -> None:
    type_key(dialog)
    dialog.test()
    answer_test(service, good_test())
    dialog.name.setText("Production")
    dialog.go_button.click()
    assert last_asked(service, "add_provider")[1].name == "Production"


@pytest.mark.parametrize(
    ("error", "where", "text"),
    [
        (AuthError("The key was refused."), "key", "Invalid API key. The key was refused."),
        (WrongKeyError("Cost needs an admin key."), "key", "Cost needs an admin key."),
        (
            NetworkError("No answer from api.openai.com."),
            "form",
            "Failed to connect to provider API. No answer from api.openai.com.",
        ),
        (SchemaError("No “data”."), "form", "Invalid response format. No “data”."),
    ],
)
def test_a_failed_test_says_why_where_it_belongs_and_offers_to_add_anyway(
    dialog: AddProviderDialog, service: MonitorService, error: AppError, where: str, text: str
) -> None:
    type_key(dialog)
    assert dialog.anyway_button.isHidden()
    dialog.test()
    answer_test(service, error)
    said = dialog.keys.key_field.error if where == "key" else dialog.found.headline.text()
    assert said == text
    assert dialog.found.isVisible() is (where == "form")
    dialog.anyway_button.click()
    answer_add(service)
    assert not dialog.isVisible()


@pytest.mark.parametrize(
    ("fault", "start"),
    [(KeychainFault.DENIED, "Keychain access denied"), (KeychainFault.FAILED, "Keychain storage failed")],
)
def test_a_keychain_that_fails_is_told_where_the_key_is_kept(
    dialog: AddProviderDialog, service: MonitorService, fault: KeychainFault, start: str
) -> None:
    type_key(dialog)
    dialog.go_on()
    answer_test(service, good_test())
    answer_add(service, KeychainError("Try again.", fault=fault))
    assert dialog.keys.place.where_field.error == f"{start}. Try again."
    assert dialog.anyway_button.isHidden()
    assert dialog.isVisible()


def test_a_name_that_is_taken_is_told_before_and_by_the_monitor(
    dialog: AddProviderDialog, service: MonitorService
) -> None:
    type_key(dialog)
    dialog.name.setText(" openai ")
    dialog.test()
    assert dialog.name_field.error == "Provider already exists: choose another name."
    assert asked(service) == []
    dialog.name.setText("Other")
    assert dialog.name_field.error == ""
    dialog.go_on()
    answer_test(service, good_test())
    answer_add(service, ConfigError("Provider already exists: 'Other'. Choose another name."))
    assert dialog.name_field.error.startswith("Provider already exists")


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("", "Enter the key."),
        ("two words", "Invalid API key format: a key is one word without spaces. Paste it again."),
        ("schlüssel", "Invalid API key format: a key is one word without spaces. Paste it again."),
    ],
)
def test_what_cannot_be_a_key_is_not_sent(
    dialog: AddProviderDialog, service: MonitorService, key: str, text: str
) -> None:
    type_key(dialog, key)
    dialog.test()
    assert dialog.keys.key_field.error == text
    assert dialog.keys.key.accessibleDescription() == text
    assert asked(service) == []


def test_without_a_name_nothing_is_asked(dialog: AddProviderDialog, service: MonitorService) -> None:
    type_key(dialog)
    dialog.name.setText("  ")
    dialog.test()
    assert dialog.name_field.error == "Give the provider a name."
    assert asked(service) == []
    assert dialog.focusWidget() is dialog.name


def test_a_base_url_that_cannot_be_used_is_told_at_its_field(
    dialog: AddProviderDialog, service: MonitorService
) -> None:
    type_key(dialog)
    field = dialog.options.fields["base_url"]
    field.editor.setProperty("text", "http://gateway.example.com")
    dialog.test()
    assert field.error.startswith("A base URL must begin with https://")
    assert asked(service) == []
    field.editor.setProperty("text", "https://gateway.example.com")
    dialog.test()
    assert last_asked(service, "test_key")[1].options == {"base_url": "https://gateway.example.com"}
    answer_test(service, ConfigError("This is not a base URL: it should look different."))
    assert field.error.startswith("This is not a base URL")


def test_a_key_of_another_service_is_recognised_and_the_service_changed(
    dialog: AddProviderDialog,
) -> None:
    type_key(dialog, ANTHROPIC_KEY)
    assert dialog.keys.kind_words.text() == "This looks like a key of Anthropic, not of OpenAI."
    dialog.keys.switch.click()
    assert dialog.services.current == "anthropic"
    assert dialog.name.text() == "Anthropic"
    assert dialog.keys.key.text() == ANTHROPIC_KEY
    assert dialog.keys.kind_words.text() == "Admin key."
    assert dialog.keys.switch.isHidden()


def test_the_kind_of_key_is_said_at_once(dialog: AddProviderDialog) -> None:
    type_key(dialog, PROJECT_KEY)
    assert dialog.keys.kind_words.text() == (
        "This is a project key: it can only show that it is alive. Cost needs an admin key."
    )
    type_key(dialog, "something-else")
    assert dialog.keys.kind_words.text() == "This does not look like a key of OpenAI; the test will tell."
    type_key(dialog, "")
    assert dialog.keys.kind_words.isHidden()


def test_a_prefix_of_many_is_the_chosen_services_and_nobody_elses(dialog: AddProviderDialog) -> None:
    type_key(dialog, "sk-TEST0000")
    assert dialog.keys.kind_words.text().startswith("This looks like a user key")
    assert dialog.keys.switch.isHidden()
    dialog.services.choose("deepseek")
    words = "This may be a key of DeepSeek; many begin like it, and the test will tell."
    assert dialog.keys.kind_words.text() == words
    assert dialog.keys.kind() == "api"
    dialog.services.choose("anthropic")
    assert dialog.keys.kind_words.text().startswith("This does not look like a key of Anthropic")
    assert dialog.keys.switch.isHidden()


def test_a_name_of_the_users_own_stays_when_the_service_changes(dialog: AddProviderDialog) -> None:
    dialog.name.setText("Mine")
    dialog.services.choose("anthropic")
    assert dialog.name.text() == "Mine"


def test_escape_gives_up_waiting_first_and_closes_then(
    dialog: AddProviderDialog, service: MonitorService
) -> None:
    type_key(dialog)
    dialog.test()
    assert dialog.busy
    assert not dialog.go_button.isEnabled()
    assert dialog.busy_words.text() == "Asking OpenAI…"
    assert dialog.focusWidget() is dialog.cancel_button
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.go_button.isEnabled()
    assert dialog.focusWidget() is dialog.keys.key
    answer_test(service, good_test())
    assert dialog.found.isHidden(), "a late answer is passed over"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_an_answer_to_someone_elses_question_is_not_taken(
    dialog: AddProviderDialog, service: MonitorService
) -> None:
    type_key(dialog)
    dialog.test()
    service.key_tested.emit(999, good_test())
    service.request_done.emit(998, None)
    assert dialog.busy


def test_a_key_in_a_variable_is_named_not_typed(make: Maker, service: MonitorService) -> None:
    dialog = make(environ={"OPENAI_API_KEY": PROJECT_KEY})
    type_key(dialog)
    dialog.keys.place.choose("env:OPENAI_API_KEY")
    assert dialog.keys.key_field.isHidden()
    assert "project key" in dialog.keys.kind_words.text()
    dialog.test()
    _, request = last_asked(service, "test_key")
    assert (request.api_key, request.api_key_ref) == (None, "env:OPENAI_API_KEY")
    error = KeychainError("The environment variable OPENAI_API_KEY is not set.", fault=KeychainFault.MISSING)
    answer_test(service, error)
    assert dialog.keys.place.variable_field.error == error.message
    assert dialog.anyway_button.isVisible(), "it may be set at the next start"


def test_a_refused_key_of_a_variable_is_told_at_the_variable(make: Maker, service: MonitorService) -> None:
    dialog = make(environ={"OPENAI_ADMIN_KEY": ADMIN_KEY}, key_ref="env:OPENAI_ADMIN_KEY")
    dialog.test()
    answer_test(service, AuthError("The key was refused."))
    assert dialog.keys.place.variable_field.error == "Invalid API key. The key was refused."


def test_without_a_keychain_the_session_can_be_the_first_choice(make: Maker, service: MonitorService) -> None:
    dialog = make(key_ref="session", provider_type="anthropic")
    type_key(dialog, ANTHROPIC_KEY)
    dialog.test()
    assert last_asked(service, "test_key")[1].api_key_ref == "session"


def test_the_key_stands_in_no_accessible_text_and_not_on_the_clipboard(dialog: AddProviderDialog) -> None:
    type_key(dialog)
    interface = QAccessible.queryAccessibleInterface(dialog.keys.key)
    said = [interface.text(kind) for kind in (QAccessible.Text.Name, QAccessible.Text.Value)]
    said += [interface.text(QAccessible.Text.Description), dialog.keys.key.toolTip()]
    assert all(ADMIN_KEY not in text for text in said)
    dialog.keys.key.selectAll()
    dialog.keys.key.copy()
    assert ADMIN_KEY not in QGuiApplication.clipboard().text()


def test_closing_forgets_the_key(dialog: AddProviderDialog, service: MonitorService) -> None:
    type_key(dialog)
    dialog.test()
    answer_test(service, good_test())
    dialog.close()
    assert dialog.keys.key.text() == ""
    assert dialog._tested is None
    dialog.keys.key.undo()
    assert dialog.keys.key.text() == ""


def test_a_crash_of_ours_is_told_in_the_form(dialog: AddProviderDialog, service: MonitorService) -> None:
    type_key(dialog)
    dialog.test()
    answer_test(service, AppError("Something went wrong in AIMonitor itself. The log has the details."))
    assert "went wrong" in dialog.found.headline.text()
    assert dialog.anyway_button.isHidden()


def test_mark_up_from_outside_stays_text(dialog: AddProviderDialog, service: MonitorService) -> None:
    type_key(dialog)
    dialog.test()
    answer_test(service, NetworkError("<b>bold</b>"))
    assert dialog.found.headline.textFormat() is Qt.TextFormat.PlainText
    assert "<b>bold</b>" in dialog.found.headline.text()


def test_it_deletes_itself_when_closed(service: MonitorService, registry: Registry, qtbot: QtBot) -> None:
    dialog = AddProviderDialog(service, registry, environ={})
    dialog.open()
    with qtbot.waitSignal(dialog.destroyed):
        dialog.close()
