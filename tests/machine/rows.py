"""The rows of the page on faults of the machine: what happens, what is seen, what is lost, who holds it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from aimonitor.db.faults import damaged_error, database_error
from aimonitor.errors import DatabaseFault

_FILE = Path("FILE")


def words(fault: DatabaseFault) -> str:
    """What the banner, a dialog or a command says of it."""
    return f"“{database_error(fault, _FILE).message}”"


FULL, READ_ONLY, LOCKED, NEWER = (
    words(fault)
    for fault in (DatabaseFault.FULL, DatabaseFault.READ_ONLY, DatabaseFault.LOCKED, DatabaseFault.NEWER)
)
SET_ASIDE = (
    "“The history was damaged. It was set aside as … and a new one was begun. Your providers were kept "
    "where they could still be read.”"
)
MENDED = f"“{damaged_error(Path('…')).message}”"
READ_ALL_THE_SAME = (
    "What is stored is shown, and figures go on being read. Where it is of an older schema or damaged, and "
    "so has to be written first: the button *Try again*."
)
LIVE = "Figures go on being read and shown."


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`fault` happens, the user `sees`, may `do`, and `loses`. `tests` hold it: names by file."""

    fault: str
    sees: str
    do: str = "nothing"
    loses: str = "nothing"
    tests: dict[str, tuple[str, ...]]


DISK = (
    Row(
        fault="The disk is full while it runs, or a quota is used up",
        sees=f"{FULL} {LIVE}",
        do="free some space: the next poll is kept, and brings the days of the last three days along",
        loses="samples of balances and lines of the log meanwhile",
        tests={
            "tests/machine/test_disks.py": (
                "test_a_full_disk_a_read_only_one_and_lost_permission_are_told_and_lose_nothing",
            ),
            "tests/db/test_two_versions.py": (
                "test_why_writing_failed_is_found_out_where_sqlite_does_not_say",
            ),
        },
    ),
    Row(
        fault="The disk is full at a start, also where the schema is to be upgraded or damage to be mended",
        sees=f"{FULL} {READ_ALL_THE_SAME}",
        do="free some space: the next poll is kept",
        loses="samples of balances and lines of the log meanwhile",
        tests={
            "tests/machine/test_disks.py": (
                "test_a_full_disk_a_read_only_one_and_lost_permission_are_told_and_lose_nothing",
            ),
            "tests/e2e/test_trouble.py": ("test_a_disk_that_is_full_at_the_start_hides_no_live_figure",),
            "tests/cli/test_full_disk.py": (
                "test_a_poll_shows_live_figures_and_says_that_they_are_not_kept",
                "test_an_export_is_all_that_is_stored",
            ),
        },
    ),
    Row(
        fault="The disk is full where an export or a back-up is to be written",
        sees="“The file could not be written: No space left on device. Choose another place.” "
        "No file is left.",
        do="choose another place",
        tests={
            "tests/machine/test_disks.py": (
                "test_a_full_disk_a_read_only_one_and_lost_permission_are_told_and_lose_nothing",
                "test_files_that_may_not_grow_are_told_and_lose_nothing",
            ),
        },
    ),
    Row(
        fault="The disk is read-only, or the file or its folder belongs to somebody else, at a start",
        sees=f"{READ_ONLY} {READ_ALL_THE_SAME}",
        do="give them back to yourself",
        loses="as above",
        tests={
            "tests/machine/test_disks.py": (
                "test_a_full_disk_a_read_only_one_and_lost_permission_are_told_and_lose_nothing",
            ),
        },
    ),
    Row(
        fault="Permission is lost while it runs",
        sees="Nothing: what is open stays open. The next start says as above.",
        do="as above",
        tests={
            "tests/machine/test_disks.py": (
                "test_a_full_disk_a_read_only_one_and_lost_permission_are_told_and_lose_nothing",
            ),
            "tests/db/test_two_versions.py": (
                "test_a_folder_that_was_closed_to_us_is_no_reason_to_take_the_file_for_removed",
            ),
        },
    ),
    Row(
        fault="The disk is slow, or hangs for a while",
        sees="A provider stays at *reading now* until its figures are kept. The window goes on: its thread "
        "touches no file once the app runs.",
        tests={
            "tests/machine/test_slow_disk.py": (
                "test_the_windows_thread_touches_no_file_once_the_app_runs",
                "test_while_the_disk_hangs_the_loop_turns_and_figures_come_when_it_answers",
            ),
        },
    ),
    Row(
        fault="The disk is slow at a start, or somebody holds the history then",
        sees="What was stored, while the history is opened; where it cannot be read yet “The history is "
        "being read…”, and no nought. The first paint itself comes late where the disk answers late.",
        tests={
            "tests/machine/test_slow_start.py": (
                "test_while_the_history_is_opened_the_window_shows_what_was_stored",
                "test_a_history_that_cannot_be_read_yet_is_no_first_run",
                "test_one_that_stays_unreadable_says_so_in_place_of_a_welcome_until_it_can_be_read",
                "test_a_history_without_providers_is_a_first_run_once_that_is_known",
            ),
        },
    ),
)

