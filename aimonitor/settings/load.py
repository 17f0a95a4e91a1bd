"""Settings from all their sources: flag, environment, file, database, default; the strongest wins."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from aimonitor.errors import ConfigError
from aimonitor.masking import looks_like_key
from aimonitor.settings.config_file import did_you_mean, read_config_file, written
from aimonitor.settings.declared import BY_NAME, DECLARED, ENV_PREFIX, Declared
from aimonitor.settings.proxy import holds_password
from aimonitor.settings.settings import Origin, OriginKind, ProxyMode, Resolved, Settings

_UNREADABLE = (ValueError, OverflowError)
_STRENGTH = {kind: strength for strength, kind in enumerate(reversed(OriginKind))}
_ADDRESS = "_BASE_URL"
"""How the variables end that belong to a service, and to no setting."""

_OTHER_VARIABLES = frozenset({"AIMONITOR_HOME"})
_SHOWN = 60


def load_settings(
    *, flags: Mapping[str, object], environ: Mapping[str, str], config_file: Path, stored: Mapping[str, str]
) -> Resolved:
    """The settings in force.

    `flags` by setting's name, None where not given; `stored`: what `to_stored` returned, as kept
    in the database; names that are not settings are passed over there. Raises ConfigError for
    a value in a flag, a variable or the file that cannot be used. A stored one falls back to the
    default with a warning, so that the window, where it can be mended, opens.
    """
    layers = _Layers()
    layers.take_stored(stored)
    layers.take_file(config_file)
    layers.take_environment(environ)
    layers.take_flags(flags)
    layers.settle_proxy()
    values: dict[str, Any] = layers.values
    return Resolved(
        settings=replace(Settings(), **values),
        sources={name: layers.origin(name) for name in BY_NAME},
        warnings=tuple(layers.warnings),
    )


def to_stored(changes: Mapping[str, object]) -> dict[str, str]:
    """Changes made in the window as text for the database.

    Raises ConfigError for a value that cannot be used, a name that is not a setting of the window,
    and a proxy address with a password: the database is no place for one.
    """
    return {name: _stored_text(name, value) for name, value in changes.items()}


def _stored_text(name: str, value: object) -> str:
    declared = BY_NAME.get(name)
    if declared is None or not declared.in_window:
        raise ConfigError(f'"{name}" is not a setting that can be changed here.')
    text = declared.kind.text(_read(declared, value, declared.label))
    if declared.kind.secret and holds_password(text):
        raise ConfigError(
            "A proxy address with a password is not stored. "
            f"Put it into the environment variable {declared.env} or into the configuration file."
        )
    return text


def _read(declared: Declared, value: object, where: str) -> object:
    """The value meant. Raises ConfigError that names `where` and what is allowed."""
    try:
        return declared.kind.read(value)
    except _UNREADABLE:
        pass
    is_told = not declared.kind.secret and not looks_like_key(str(value))
    given = f": {_shown(value)}" if is_told else ""
    raise ConfigError(f"{where} has a value that cannot be used{given}. Allowed: {declared.kind.allowed}.")


def _shown(value: object) -> str:
    """In quotes where it was, one line, short."""
    text = "".join(character if character.isprintable() else "?" for character in written(value))
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 2]}…{text[-1]}"


class _Layers:
    """Values by name as the sources are laid over each other, weakest first."""

    def __init__(self) -> None:
        self.values: dict[str, object] = {}
        self.warnings: list[str] = []
        self._origins: dict[str, Origin] = {}

    def origin(self, name: str) -> Origin:
        return self._origins.get(name, Origin(kind=OriginKind.DEFAULT))

    def take_stored(self, stored: Mapping[str, str]) -> None:
        for name in stored:
            if name in BY_NAME:
                try:
                    self._put(BY_NAME[name], stored[name], OriginKind.DATABASE, "", "The stored setting")
                except ConfigError as error:
                    self.warnings.append(f"{name}: {error.message} The default is used.")

    def take_file(self, config_file: Path) -> None:
        content = read_config_file(config_file)
        self.warnings += content.warnings
        for declared, value, line in content.values:
            where = f"{config_file}, line {line}" if line else str(config_file)
            self._put(declared, value, OriginKind.FILE, where, f"{where}: {declared.key}")

    def take_environment(self, environ: Mapping[str, str]) -> None:
        names = {declared.env for declared in DECLARED}
        for declared in DECLARED:
            if environ.get(declared.env, "").strip():
                text = environ[declared.env]
                self._put(declared, text, OriginKind.ENVIRONMENT, declared.env, declared.env)
        for variable in environ:
            is_address = variable.endswith(_ADDRESS)
            if (
                variable.startswith(ENV_PREFIX)
                and variable not in names | _OTHER_VARIABLES
                and not is_address
            ):
                meant = did_you_mean(variable, names)
                if meant:
                    self.warnings.append(f"The variable {variable} is not known. Did you mean {meant}?")

    def take_flags(self, flags: Mapping[str, object]) -> None:
        for name, value in flags.items():
            if value is not None:
                flag = BY_NAME[name].flag
                self._put(BY_NAME[name], value, OriginKind.FLAG, flag, flag)

    def settle_proxy(self) -> None:
        """An address alone is enough; "custom" without one is a mistake that must not stay unseen."""
        mode, address = self.origin("proxy_mode"), self.origin("proxy_url")
        if self.values.get("proxy_url"):
            if _STRENGTH[address.kind] > _STRENGTH[mode.kind]:
                self.values["proxy_mode"] = ProxyMode.CUSTOM
                self._origins["proxy_mode"] = address
        elif self.values.get("proxy_mode") is ProxyMode.CUSTOM:
            words = "The proxy is set to custom, but no proxy address is given."
            if mode.kind is not OriginKind.DATABASE:
                raise ConfigError(f"{mode.where}: {words} Set {BY_NAME['proxy_url'].env}.")
            self.warnings.append(f"{words} The system's proxy is used.")
            self.values["proxy_mode"] = ProxyMode.SYSTEM

    def _put(self, declared: Declared, value: object, kind: OriginKind, where: str, blamed: str) -> None:
        self.values[declared.name] = _read(declared, value, blamed)
        self._origins[declared.name] = Origin(kind=kind, where=where)
