"""Pictures of every dialog, to be looked at: `python -m tests.ui.dialogs.shots FOLDER`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from msgspec.structs import replace
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from aimonitor.domain.alert import AlertBook
from aimonitor.domain.archive import ArchiveKind, ArchiveSummary
from aimonitor.domain.provider import AGREED
from aimonitor.errors import AuthError, ConfigError, NetworkError
from aimonitor.monitor.alert_service import AlertService
from aimonitor.monitor.archive_service import ArchiveService
from aimonitor.monitor.recipe_service import RecipeService
from aimonitor.monitor.recipe_shelf import Shelf, ShelvedRecipe
from aimonitor.monitor.recipes import check_recipe
from aimonitor.monitor.service import MonitorService
from aimonitor.providers.recipes.trial import Trial
from aimonitor.providers.registry import Registry
from aimonitor.settings.declared import PAGES
from aimonitor.settings.paths import AppPaths
from aimonitor.ui.dialogs.about import AboutDialog
from aimonitor.ui.dialogs.add_provider import AddProviderDialog
from aimonitor.ui.dialogs.alerts import AlertsDialog
from aimonitor.ui.dialogs.balance import BalanceDialog
from aimonitor.ui.dialogs.balance_entry import BalanceEntryDialog
from aimonitor.ui.dialogs.edit_provider import EditProviderDialog
from aimonitor.ui.dialogs.export import ExportDialog
from aimonitor.ui.dialogs.purge import PurgeDialog
from aimonitor.ui.dialogs.recipe_editor import RecipeEditorDialog
from aimonitor.ui.dialogs.remove_provider import RemoveProviderDialog
from aimonitor.ui.dialogs.replace_key import ReplaceKeyDialog
from aimonitor.ui.dialogs.rules import RulesDialog
from aimonitor.ui.dialogs.settings import SettingsDialog
from aimonitor.ui.dialogs.take_in import ImportDialog, RestoreDialog
from aimonitor.ui.first_run import FirstRunPage
from aimonitor.ui.notifier import ROUTE_WORDS, Route
from aimonitor.ui.theme import Theme
from tests.providers.recipes.samples import WHOLE
from tests.ui.dialogs.alert_samples import BOOK, EMPTY, LOW, asleep, many
from tests.ui.dialogs.balance_samples import OPENING, STATE, TOP_UP, derived_sheet, sheet
from tests.ui.dialogs.rule_samples import rules_book
from tests.ui.dialogs.samples import (
    ADMIN_KEY,
    ANTHROPIC_KEY,
    ENGLISH,
    PROJECT_KEY,
    good_test,
    last_asked,
    resolved,
)
from tests.ui.factories import NOW, TODAY, picture_states, provider, state

SUMMARY = ArchiveSummary(
    path=Path("/home/ada/aimonitor-2026-11-22.json"),
    providers=tuple(one.provider.name for one in picture_states()),
    records=(
        (ArchiveKind.DAYS, 12034),
        (ArchiveKind.BALANCES, 1911),
        (ArchiveKind.POLLS, 3120),
        (ArchiveKind.EVENTS, 14),
    ),
    addresses=(("Side project", "https://gateway.example.com/v1"),),
    first=TODAY.replace(year=2025),
)

Maker = Callable[[MonitorService], QWidget]


def add(service: MonitorService) -> AddProviderDialog:
    return AddProviderDialog(service, Registry(), environ={}, names=["OpenAI"], locale=ENGLISH)


def add_empty(service: MonitorService) -> QWidget:
    return add(service)


def add_without_key(service: MonitorService) -> QWidget:
    dialog = add(service)
    dialog.services.choose("codex")
    dialog.go_on()
    return dialog


def add_tested(service: MonitorService) -> QWidget:
    dialog = add(service)
    dialog.keys.key.setText(ADMIN_KEY)
    dialog.test()
    service.key_tested.emit(last_asked(service, "test_key")[0], good_test())
    return dialog


def add_refused(service: MonitorService) -> QWidget:
    dialog = add(service)
    dialog.keys.key.setText(PROJECT_KEY)
    dialog.options.fields["base_url"].editor.setProperty("text", "https://gateway.example.com/v1")
    dialog.test()
    service.key_tested.emit(last_asked(service, "test_key")[0], AuthError("The key was refused."))
    return dialog


def add_stranger(service: MonitorService) -> QWidget:
    dialog = add(service)
    dialog.keys.key.setText(ANTHROPIC_KEY)
    return dialog


def add_busy(service: MonitorService) -> QWidget:
    dialog = add(service)
    dialog.keys.key.setText(ADMIN_KEY)
    dialog.test()
    return dialog


def add_offline(service: MonitorService) -> QWidget:
    dialog = add(service)
    dialog.services.choose("openrouter")
    dialog.keys.place.choose("env:OPENROUTER_API_KEY")
    dialog.test()
    service.key_tested.emit(
        last_asked(service, "test_key")[0], NetworkError("No answer from openrouter.ai within 10 seconds.")
    )
    return dialog


def add_region(service: MonitorService) -> QWidget:
    dialog = add(service)
    dialog.services.choose("siliconflow")
    dialog.keys.key.setText("sk-TEST-0000")
    dialog.options.fields["region"].editor.setProperty("currentText", "China")
    return dialog


def add_gateway(service: MonitorService) -> QWidget:
    dialog = add(service)
    dialog.services.filter.setText("litellm")
    dialog.keys.key.setText("sk-TEST-0000")
    dialog.test()
    return dialog


def _with_recipe() -> Registry:
    """All services, and one that a file of the user's describes."""
    registry = Registry()
    with TemporaryDirectory() as folder:
        file = Path(folder) / "acme.toml"
        file.write_text(WHOLE, "utf-8")
        registry.take_recipe(file)
    return registry


