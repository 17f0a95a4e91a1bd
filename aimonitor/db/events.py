"""What the user was told, newest first."""

from __future__ import annotations

from peewee import SqliteDatabase

from aimonitor.db.columns import from_time, storable, to_time
from aimonitor.db.tables import EventRow
from aimonitor.domain.notice import Notice, NoticeKind, Urgency


def add(database: SqliteDatabase, notice: Notice) -> None:
    """Keep a notice."""
    EventRow.insert(
        raised_at=to_time(notice.raised_at),
        provider_id=notice.provider_id,
        key=storable(notice.key),
        kind=notice.kind.value,
        title=storable(notice.title),
        body=storable(notice.body),
        urgency=notice.urgency.value,
    ).execute(database)


def newest(database: SqliteDatabase, limit: int) -> list[Notice]:
    """The newest notices, newest first."""
    query = EventRow.select().order_by(EventRow.raised_at.desc(), EventRow.number.desc()).limit(limit)
    return [
        Notice(
            key=row.key,
            kind=NoticeKind(row.kind),
            title=row.title,
            body=row.body,
            urgency=Urgency(row.urgency),
            raised_at=from_time(row.raised_at),
            provider_id=row.provider_id,
        )
        for row in query.execute(database)
    ]
