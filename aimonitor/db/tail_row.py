"""The table that ties the tail to its database, as peewee sees it."""
# ruff: noqa: D106 - Meta is how peewee is told the table, not a class of ours

from __future__ import annotations

from peewee import Model, TextField


class TailRow(Model):
    """Which tail is this database's: the mark in its head. Each time its lines are put in, it is another."""

    mark = TextField(primary_key=True)

    class Meta:
        table_name = "tail"
        without_rowid = True
