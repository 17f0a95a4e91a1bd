"""A picture of the window over the demo, drawn without any display."""

from __future__ import annotations

import asyncio
import os
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from aimonitor.app.launch import Launch
from aimonitor.errors import ConfigError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from aimonitor.app.desktop import Desktop

_SETTLE = 0.3
_LOOKS = 15


def save_picture(launch: Launch, file: Path) -> Path:
    """Draw the demo's window into `file` (PNG); the file's full path.

    Raises ConfigError when it cannot be written, or where Qt misses a library.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from aimonitor.app.start import first_paint, make_application  # noqa: PLC0415  Qt, behind the platform

    launch.paths.ensure()
    app = make_application()
    from aimonitor.app.loop import AppLoop  # noqa: PLC0415  needs Qt, which may not be there
    from aimonitor.ui.main_window import SIZE  # noqa: PLC0415  as above

    desktop = first_paint(app, launch)
    desktop.window.resize(*SIZE)  # the screen that is not there is a small one
    with asyncio.Runner(loop_factory=lambda: AppLoop(app)) as runner:
        runner.run(_show_demo(desktop, launch))
    return _grab(app, desktop, file)


async def _show_demo(desktop: Desktop, launch: Launch) -> None:
    from aimonitor.monitor.demo import running_demo, seed  # noqa: PLC0415  behind the first paint
    from aimonitor.monitor.tasks import Tasks  # noqa: PLC0415  as above

    async with AsyncExitStack() as leaving:
        stack, _servers = await leaving.enter_async_context(
            running_demo(
                launch.paths,
                flags=launch.flags,
                environ=launch.environ,
                all_services=launch.all_services,
            )
        )
        await stack.monitor.open()
        tasks = Tasks()
        leaving.push_async_callback(tasks.aclose)
        await desktop.connect_stack(stack, tasks, leaving)
        read: set[str] = set()
        desktop.service.history_loaded.connect(lambda found: read.add(found.provider_id))
        await seed(stack.monitor, stack.budgets, all_services=launch.all_services)
        first = stack.monitor.states()[0].provider.id
        desktop.window.select_provider(first)
        for _ in range(_LOOKS):
            if first in read:
                break
            await asyncio.sleep(_SETTLE)
        await asyncio.sleep(_SETTLE)


def _grab(app: QApplication, desktop: Desktop, file: Path) -> Path:
    app.processEvents()
    file = Path(os.path.realpath(file.expanduser()))  # a link to itself raises nothing here
    if not desktop.window.grab().save(str(file), "PNG"):
        msg = f"The picture could not be written to {file}. Choose another place with --picture."
        raise ConfigError(msg)
    desktop.hide()
    return file
