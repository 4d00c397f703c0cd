"""The status page: always "ok", whatever the certificate or the application do."""

import os
import socket
import ssl
import subprocess
import time
from datetime import datetime, timezone


def certificate_end(folder):
    """Seconds since 1970 at which the certificate expires, or None."""
    file = os.path.join(folder, "fullchain.pem")
    try:
        output = subprocess.run(
            ["openssl", "x509", "-in", file, "-noout", "-enddate"],
            capture_output=True,
            check=True,
            text=True,
            timeout=5,
        ).stdout
        return ssl.cert_time_to_seconds(output.strip().removeprefix("notAfter="))
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def reachable(host, port):
    if port == 0:
        return False
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def report(settings):
    end = certificate_end(settings.certificate_folder)
    upstream = f"{settings.upstream_host}:{settings.upstream_port}"
    return {
        "status": "ok",
        "domain": settings.domain,
        "cert_expires": end and datetime.fromtimestamp(end, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "days_remaining": None if end is None else max(0, int((end - time.time()) // 86400)),
        "app_upstream": upstream if settings.upstream_port else f"{upstream} (disabled)",
        "app_reachable": reachable(settings.upstream_host, settings.upstream_port),
    }
