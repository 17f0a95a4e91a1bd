"""HTTP to the services: one session, polite, suspicious, exact. The only room that knows aiohttp's client."""
