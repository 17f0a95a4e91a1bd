"""OpenAI's answers, as published in its OpenAPI schema and seen in live traffic."""

from __future__ import annotations

from datetime import date

from pydantic import AliasChoices, Field

from aimonitor.providers.buckets import DayBucket
from aimonitor.providers.wire import Amount, Count, Currency, Text, UnixTime, WireModel


class Bucket(DayBucket):
    """One day. Older answers call the rows `result`."""

    results: list[object] = Field(validation_alias=AliasChoices("results", "result"))
    start_time: UnixTime

    @property
    def day(self) -> date:
        """The UTC day that begins at `start_time`."""
        return self.start_time.date()


class Price(WireModel):
    """`value` in whole dollars, sent as a number or as a string."""

    value: Amount
    currency: Currency


class CostRow(WireModel):
    """One line of the bill of one day. `line_item` is free text, without a contract."""

    amount: Price
    line_item: Text = None


class TokenRow(WireModel):
    """Embeddings and moderations: there is input only, so the rest is a known 0."""

    input_tokens: Count
    output_tokens: Count = 0
    input_cached_tokens: Count | None = 0
    input_cache_write_tokens: Count | None = 0
    num_model_requests: Count | None = None
    model: Text = None


class CompletionsRow(TokenRow):
    """`input_tokens` and `output_tokens` are ALL tokens; the other token fields are parts of them."""

    output_tokens: Count
    input_cached_tokens: Count | None = None
    input_cache_write_tokens: Count | None = None


class CountedRow(WireModel):
    """Anything that is not tokens, in a unit of its own."""

    quantity: Count
    model: Text = None


class ImagesRow(CountedRow):
    """Images."""

    quantity: Count = Field(validation_alias="images")


class SpeechRow(CountedRow):
    """Characters that were read aloud."""

    quantity: Count = Field(validation_alias="characters")


class TranscriptionRow(CountedRow):
    """Seconds that were written down."""

    quantity: Count = Field(validation_alias="seconds")


class StorageRow(CountedRow):
    """Bytes kept in vector stores."""

    quantity: Count = Field(validation_alias="usage_bytes")


class SessionsRow(CountedRow):
    """Sessions of the code interpreter."""

    quantity: Count = Field(validation_alias="num_sessions")


class SearchesRow(CountedRow):
    """Searches, of files or of the web."""

    quantity: Count = Field(validation_alias="num_requests")


class Enforcement(WireModel):
    """Whether the limit stops requests now: "inactive" or "enforcing"."""

    status: Text = None


class SpendLimit(WireModel):
    """The organization's hard limit, in CENTS (the costs are in dollars)."""

    threshold_amount: Count
    currency: Currency
    interval: Text = None
    enforcement: Enforcement | None = None
