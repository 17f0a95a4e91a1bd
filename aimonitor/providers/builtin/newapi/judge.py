"""What the refusals of these gateways stand for; their words are often Chinese."""

from __future__ import annotations

import re

from aimonitor.providers.verdict import Verdict

judge = Verdict(
    name="The gateway",
    refused="Invalid API key: the gateway rejects it. It takes relay keys of this one gateway, "
    "not system access tokens, and not keys of another.",
    good={"code": (True,), "success": (True,)},
    refusals=re.compile(
        "无效的令牌|令牌无效|令牌已过期|未提供令牌|invalid token|token.*expired", re.IGNORECASE
    ),
    no_json="This address answers with a web page, not as New API or One API does: is the base URL right?",
)
