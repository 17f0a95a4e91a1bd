"""What looks at the history in passing leaves no file behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from aimonitor.db.database import Database
from aimonitor.db.files import belongings, companions
from aimonitor.db.stored import read_settings, read_stored
from tests.db.samples import TODAY, full_snapshot, opened, poll, provider


def files(path: Path) -> dict[str, tuple[bytes, int]]:
    return {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in path.parent.iterdir()}


async def kept(path: Path) -> None:
    async with opened(path) as database:
        await database.save_provider(provider())
        await database.record_poll(poll(), full_snapshot())


async def test_a_look_beside_no_other_program_leaves_the_folder_as_it_was(path: Path) -> None:
    await kept(path)
    before = files(path)
    assert list(before) == [path.name]
    for _ in range(2):
        assert read_stored(path, TODAY)
        assert read_settings(path) == {}
        assert files(path) == before


async def test_what_an_older_look_left_is_taken_along(path: Path) -> None:
    await kept(path)
    before = files(path)
    companions(path)[0].touch()
    assert read_stored(path, TODAY)
    assert files(path) == before


async def test_a_look_beside_a_program_takes_nothing_from_it(database: Database, path: Path) -> None:
    await database.save_provider(provider())
    assert read_stored(path, TODAY)
    await database.record_poll(poll(), full_snapshot())
    assert companions(path)[0].stat().st_size
    assert read_stored(path, TODAY) == await database.facts(TODAY)
    assert all(file.exists() for file in companions(path))
    await database.close()
    assert not any(file.exists() for file in belongings(path))


async def test_what_a_killed_program_left_in_the_log_is_read_and_stays_there(
    database: Database, path: Path, tmp_path: Path
) -> None:
    await database.save_provider(provider())
    await database.record_poll(poll(), full_snapshot())
    facts = await database.facts(TODAY)
    killed = tmp_path / "killed" / path.name
    killed.parent.mkdir()
    for file in (path, companions(path)[0]):
        (killed.parent / file.name).write_bytes(file.read_bytes())
    log = companions(killed)[0].read_bytes()
    assert read_stored(killed, TODAY) == facts
    assert companions(killed)[0].read_bytes() == log, (
        "to put it in may take long; the first paint waits for none"
    )


async def test_a_log_that_goes_while_it_is_looked_at_is_one_that_holds_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program closes at that very moment."""
    async with opened(path) as database:
        await database.save_provider(provider())
    log, _ = companions(path)
    log.touch()
    look = Path.exists

    def exists(file: Path) -> bool:
        there = look(file)
        if file == log:
            log.unlink(missing_ok=True)
        return there

    monkeypatch.setattr(Path, "exists", exists)
    stored = read_stored(path, TODAY)
    assert stored is not None
    assert [each.provider.id for each in stored] == ["one"]