def add_recipe(service: MonitorService) -> QWidget:
    dialog = AddProviderDialog(service, _with_recipe(), environ={}, locale=ENGLISH, provider_type="acme")
    dialog.keys.key.setText("acme-TEST-0000")
    dialog.test()
    return dialog


def add_preset(service: MonitorService) -> QWidget:
    dialog = add(service)
    dialog.services.choose("cloudflare")
    dialog.keys.key.setText("TEST-0000")
    dialog.test()
    return dialog


def edit_recipe(service: MonitorService) -> QWidget:
    one = replace(provider("Acme", "acme"), options={AGREED: "https://old.acme.example"})
    return EditProviderDialog(service, _with_recipe(), one, environ={})


def _recipe(text: str = WHOLE, *found: str) -> tuple[RecipeEditorDialog, RecipeService]:
    """The editor with one recipe of the user's, checked as its room does it."""
    service = RecipeService()
    dialog = RecipeEditorDialog(service, environ={})
    own = ShelvedRecipe(shelf=Shelf.OWN, title="Acme", text=text, file="acme.toml", used_by=found)
    service.request_done.emit(last_asked(service, "shelf")[0], (own,))
    checked = replace(check_recipe(text), file="acme.toml", exists=True)
    service.request_done.emit(last_asked(service, "check")[0], checked)
    return dialog, service


def recipe(_service: MonitorService) -> QWidget:
    return _recipe()[0]


def recipe_faults(_service: MonitorService) -> QWidget:
    return _recipe(WHOLE.replace("https://", "http://").replace('path = "$', 'pathh = "$'))[0]


def recipe_tested(_service: MonitorService) -> QWidget:
    dialog, service = _recipe()
    dialog.attempt.key.setText("acme-TEST-0000")
    for field in dialog.attempt.options.fields.values():
        field.editor.setProperty("text", "blue")
    dialog.attempt.consent.agreed.setChecked(True)
    dialog.attempt.test_button.click()
    answer = '{"data": {"balance": "1234",\n  "plan": "Team",\n  "odd": null}}'
    made = ("Balance (total): 12.34 USD", "Plan: Team", "Warning: $.data.odd is missing: it is unknown.")
    service.request_done.emit(last_asked(service, "test")[0], Trial(answer=answer, made=made))
    return dialog


