"""All rows, in the order of the page."""

from __future__ import annotations

from tests.reliability.answer_rows import NO_FIGURES
from tests.reliability.connection_rows import BROKEN_CONNECTIONS, NO_CONNECTION
from tests.reliability.redirect_rows import REDIRECTS
from tests.reliability.row import Row
from tests.reliability.status_rows import PAUSES, STATUSES
from tests.reliability.way_rows import ENCRYPTION, PROXIES

TABLE: dict[str, tuple[Row, ...]] = {
    "No connection": NO_CONNECTION,
    "Connections that fail": BROKEN_CONNECTIONS,
    "Answers that are no figures": NO_FIGURES,
    "Redirects": REDIRECTS,
    "Refusals": STATUSES,
    "Pauses that a service asks for": PAUSES,
    "Encryption": ENCRYPTION,
    "Proxies": PROXIES,
}
ROWS = [row for rows in TABLE.values() for row in rows]
