"""Lists that speak of some certificates only, or in another way: what they do not say clears nobody."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import NameOID, ObjectIdentifier

from aimonitor.errors import NetworkError
from aimonitor.net.http import HttpClient
from aimonitor.net.revocation import RevocationLists
from tests.net.certificates import Authority
from tests.net.listing import HOST, ask, put
from tests.net.server import ScriptedServer

HERE, ELSEWHERE = "http://lists.example/1.crl", "http://lists.example/2.crl"
REVOKED, UNCOVERED = "was revoked by its authority", "does not speak of its certificate"


def limits(**named: object) -> x509.IssuingDistributionPoint:
    """Of whom a list speaks."""
    plain: dict[str, object] = {
        "full_name": None,
        "relative_name": None,
        "only_contains_user_certs": False,
        "only_contains_ca_certs": False,
        "only_some_reasons": None,
        "indirect_crl": False,
        "only_contains_attribute_certs": False,
    }
    return x509.IssuingDistributionPoint(**(plain | named))  # type: ignore[arg-type]


def place(text: str) -> list[x509.GeneralName]:
    return [x509.UniformResourceIdentifier(text)]


PARTIAL: dict[str, x509.ExtensionType] = {
    "of authorities only": limits(only_contains_ca_certs=True),
    "of attributes only": limits(only_contains_attribute_certs=True),
    "of some reasons only": limits(only_some_reasons=frozenset({x509.ReasonFlags.key_compromise})),
    "of another part": limits(full_name=place(ELSEWHERE)),
    "of changes": x509.DeltaCRLIndicator(7),
    "in a way that is not known": x509.UnrecognizedExtension(
        ObjectIdentifier("1.3.6.1.4.1.55555.1"), b"\x05\x00"
    ),
}


@pytest.mark.parametrize("kind", PARTIAL)
async def test_a_list_that_does_not_speak_of_it_clears_no_certificate_but_revokes_it(
    heeding: HttpClient, authority: Authority, lists: Path, kind: str
) -> None:
    async with ScriptedServer(tls=authority.server(HOST, list_at=HERE)) as server:
        put(lists, authority.crl(1, saying=[PARTIAL[kind]]))
        with pytest.raises(NetworkError, match=UNCOVERED):
            await ask(heeding, server)
        put(lists, authority.crl(authority.last_serial, saying=[PARTIAL[kind]]))
        with pytest.raises(NetworkError, match=REVOKED):
            await ask(heeding, server)
        assert server.seen == []
        put(lists, authority.crl(1, saying=[PARTIAL[kind]]) + authority.crl(2))
        assert await ask(heeding, server) == {"a": 1}


@pytest.mark.parametrize(
    "named",
    [{"only_contains_user_certs": True}, {"full_name": [*place(ELSEWHERE), *place(HERE)]}],
    ids=["of users", "of the part that the certificate names"],
)
async def test_a_list_that_speaks_of_it_is_enough(
    heeding: HttpClient, authority: Authority, lists: Path, named: dict[str, object]
) -> None:
    put(lists, authority.crl(1, saying=[limits(**named)]))
    async with ScriptedServer(tls=authority.server(HOST, list_at=HERE)) as server:
        assert await ask(heeding, server) == {"a": 1}


async def test_a_part_of_a_list_clears_no_certificate_that_names_none(
    heeding: HttpClient, authority: Authority, lists: Path
) -> None:
    put(lists, authority.crl(1, saying=[limits(full_name=place(HERE))]))
    async with ScriptedServer(tls=authority.server(HOST)) as server:
        with pytest.raises(NetworkError, match=UNCOVERED):
            await ask(heeding, server)


async def test_a_list_of_authorities_clears_those_and_one_of_users_does_not(
    heeding: HttpClient, authority: Authority, lists: Path, tmp_path: Path
) -> None:
    between = Authority(tmp_path, "Between", above=authority)
    async with ScriptedServer(tls=between.server(HOST)) as server:
        put(lists, authority.crl(saying=[limits(only_contains_ca_certs=True)]))
        assert await ask(heeding, server) == {"a": 1}
        put(lists, authority.crl(saying=[limits(only_contains_user_certs=True)]))
        with pytest.raises(NetworkError, match=UNCOVERED):
            await ask(heeding, server)


async def test_what_a_list_of_changes_takes_back_is_not_revoked_by_it(
    heeding: HttpClient, authority: Authority, lists: Path
) -> None:
    changes = x509.DeltaCRLIndicator(7)
    async with ScriptedServer(tls=authority.server(HOST)) as server:
        serial = authority.last_serial
        put(lists, authority.crl(1) + authority.crl(serial, saying=[changes], taken_back=True))
        assert await ask(heeding, server) == {"a": 1}
        put(lists, authority.crl(serial) + authority.crl(serial, saying=[changes], taken_back=True))
        with pytest.raises(NetworkError, match=REVOKED):
            await ask(heeding, server)


async def test_a_list_in_which_one_speaks_for_others_stops_everything(
    heeding: HttpClient, authority: Authority, lists: Path
) -> None:
    put(lists, authority.crl() + authority.crl(saying=[limits(indirect_crl=True)]))
    async with ScriptedServer(tls=authority.server(HOST)) as server:
        with pytest.raises(NetworkError, match="one authority speaks for others"):
            await ask(heeding, server)
        assert server.seen == []


@pytest.mark.parametrize(
    "called",
    [
        x509.NameAttribute(NameOID.COMMON_NAME, "Test Authority", _ASN1Type.PrintableString),
        x509.NameAttribute(NameOID.COMMON_NAME, "TEST  authority "),
    ],
    ids=["in another encoding", "in other letters and spaces"],
)
async def test_an_authority_is_found_however_its_name_is_written(
    heeding: HttpClient, authority: Authority, lists: Path, called: x509.NameAttribute[str]
) -> None:
    async with ScriptedServer(tls=authority.server(HOST)) as server:
        put(lists, authority.crl(authority.last_serial, called=x509.Name([called])))
        with pytest.raises(NetworkError, match=REVOKED):
            await ask(heeding, server)
        assert server.seen == []


async def test_a_list_that_is_cut_off_behind_a_good_one_stops_everything(
    heeding: HttpClient, authority: Authority, lists: Path
) -> None:
    async with ScriptedServer(tls=authority.server(HOST)) as server:
        put(lists, authority.crl(1) + authority.crl(authority.last_serial)[:-30])
        with pytest.raises(NetworkError, match="cut off"):
            await ask(heeding, server)
        put(lists, authority.crl(1)[:-30] + authority.crl(authority.last_serial))
        with pytest.raises(NetworkError, match="cut off"):
            await ask(heeding, server)
        assert server.seen == []


@pytest.mark.parametrize(
    "limit",
    [b"\x05\x00", bytes.fromhex("30 06 a0 04 a0 02 a3 00")],
    ids=["of another kind", "of a place of a kind that is not known"],
)
async def test_limits_that_cannot_be_read_stop_everything_in_words(
    heeding: HttpClient, authority: Authority, lists: Path, limit: bytes
) -> None:
    put(
        lists, authority.crl(1, saying=[x509.UnrecognizedExtension(x509.IssuingDistributionPoint.oid, limit)])
    )
    async with ScriptedServer(tls=authority.server(HOST)) as server:
        with pytest.raises(NetworkError, match="holds a list that is damaged"):
            await ask(heeding, server)
        assert server.seen == []


async def test_a_list_with_words_around_it_is_read(
    heeding: HttpClient, authority: Authority, lists: Path
) -> None:
    put(lists, b"Certificate Revocation List (CRL):\n    Version 2\n" + authority.crl(1))
    async with ScriptedServer(tls=authority.server(HOST)) as server:
        assert await ask(heeding, server) == {"a": 1}


async def test_of_an_authority_with_two_certificates_each_has_its_own_end_and_its_own_list_counts_for_both(
    heeding: HttpClient, authority: Authority, lists: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, between = Authority(tmp_path, "Other"), Authority(tmp_path, "Between", above=authority)
    twin, trusted = between.crossed(other), tmp_path / "trusted.pem"
    put(trusted, authority.pem.read_bytes() + other.pem.read_bytes())
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    put(lists, authority.crl(between.serial))
    async with ScriptedServer(tls=between.server(HOST)) as server:
        with pytest.raises(NetworkError, match=REVOKED):
            await ask(heeding, server)
    async with ScriptedServer(tls=twin.server(HOST)) as server:
        assert await ask(heeding, server) == {"a": 1}
        put(lists, between.crl(twin.last_serial))
        with pytest.raises(NetworkError, match=REVOKED):
            await ask(heeding, server)
        assert len(server.seen) == 1


async def test_no_chain_at_all_is_not_passed_over(authority: Authority, lists: Path) -> None:
    put(lists, authority.crl(1))
    at_hand = RevocationLists(str(lists))
    await at_hand.context()
    with pytest.raises(NetworkError, match="cannot be looked up"):
        await at_hand.verdict([])