def recipe_refused(_service: MonitorService) -> QWidget:
    dialog, service = _recipe()
    dialog.attempt.key.setText("acme-TEST-0000")
    for field in dialog.attempt.options.fields.values():
        field.editor.setProperty("text", "blue")
    dialog.attempt.consent.agreed.setChecked(True)
    dialog.attempt.test_button.click()
    trial = Trial(answer="<html>\n  <h1>Down</h1>\n</html>", problem="Invalid response format: no JSON.")
    service.request_done.emit(last_asked(service, "test")[0], trial)
    return dialog


def recipe_unsaved(_service: MonitorService) -> QWidget:
    dialog, _ = _recipe()
    dialog.text.edit.appendPlainText("# more")
    QTimer.singleShot(0, dialog, dialog.reject)
    return dialog


def replace_key(service: MonitorService) -> QWidget:
    dialog = ReplaceKeyDialog(service, Registry(), provider("Claude API — research", "anthropic"), environ={})
    dialog.keys.key.setText(ADMIN_KEY)
    return dialog


def edit(service: MonitorService) -> QWidget:
    return EditProviderDialog(service, Registry(), provider(), environ={})


def remove(service: MonitorService) -> QWidget:
    return RemoveProviderDialog(service, state(), today=TODAY, locale=ENGLISH)


def about(_service: MonitorService) -> QWidget:
    return AboutDialog()


def export(service: MonitorService) -> QWidget:
    dialog = ExportDialog(ArchiveService(service), today=TODAY, locale=ENGLISH)
    dialog.period.choice.setCurrentIndex(dialog.period.choice.count() - 1)
    return dialog


def export_busy(service: MonitorService) -> QWidget:
    archive = ArchiveService(service)
    dialog = ExportDialog(archive, today=TODAY, locale=ENGLISH)
    for box in dialog.kinds.values():
        box.setChecked(True)
    dialog.export_to("out")
    archive.progressed.emit(124000)
    return dialog


def export_done(service: MonitorService) -> QWidget:
    archive = ArchiveService(service)
    dialog = ExportDialog(archive, today=TODAY, locale=ENGLISH)
    dialog.export_to("/home/ada/aimonitor-2026-11-22.csv")
    archive.request_done.emit(last_asked(archive, "export")[0], 12034)
    return dialog


def import_told(service: MonitorService) -> QWidget:
    archive = ArchiveService(service)
    dialog = ImportDialog(archive, Path("/home/ada/aimonitor-2026-11-22.json"), locale=ENGLISH)
    archive.request_done.emit(last_asked(archive, "look")[0], SUMMARY)
    return dialog


def import_refused(service: MonitorService) -> QWidget:
    archive = ArchiveService(service)
    dialog = ImportDialog(archive, Path("/home/ada/aimonitor-2026-11-22.json"), locale=ENGLISH)
    words = (
        'The file cannot be imported: days[17].cost: an amount is digits in quotes, such as "12.5". '
        "Nothing was changed."
    )
    archive.request_done.emit(last_asked(archive, "look")[0], ConfigError(words))
    return dialog


def restore_told(service: MonitorService) -> QWidget:
    archive = ArchiveService(service)
    dialog = RestoreDialog(archive, Path("/home/ada/aimonitor-2026-11-22.sqlite3"), 7, locale=ENGLISH)
    archive.request_done.emit(last_asked(archive, "look_at_backup")[0], SUMMARY)
    return dialog


def purge(service: MonitorService) -> QWidget:
    return PurgeDialog(ArchiveService(service), 7)


def settings_page(section: str) -> Maker:
    """The settings, turned to one page; the theme is fixed by the environment."""

    def make(service: MonitorService) -> QWidget:
        dialog = SettingsDialog(
            service,
            resolved(),
            alerts=AlertService(service),
            registry=Registry(),
            providers=[one.provider for one in picture_states() if one.provider.provider_type != "deepseek"],
            paths=AppPaths.resolve(Path("/home/ada/aimonitor"), {}),
            route_words=ROUTE_WORDS[Route.DESKTOP],
        )
        dialog.show_page(section)
        return dialog

    make.__name__ = f"settings_{section.lower()}"
    return make


