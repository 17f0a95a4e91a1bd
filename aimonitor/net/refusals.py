"""Why a certificate is refused by a list of revoked ones, in OpenSSL's numbers."""

FORGED, TOO_NEW, OUT_OF_DATE, REVOKED, UNCOVERED = 8, 11, 12, 23, 44
