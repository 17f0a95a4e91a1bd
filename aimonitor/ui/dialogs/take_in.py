"""Taking in a file: looked through first, told what it brings and replaces, then done."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QWidget

from aimonitor.domain.archive import ArchiveKind, ArchiveSummary
from aimonitor.monitor.archive_service import ArchiveService
from aimonitor.qtmodels.format import day_with_year, default_locale, number
from aimonitor.ui.dialogs.asking import as_error
from aimonitor.ui.dialogs.confirm import ConfirmDialog
from aimonitor.ui.dialogs.sizes import fit_height

_NAMES_TOLD = 8
_KIND_WORDS = {
    ArchiveKind.DAYS: ("record of days", "records of days"),
    ArchiveKind.BALANCES: ("balance", "balances"),
    ArchiveKind.POLLS: ("poll", "polls"),
    ArchiveKind.EVENTS: ("notice", "notices"),
    ArchiveKind.ALERTS: ("alert", "alerts"),
}


class TakeInDialog(ConfirmDialog[ArchiveService]):
    """Base of import and restore: what is wrong with the file is told before anything is asked.

    Signals:
        ended(str): it is done; a sentence that says how
    """

    ended = Signal(str)
    doing = "Taking it in…"

    def __init__(
        self,
        title: str,
        service: ArchiveService,
        path: Path,
        *,
        question: str,
        go: str,
        locale: QLocale | None,
        parent: QWidget | None,
    ) -> None:
        self.path = path
        self.summary: ArchiveSummary | None = None
        self._locale = locale or default_locale()
        super().__init__(title, service, question=question, told=f"{path}", go=go, parent=parent)
        self.go.setEnabled(False)
        service.progressed.connect(self._count)
        self.wait_for(self.look(), "Checking the file…", self._hear_summary)

    @abstractmethod
    def look(self) -> int:
        """Ask what is in the file; the token of the wish."""

    @abstractmethod
    def told_of(self, summary: ArchiveSummary) -> str:
        """What comes, what goes and what stays, in sentences."""

    @abstractmethod
    def outcome(self, answer: object) -> str:
        """How it ended, in a sentence."""

    def show_busy_state(self) -> None:
        """As `AskingDialog`."""
        self.go.setEnabled(not self.busy and self.summary is not None)

    def reject(self) -> None:
        """Escape and Cancel stop what runs first; it leaves nothing behind, and says so."""
        if self.busy and self.service.is_started:
            self.service.stop()
        else:
            super().reject()

    def hear_done(self, answer: object) -> None:
        """As `ConfirmDialog`."""
        if as_error(answer) is None:
            self.ended.emit(self.outcome(answer))
        super().hear_done(answer)

    def _hear_summary(self, answer: object) -> None:
        error = as_error(answer)
        if error is not None:
            self.show_problem(error.message)
        elif isinstance(answer, ArchiveSummary):
            self.summary = answer
            self.told.setText(self.told_of(answer))
            self.show_busy_state()
            self.cancel.setFocus()
        fit_height(self)

    def _count(self, records: int) -> None:
        if self.busy and records:
            self.busy_words.setText(f"{number(records, self._locale)} records…")

    def contents_words(self, summary: ArchiveSummary) -> str:
        """The providers and how much there is of each kind, in a sentence."""
        names = [f"“{name}”" for name in summary.providers[:_NAMES_TOLD]]
        more = len(summary.providers) - len(names)
        if more:
            names.append(f"{more} more")
        amounts = [
            f"{number(count, self._locale)} {_KIND_WORDS[kind][count != 1]}"
            for kind, count in summary.records
            if count
        ]
        since = f", since {day_with_year(summary.first, self._locale)}" if summary.first else ""
        with_them = f", with {', '.join(amounts)}{since}" if amounts else ""
        return f"{', '.join(names) or 'no provider'}{with_them}"


class ImportDialog(TakeInDialog):
    """Reads a JSON export where there is no provider yet."""

    def __init__(
        self,
        service: ArchiveService,
        path: Path,
        *,
        locale: QLocale | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            "Import",
            service,
            path,
            question=f"Import “{path.name}”?",
            go="&Import",
            locale=locale,
            parent=parent,
        )
        self.go.setProperty("danger", "")  # it only adds

    def look(self) -> int:
        """As `TakeInDialog`."""
        return self.service.look(self.path)

    def carry_out(self) -> int:
        """As `ConfirmDialog`."""
        return self.service.take_in(self.path)

    def told_of(self, summary: ArchiveSummary) -> str:
        """As `TakeInDialog`."""
        parts = [
            f"This brings {self.contents_words(summary)}.",
            "Keys are not in an export: each provider will ask for its key.",
        ]
        if summary.addresses:
            words = "These send their key to an address that the file names. Enter no key unless you know it:"
            parts.append(f"{words}\n{_listed(summary.addresses)}")
        return "\n\n".join(parts)

    def outcome(self, _answer: object) -> str:
        """As `TakeInDialog`."""
        return "The history was imported. Enter the key of each provider with “Replace key”."


class RestoreDialog(TakeInDialog):
    """Puts a back-up in the place of the history. `providers`: how many there are now."""

    def __init__(
        self,
        service: ArchiveService,
        path: Path,
        providers: int,
        *,
        locale: QLocale | None = None,
        parent: QWidget | None = None,
    ) -> None:
        self._providers = providers
        super().__init__(
            "Restore",
            service,
            path,
            question=f"Restore “{path.name}”?",
            go="&Restore",
            locale=locale,
            parent=parent,
        )

    def look(self) -> int:
        """As `TakeInDialog`."""
        return self.service.look_at_backup(self.path)

    def carry_out(self) -> int:
        """As `ConfirmDialog`."""
        return self.service.restore(self.path)

    def told_of(self, summary: ArchiveSummary) -> str:
        """As `TakeInDialog`."""
        there = "the provider" if self._providers == 1 else f"the {self._providers} providers"
        present = f"{there} and the whole history of now" if self._providers else "the history of now"
        parts = [
            f"This brings {self.contents_words(summary)}, and the settings of then.",
            f"It replaces {present}. That is not lost: a copy with today's date stays beside it.",
            "Keys stay in the keychain as they are; a provider whose key is not there will ask for it.",
        ]
        if summary.addresses:
            words = "These send their key to an address of their own. Go on only if you know it:"
            parts.append(f"{words}\n{_listed(summary.addresses)}")
        if summary.local:
            words = "These run a program or read a file on this computer. Go on only if you know it:"
            parts.append(f"{words}\n{_listed(summary.local)}")
        return "\n\n".join(parts)

    def outcome(self, answer: object) -> str:
        """As `TakeInDialog`."""
        return f"The back-up was restored. The history before it is kept in {answer}."


def _listed(pairs: tuple[tuple[str, str], ...]) -> str:
    return "\n".join(f"{name}: {what}" if what else name for name, what in pairs)
