"""Each way in which no answer came, in words that say what to do about it."""

from __future__ import annotations

import errno
import socket
import ssl

import aiohttp

from aimonitor.errors import NetworkError
from aimonitor.net.refusals import FORGED, OUT_OF_DATE, REVOKED, TOO_NEW, UNCOVERED
from aimonitor.net.retry_after import duration_words
from aimonitor.net.settings import HttpSettings

FAULTS = (aiohttp.ClientError, OSError, ssl.SSLError, TimeoutError)
"""What aiohttp raises where no usable answer came; `network_fault` knows them all."""

_PROXY_LOGIN_PLACE = "Write them into its address, in AIMONITOR_PROXY_URL or config.toml."
_PROXY_SETTINGS = "Check the proxy in Settings, Network."
_PROXY_LOGIN = 407
_CERTIFICATES = {
    9: "The certificate of {host} is not valid yet. Check this computer's date and time.",
    10: "The certificate of {host} has expired. Check this computer's date; else its owner must renew it.",
    **dict.fromkeys(
        (FORGED,),
        "The list of revoked certificates for {host} is not its authority's own, so the key was not sent. "
        "Fetch it anew (Settings, Network).",
    ),
    **dict.fromkeys(
        (TOO_NEW, OUT_OF_DATE),
        "The list of revoked certificates for {host} is out of date, so the key was not sent. "
        "Put a newer one in its place (Settings, Network).",
    ),
    18: "{host} vouches for itself (a self-signed certificate), so the key was not sent.",
    19: "{host} is vouched for by an authority this computer does not trust, so the key was not sent. "
    "A company proxy may need its certificate installed.",
    20: "{host} is vouched for by an authority this computer does not know, so the key was not sent. "
    "A company proxy may need its certificate installed.",
    REVOKED: "The certificate of {host} was revoked by its authority, so the key was not sent. "
    "Its owner must get a new one.",
    UNCOVERED: "The list of revoked certificates for {host} does not speak of its certificate, "
    "so the key was not sent. Add its authority's whole one (Settings, Network).",
    62: "The certificate of {host} belongs to another name, so the key was not sent.",
    64: "The certificate of {host} belongs to another address, so the key was not sent.",
}
_UNTRUSTED = "The certificate of {host} is not trusted by this computer, so the key was not sent."
_OLD_TLS = "{host} offers only outdated encryption (TLS 1.2 or newer is needed), so the key was not sent."
_NO_TLS = "{host} does not speak TLS on this port. Check the address: it may be an http address."
_NO_TLS_MADE = "No encrypted connection to {host} could be made, so the key was not sent."
_TLS_REASONS = {
    **dict.fromkeys(("UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION"), _OLD_TLS),
    **dict.fromkeys(("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE"), _NO_TLS),
}
_OS_ERRORS = {
    errno.ECONNREFUSED: "{host} refused the connection. Is the address right, and is the service running?",
    errno.ENETUNREACH: "There is no way to {host}. Check the network connection.",
    errno.EHOSTUNREACH: "There is no way to {host}. Check the network connection.",
    errno.ENETDOWN: "The network is down. Check the network connection.",
    errno.ETIMEDOUT: "{host} did not take the connection in time. Check the network connection.",
}
_BROKEN = "{host} closed the connection before it answered."
_ANSWERS: dict[type[BaseException], str] = {
    aiohttp.ClientPayloadError: "The connection to {host} broke off in the middle of the answer.",
    aiohttp.ClientResponseError: "{host} answered something that is not HTTP. Check the address.",
}


def network_fault(error: BaseException, host: str, settings: HttpSettings, proxy: str = "") -> NetworkError:
    """The NetworkError for one of `FAULTS`. `host` and `proxy` are names for the sentence.

    Its detail names types only: what aiohttp says may repeat request headers.
    """
    text = _proxy_words(error, host, proxy) or _words(error, settings)
    if _is_of_proxy(error, proxy):
        host = f"{'The' if text.startswith('{host}') else 'the'} proxy {proxy}"
    return NetworkError(text.replace("{host}", host), detail=_detail(error))


def is_lasting(error: BaseException) -> bool:
    """Whether trying again within seconds is pointless: certificates, names, proxy log-ins do not heal."""
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return True
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return getattr(error.os_error, "errno", None) == socket.EAI_NONAME
    return isinstance(error, aiohttp.ClientSSLError)


def was_connected(error: BaseException) -> bool:
    """Whether the other side was reached, but then did not answer in good HTTP."""
    reached = (aiohttp.ServerDisconnectedError, aiohttp.ClientPayloadError, aiohttp.ClientResponseError)
    return isinstance(error, reached) and not isinstance(error, aiohttp.ClientHttpProxyError)


def _proxy_words(error: BaseException, host: str, proxy: str) -> str:
    if isinstance(error, aiohttp.ClientHttpProxyError):
        if error.status == _PROXY_LOGIN:
            return f"The proxy {proxy} asks for a user name and password. {_PROXY_LOGIN_PLACE}"
        return f"The proxy {proxy} did not let the request through to {host} (status {error.status})."
    if isinstance(error, aiohttp.ClientProxyConnectionError):
        return f"The proxy {proxy} cannot be reached. {_PROXY_SETTINGS}"
    if proxy and isinstance(error, aiohttp.ConnectionTimeoutError):
        return f"{host} could not be reached in time through the proxy {proxy}. {_PROXY_SETTINGS}"
    return ""


def _is_of_proxy(error: BaseException, proxy: str) -> bool:
    """Whether it was the proxy, spoken to in TLS itself, that was not believed."""
    if not proxy or not isinstance(error, aiohttp.ClientSSLError):
        return False
    return proxy in (f"{error.host}:{error.port}", f"[{error.host}]:{error.port}")


def _words(error: BaseException, settings: HttpSettings) -> str:
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return _tls_words(error)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return _name_words(error.os_error)
    if isinstance(error, TimeoutError):
        return _late_words(error, settings)
    if isinstance(error, OSError):
        return _OS_ERRORS.get(error.errno or 0, _BROKEN)
    return _ANSWERS.get(type(error), _BROKEN)


def _late_words(error: TimeoutError, settings: HttpSettings) -> str:
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return f"{{host}} did not take the connection within {duration_words(settings.connect_timeout)}."
    if error.errno == errno.ETIMEDOUT:
        return _OS_ERRORS[errno.ETIMEDOUT]
    return f"{{host}} did not answer in full within {duration_words(settings.total_timeout)}."


def _tls_words(error: BaseException) -> str:
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return _certificate_words(error.certificate_error)
    inner = getattr(error, "os_error", error)
    return _TLS_REASONS.get(getattr(inner, "reason", None) or "", _NO_TLS_MADE)


def _certificate_words(error: Exception) -> str:
    code = getattr(error, "verify_code", None)
    return _CERTIFICATES.get(code, _UNTRUSTED) if isinstance(code, int) else _UNTRUSTED


def _name_words(error: OSError) -> str:
    if error.errno == socket.EAI_AGAIN:
        return "The name {host} cannot be looked up right now. Check the network connection."
    return "There is no host named {host}. Check the address and the network connection."


def _detail(error: BaseException) -> str:
    inner = getattr(error, "os_error", None)
    names = [type(part).__name__ for part in (error, inner) if part is not None]
    number = getattr(error, "errno", None)
    return ": ".join(names) + (f" {number}" if isinstance(number, int) else "")
