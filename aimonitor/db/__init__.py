"""The history on disk: peewee over SQLite, one worker thread, versioned migrations.

Import from the modules: `stored` and `prepare` need the standard library only and serve the first
paint; `database` brings peewee and asyncio.
"""