def first_run(_service: MonitorService) -> QWidget:
    page = FirstRunPage(Registry(), {})
    page.resize(900, 560)
    return page


def first_run_found(_service: MonitorService) -> QWidget:
    keys = {"OPENAI_ADMIN_KEY": ADMIN_KEY, "OPENAI_API_KEY": PROJECT_KEY, "OPENROUTER_API_KEY": ANTHROPIC_KEY}
    page = FirstRunPage(Registry(), keys)
    page.resize(900, 640)
    page.show_environment()
    return page


def balance(_service: MonitorService) -> QWidget:
    dialog = BalanceDialog(STATE.provider, now=NOW, locale=ENGLISH)
    dialog.show_sheet(sheet(TOP_UP, OPENING))
    dialog.page.table.selectRow(0)
    return dialog


def balance_empty(_service: MonitorService) -> QWidget:
    dialog = BalanceDialog(STATE.provider, now=NOW, locale=ENGLISH)
    dialog.show_sheet(sheet())
    return dialog


def balance_derived(_service: MonitorService) -> QWidget:
    dialog = BalanceDialog(STATE.provider, now=NOW, locale=ENGLISH)
    dialog.show_sheet(derived_sheet())
    return dialog


def balance_entry(_service: MonitorService) -> QWidget:
    dialog = BalanceEntryDialog(OPENING, today=TODAY, locale=ENGLISH)
    dialog.amount.setText("ten")
    dialog.accept()
    return dialog


def _alerts(book: AlertBook, key: str = "") -> AlertsDialog:
    dialog = AlertsDialog(now=lambda: NOW, locale=ENGLISH)
    dialog.show_book(book)
    dialog.select(key)
    return dialog


def alerts_empty(_service: MonitorService) -> QWidget:
    return _alerts(EMPTY)


def alerts_few(_service: MonitorService) -> QWidget:
    return _alerts(BOOK)


def alerts_asleep(_service: MonitorService) -> QWidget:
    return _alerts(asleep(), LOW)


def alerts_many(_service: MonitorService) -> QWidget:
    return _alerts(many(), LOW)


def alert_rules(_service: MonitorService) -> QWidget:
    dialog = RulesDialog([replace(STATE.provider, id="p1", name="Work")], locale=ENGLISH)
    dialog.show_book(rules_book())
    return dialog


MAKERS: tuple[Maker, ...] = (
    alert_rules,
    alerts_empty,
    alerts_few,
    alerts_asleep,
    alerts_many,
    add_empty,
    add_without_key,
    add_tested,
    add_refused,
    add_stranger,
    add_busy,
    add_offline,
    add_region,
    add_gateway,
    add_recipe,
    add_preset,
    edit_recipe,
    recipe,
    recipe_faults,
    recipe_tested,
    recipe_refused,
    recipe_unsaved,
    replace_key,
    edit,
    remove,
    about,
    export,
    balance,
    balance_empty,
    balance_derived,
    balance_entry,
    export_busy,
    export_done,
    import_told,
    import_refused,
    restore_told,
    purge,
    *(settings_page(section) for section in PAGES),
    first_run,
    first_run_found,
)


def _steps(app: QApplication, folder: Path, only: str) -> Iterator[None]:
    theme = Theme()
    for scheme in ("light", "dark"):
        theme.apply(app, scheme)
        for make in MAKERS:
            if only not in make.__name__:
                continue
            widget = make(MonitorService())
            widget.open() if isinstance(widget, QDialog) else widget.show()
            yield
            widget.grab().save(str(folder / f"{make.__name__}-{scheme}.png"))
            widget.hide()  # one with changes would ask first
            widget.deleteLater()
    app.quit()


def main(folder: Path, only: str = "") -> None:
    """Take a picture of each that has `only` in its name, light and dark."""
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    steps = _steps(app, folder, only)
    timer = QTimer()
    timer.timeout.connect(lambda: next(steps, None))
    timer.start(120)
    app.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:3])
