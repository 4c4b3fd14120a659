"""Whether browsers trust the certificate at the service's public address, and for how long still."""

import socket
import ssl
import time
from urllib.parse import urlsplit

from feedback_service.doctor_findings import Finding, bad, good, warning
from feedback_service.doctor_reach import SECONDS

DAYS_LEFT = 14


def certificate(public_url: str) -> Finding:
    """Whether browsers trust the certificate at this address, and for how many days."""
    parts = urlsplit(public_url)
    host, port = parts.hostname or "", parts.port or 443
    try:
        with (
            socket.create_connection((host, port), SECONDS) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) as secured,
        ):
            ends = str((secured.getpeercert() or {})["notAfter"])
    except ssl.SSLCertVerificationError as error:
        return bad(
            "certificate",
            f"Browsers do not trust it: {error.verify_message}.",
            "Renew the proxy's certificate.",
        )
    except OSError as error:
        return bad(
            "certificate",
            f"Nothing answers at {public_url} ({type(error).__name__}).",
            "Look at the proxy; if this machine may not reach its own public address, look from elsewhere.",
        )
    days = int((ssl.cert_time_to_seconds(ends) - time.time()) // 86_400)
    if days < DAYS_LEFT:
        return warning("certificate", f"The certificate ends in {days} days.", "Have it renewed by itself.")
    return good("certificate", f"The certificate lasts for {days} more days.")
