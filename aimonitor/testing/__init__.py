"""For authors of plugins: the contract that every client keeps, and a service on loopback to try it on.

Needs pytest (`pip install "aimonitor[testing]"`), and is imported by tests only. See
docs/writing-a-provider.md.
"""

import pytest

pytest.register_assert_rewrite(f"{__name__}.contract", f"{__name__}.manifests", f"{__name__}.expectations")

from aimonitor.testing.calling import calling, read  # noqa: E402  what is imported is rewritten
from aimonitor.testing.case import Case, cases_in  # noqa: E402
from aimonitor.testing.contract import ProviderContract  # noqa: E402
from aimonitor.testing.expectations import CHECKS  # noqa: E402
from aimonitor.testing.manifests import ManifestContract  # noqa: E402
from aimonitor.testing.outcome import Outcome, poll_case  # noqa: E402
from aimonitor.testing.server import LoopbackServer, Reply, Seen  # noqa: E402

__all__ = [
    "CHECKS",
    "Case",
    "LoopbackServer",
    "ManifestContract",
    "Outcome",
    "ProviderContract",
    "Reply",
    "Seen",
    "calling",
    "cases_in",
    "poll_case",
    "read",
]
