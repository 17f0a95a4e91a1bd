"""Adding providers as a user does: through the dialog, with keys and mouse."""

from __future__ import annotations

from aimonitor.demo import cast
from aimonitor.domain.state import ProviderState
from aimonitor.ui.dialogs.add_provider import AddProviderDialog
from tests.e2e.running import RunningApp, click, until, write


async def open_add(app: RunningApp) -> AddProviderDialog:
    """The Add dialog, by the button that is there."""
    window = app.desktop.window
    await click(app.desktop.first_run.add if not window.model.rowCount() else window.toolbar.buttons[0])
    return await app.dialog(AddProviderDialog)


async def enter(dialog: AddProviderDialog, member: cast.DemoProvider, name: str = "") -> None:
    """Choose the service in the list, then type the key and the name."""
    services = dialog.services
    await write(services.filter, member.provider_type)
    await until(lambda: services.current == member.provider_type, "the service in the list")
    await write(dialog.keys.key, member.key.reveal())
    await write(dialog.name, name or member.name)


async def ask_test(dialog: AddProviderDialog) -> list[str]:
    """Press Test; what is said then, at the key or below the form."""
    await click(dialog.test_button)
    await until(lambda: not dialog.busy, "the answer to a test")
    return [dialog.keys.key_field.error] if dialog.keys.key_field.error else dialog.found.texts()


async def add(app: RunningApp, member: cast.DemoProvider, name: str = "") -> ProviderState:
    """Add a provider with a good key; its state after the first poll."""
    dialog = await open_add(app)
    await enter(dialog, member, name)
    await ask_test(dialog)
    await click(dialog.go_button)
    await app.gone(AddProviderDialog)
    return await app.at_rest(name or member.name)