HISTORY = (
    Row(
        fault="Another program holds the history for a minute",
        sees=f"{LOCKED} Once. {LIVE}",
        do="nothing, or close that program",
        loses="samples of balances and lines of the log meanwhile",
        tests={
            "tests/machine/test_locked.py": (
                "test_live_figures_stay_it_is_told_once_and_history_goes_on_by_itself",
            ),
            "tests/app/test_life.py": ("test_a_locked_database_is_said_and_tried_again_when_the_user_asks",),
        },
    ),
    Row(
        fault="Pages or sectors are overwritten, bits turned, the schema damaged; it is no database at all",
        sees=SET_ASIDE,
        loses="the history, which services that keep one fill up again; the damaged file is kept",
        tests={
            "tests/db/test_random_damage.py": (
                "test_after_any_damage_the_second_try_works_and_nothing_is_deleted",
            ),
            "tests/db/test_faults.py": ("test_a_damaged_file_is_set_aside_and_a_new_one_begun",),
            "tests/db/test_scratch.py": ("test_programs_that_find_the_same_damage_set_it_aside_once",),
        },
    ),
    Row(
        fault="The pages are sound, but a row holds something that was never written",
        sees=f"{MENDED} At an export of such a row: “A part of the history is damaged and cannot be written. "
        "Choose other days, or fewer kinds.”",
        do="try again",
        loses="as above",
        tests={
            "tests/db/test_random_damage.py": (
                "test_a_row_that_means_nothing_is_damage_and_what_means_something_is_saved",
                "test_the_app_starts_at_the_second_try_with_its_providers_and_polls_them",
                "test_an_export_says_that_a_row_is_damaged_and_goes_on_without_it",
            ),
        },
    ),
    Row(
        fault="The write-ahead log is removed while it runs",
        sees="Nothing.",
        tests={
            "tests/db/test_taken_away.py": (
                "test_without_its_log_nothing_is_lost_even_by_a_kill_right_after_the_next_poll",
                "test_without_its_log_another_program_reads_and_writes_the_same_history",
            ),
        },
    ),
    Row(
        fault="The write-ahead log is removed, or damaged, while nothing runs",
        sees="Nothing, or that the history was damaged.",
        loses="what was only in the log; after an orderly end that is nothing",
        tests={
            "tests/db/test_faults.py": (
                "test_a_write_ahead_log_removed_while_closed_loses_only_what_was_in_it",
            ),
            "tests/db/test_taken_away.py": ("test_a_log_that_is_damaged_loses_only_what_was_in_it",),
        },
    ),
    Row(
        fault="The tail, which has the newest lines of the log, is removed or exchanged while it runs",
        sees="Nothing: its lines go into the history with the next poll.",
        tests={
            "tests/db/test_tail_spoiled.py": (
                "test_lines_of_a_file_that_was_taken_away_are_in_no_other_place_and_are_kept",
            ),
        },
    ),
    Row(
        fault="The tail is removed, cut or damaged while nothing runs, or another file has its name",
        sees="Nothing.",
        loses="polls that found nothing new, from the damage on; after an orderly end there is no tail",
        tests={
            "tests/db/test_tail_spoiled.py": (
                "test_cut_anywhere_what_was_before_is_kept_and_polls_go_on",
                "test_bits_turned_and_bytes_put_in_end_what_is_read",
                "test_a_line_that_was_never_written_by_us_ends_what_is_read",
                "test_what_is_no_tail_of_this_database_is_left_alone_until_it_is_written_over",
                "test_what_is_no_file_is_not_followed_and_polls_are_kept_as_ever",
                "test_a_line_whose_sum_is_right_and_which_means_nothing_is_left_at_the_second_try",
            ),
            "tests/db/test_tail.py": (
                "test_what_is_in_the_database_already_does_not_come_back_from_an_old_tail",
            ),
        },
    ),
    Row(
        fault="The history, or its whole folder, is removed while it runs",
        sees="Nothing: it is written again.",
        do="nothing; to be rid of it use *Settings, Data* or `aimonitor purge`",
        tests={
            "tests/db/test_taken_away.py": (
                "test_a_history_that_is_removed_while_it_is_open_is_written_again",
            ),
            "tests/db/test_tail_spoiled.py": (
                "test_a_history_removed_while_it_is_open_is_written_again_with_its_lines",
            ),
        },
    ),
    Row(
        fault="Another history is put in its place while it runs (a sync client, a copy by hand)",
        sees="What is read next is of that one, and so is all after the next start.",
        loses="nothing of that one",
        tests={
            "tests/db/test_taken_away.py": (
                "test_a_history_that_is_put_in_its_place_is_used_at_once_and_keeps_its_log",
            ),
        },
    ),
)

