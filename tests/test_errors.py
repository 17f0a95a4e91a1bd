from __future__ import annotations

import pytest

from aimonitor import errors
from aimonitor.errors import (
    AppError,
    AuthError,
    DatabaseError,
    DatabaseFault,
    KeychainError,
    KeychainFault,
    NetworkError,
    ProblemKind,
    ProviderError,
    RateLimitError,
    Repair,
    ServiceError,
    WrongKeyError,
)

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, AppError)]


def made(kind: type[AppError], message: str) -> AppError:
    if kind is DatabaseError:
        return DatabaseError(message, fault=DatabaseFault.FULL, detail="more")
    if kind is KeychainError:
        return KeychainError(message, fault=KeychainFault.LOCKED, detail="more")
    return kind(message, detail="more")


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_is_its_words(kind: type[AppError]) -> None:
    error = made(kind, "The disk is full.")
    assert str(error) == error.message == "The disk is full."
    assert error.detail == "more"
    assert "more" not in str(error)
    assert isinstance(error.kind, ProblemKind)


def test_every_word_of_status_json_belongs_to_an_error() -> None:
    assert {kind.kind for kind in KINDS} == set(ProblemKind)


def test_only_what_may_pass_by_itself_is_tried_again() -> None:
    assert {kind for kind in KINDS if kind.retryable} == {NetworkError, RateLimitError, ServiceError}


def test_an_answer_carries_its_status() -> None:
    assert AuthError("no", status=401).status == 401
    assert AuthError("no").status is None
    assert RateLimitError("slow down").status == 429


def test_a_pause_is_carried_and_unknown_is_none() -> None:
    assert RateLimitError("slow down", retry_after=0).retry_after == 0
    assert RateLimitError("slow down").retry_after is None
    assert ServiceError("down", retry_after=7.5).retry_after == 7.5


def test_a_wrong_key_is_an_auth_error_of_its_own_kind() -> None:
    assert issubclass(WrongKeyError, AuthError)
    assert issubclass(WrongKeyError, ProviderError)
    assert WrongKeyError("a project key").kind is ProblemKind.WRONG_KEY


@pytest.mark.parametrize("fault", list(KeychainFault))
def test_a_key_that_is_gone_is_given_anew_and_a_locked_one_unlocked(fault: KeychainFault) -> None:
    gone = fault in {KeychainFault.MISSING, KeychainFault.ABSENT, KeychainFault.UNSAFE}
    error = KeychainError("no", fault=fault)
    assert error.repair is (Repair.REPLACE_KEY if gone else Repair.UNLOCK_KEYCHAIN)
    assert KeychainError("no", fault=KeychainFault.LOCKED).repair is Repair.UNLOCK_KEYCHAIN
