"""Keyring back ends that behave, and each way of not behaving. No `KeyringBackend`: none registers itself."""

# ruff: noqa: ARG002  they take what keyring hands them

from __future__ import annotations

import threading

from keyring.errors import InitError, KeyringError, KeyringLocked, NoKeyringError, PasswordDeleteError


class GoodKeyring:
    """A keychain as it should be; it remembers what was called."""

    def __init__(self) -> None:
        self.stored: dict[tuple[str, str], str] = {}
        self.calls: list[str] = []

    def get_password(self, service: str, username: str) -> str | None:
        self.calls.append("get")
        return self.stored.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.calls.append("set")
        self.stored[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.calls.append("delete")
        if (service, username) not in self.stored:
            msg = "No such password!"
            raise PasswordDeleteError(msg)
        del self.stored[service, username]


class LossyKeyring(GoodKeyring):
    """Keeps the first eight characters of what it is given."""

    def set_password(self, service: str, username: str, password: str) -> None:
        super().set_password(service, username, password[:8])


class StubbornKeyring(GoodKeyring):
    """Never deletes."""

    def delete_password(self, service: str, username: str) -> None:
        msg = "Can't delete password in keychain"
        raise PasswordDeleteError(msg)


class DoubledKeyring(GoodKeyring):
    """Holds several copies, as a Secret Service may, and deletes one at a time."""

    copies = 3

    def delete_password(self, service: str, username: str) -> None:
        self.copies -= 1
        if self.copies == 0:
            super().delete_password(service, username)


class FailingKeyring(GoodKeyring):
    """Raises the same error at every call."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def get_password(self, service: str, username: str) -> str | None:
        raise self.error

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self.error

    def delete_password(self, service: str, username: str) -> None:
        raise self.error


class TellTaleKeyring(GoodKeyring):
    """Puts what it was to store into its error."""

    def set_password(self, service: str, username: str, password: str) -> None:
        msg = f"cannot write {password[3:14]} for {username}"
        raise KeyringError(msg)


class HangingKeyring(GoodKeyring):
    """Waits before each call until `answer` is set: a prompt nobody sees."""

    def __init__(self) -> None:
        super().__init__()
        self.answer = threading.Event()
        self.asked = threading.Event()

    def _wait(self) -> None:
        self.asked.set()
        self.answer.wait()

    def get_password(self, service: str, username: str) -> str | None:
        self._wait()
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self._wait()
        super().set_password(service, username, password)


class PlaintextKeyring(GoodKeyring):
    """Its name says it all."""


class InMemoryKeyring(GoodKeyring):
    """Forgets all when the app quits, without telling."""


def dismissed() -> Exception:
    """What SecretStorage and keyring raise when the user closes the prompt of a new keychain."""
    error = InitError("Failed to create the collection: Prompt dismissed..")
    error.__cause__ = _named("PromptDismissedException")
    return error


def denied_on_macos() -> Exception:
    """What keyring raises when the user presses Deny."""
    error = KeyringLocked("Can't get password from keychain: (-128, 'Keychain Access Denied')")
    error.__cause__ = _named("KeychainDenied")
    return error


def refused_by_the_bus(name: str) -> Exception:
    """A D-Bus error of that name, as jeepney raises it."""
    error = KeyringError("the bus answered with an error")
    error.__cause__ = _named("DBusErrorResponse", name=name)
    return error


def _named(kind: str, **attributes: str) -> Exception:
    """An error of a class that exists on some platforms only."""
    error: Exception = type(kind, (Exception,), attributes)()
    return error


def no_keyring() -> Exception:
    """What the fail back end raises."""
    return NoKeyringError("No recommended backend was available.")
