"""What a setting's declaration is."""

from __future__ import annotations

from msgspec import Struct

from aimonitor.settings.kinds import Kind
from aimonitor.settings.proxy import masked
from aimonitor.settings.settings import Settings

ENV_PREFIX = "AIMONITOR_"


class Declared(Struct, frozen=True, kw_only=True):
    """One setting. `section` is, in lower case, its table in the file; `on_page` its page, if another."""

    section: str
    name: str
    kind: Kind
    label: str
    help: str = ""
    in_window: bool = True
    own_flag: str = ""
    on_page: str = ""

    @property
    def page(self) -> str:
        """Its page in the window."""
        return self.on_page or self.section

    @property
    def flag(self) -> str:
        """The flag that sets it, where the command line has one."""
        return self.own_flag or "--" + self.name.replace("_", "-")

    @property
    def env(self) -> str:
        """The environment variable that sets it."""
        return ENV_PREFIX + self.name.upper()

    @property
    def key(self) -> str:
        """Its key in the configuration file: "polling.interval"."""
        return f"{self.section.lower()}.{self.name}"

    @property
    def default(self) -> object:
        """Its value when nobody sets it."""
        return getattr(_DEFAULTS, self.name)

    def shown(self, settings: Settings) -> str:
        """Its value in `settings` as text for people and reports: a proxy's password is hidden."""
        text = self.kind.text(getattr(settings, self.name))
        return masked(text) if self.kind.secret else text


_DEFAULTS = Settings()
