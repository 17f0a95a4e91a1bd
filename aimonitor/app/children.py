"""What programs inherit that the app opens or starts: a browser, a file manager, itself for a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QProcessEnvironment

from aimonitor.keychain.variables import needed_by_back_ends
from aimonitor.settings.private_environment import OWN_PROXY, withhold_key, withhold_keys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aimonitor.app.desktop import Desktop
    from aimonitor.domain.state import ProviderState


def withhold_from_children(desktop: Desktop) -> None:
    """None of the user's keys, from before anything can be opened on, but what the keychain opens with."""

    def hear(state: ProviderState) -> None:
        withhold_key(state.provider.api_key_ref)

    withhold_keys(needed_by_back_ends(desktop.environ))
    for state in desktop.window.model.records:
        hear(state)
    desktop.service.provider_changed.connect(hear)


def for_ourselves(environ: Mapping[str, str]) -> QProcessEnvironment:
    """The same, and the proxy of ours with its log-in, of which a report tells. No keys."""
    given = QProcessEnvironment.systemEnvironment()
    if OWN_PROXY in environ:
        given.insert(OWN_PROXY, environ[OWN_PROXY])
    return given