VERSIONS = (
    Row(
        fault="An older history, of any released schema",
        sees="Nothing: it is copied, then upgraded.",
        tests={
            "tests/db/test_migrations.py": (
                "test_a_file_of_every_released_version_upgrades_with_its_rows",
                "test_budgets_and_alerts_of_a_released_version_come_along",
            ),
        },
    ),
    Row(
        fault="A newer history: you went back to an older AIMonitor, or a newer one was started beside it",
        sees=NEWER,
        do="update, and end the older one",
        tests={
            "tests/db/test_migrations.py": ("test_a_file_newer_than_the_app_is_refused_and_left_as_it_is",),
            "tests/db/test_two_versions.py": (
                "test_the_older_one_says_so_and_neither_writes_nor_sets_aside",
            ),
            "tests/app/test_two_versions.py": (
                "test_the_older_one_that_runs_writes_nothing_once_a_newer_one_has_upgraded",
                "test_an_older_window_that_is_started_after_a_newer_one_says_why_and_leaves_all_as_it_is",
            ),
        },
    ),
    Row(
        fault="The window of one version is started while that of another runs",
        sees="The one that runs comes to the front, and the other ends; nothing is upgraded.",
        do="end the older one, then start the newer",
        tests={
            "tests/app/test_two_versions.py": (
                "test_a_newer_window_that_is_started_beside_an_older_one_raises_it_and_upgrades_nothing",
                "test_an_older_window_that_is_started_beside_a_newer_one_raises_it_and_reads_nothing",
            ),
        },
    ),
    Row(
        fault="Two programs start, upgrade, poll, restore or mend at once",
        sees="Nothing; where one waits for the other for more than 5 seconds, that it is locked.",
        tests={
            "tests/db/test_migrations.py": ("test_three_starts_at_once_make_one_schema",),
            "tests/db/test_scratch.py": ("test_programs_that_upgrade_at_once_do_not_disturb_each_other",),
            "tests/monitor/test_two_at_once.py": (
                "test_two_restores_at_once_do_not_take_each_others_file",
                "test_two_programs_poll_into_one_history_and_neither_loses_a_poll",
            ),
            "tests/db/test_tail.py": ("test_two_programs_take_turns_and_neither_loses_a_poll",),
        },
    ),
)

OTHER_FILES = (
    Row(
        fault="`config.toml` is half written",
        sees="The start ends with the file, the line and what is wrong, on standard error; and in a window "
        "where nobody reads that.",
        do="mend the file",
        tests={
            "tests/app/test_refusal.py": (
                "test_a_file_cut_anywhere_is_read_or_named",
                "test_a_start_with_a_file_that_is_half_written_ends_with_its_name_in_a_window",
                "test_a_file_that_breaks_between_the_paint_and_the_start_can_be_mended_and_tried_again",
            ),
        },
    ),
    Row(
        fault="The window's own file is half written or spoiled",
        sees="The window as it is at the first start.",
        loses="its size, its columns, what was selected",
        tests={
            "tests/ui/test_window_state.py": (
                "test_a_file_cut_or_spoiled_anywhere_does_not_keep_the_window_from_opening",
            ),
        },
    ),
    Row(
        fault="The entry in the menu, or for the start at login, is half written",
        sees="Nothing: it is written again.",
        tests={
            "tests/app/test_refusal.py": ("test_an_entry_that_is_half_written_is_written_again",),
        },
    ),
    Row(
        fault="Files of a run that was killed are left over",
        sees="Nothing: the next start sweeps them up. An export's lie hidden in its folder until the next "
        "export to it.",
        tests={
            "tests/db/test_scratch.py": (
                "test_what_a_killed_run_left_is_swept_up_and_what_a_running_one_uses_is_not",
                "test_opening_the_history_sweeps_up_after_a_crash",
            ),
        },
    ),
)

NAMES = (
    Row(
        fault="Names from right to left, with emoji, mark-up, line breaks, control characters, direction "
        "overrides, halves of surrogate pairs, formulas, 10,000 characters: 10,000 of them",
        sees="One line of plain text, cut where it is too long: table, tooltips, dialogs, banner, tray, "
        "notifications, webhooks, terminal. JSON (exports, `--json`) has all of it.",
        do="a new name has at most 200 characters",
        tests={
            "tests/machine/test_hostile_names.py": (
                "test_a_cell_is_one_line_and_a_tooltip_stays_within_the_screen",
                "test_tray_notification_and_webhook_show_them_as_bounded_plain_text",
                "test_a_thousand_are_imported_kept_shown_and_exported_as_they_were",
            ),
            "tests/machine/test_multitude.py": (
                "test_ten_thousand_stand_in_one_running_app",
                "test_whatever_is_done_with_many_costs_no_more_for_each_than_with_few",
            ),
            "tests/cli/test_hostile_names.py": ("test_commands_print_each_name_on_a_line_and_obey_none",),
            "tests/ui/dialogs/test_hostile_names.py": (
                "test_dialogs_about_a_provider_show_its_name_as_plain_text",
            ),
        },
    ),
)

TABLE: dict[str, tuple[Row, ...]] = {
    "The disk": DISK,
    "The history": HISTORY,
    "Versions and programs": VERSIONS,
    "Other files": OTHER_FILES,
    "Names": NAMES,
}
