"""What the server on port 80 is told at start."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Ports are TCP ports; an upstream port of 0 means that the application has no plain HTTP port."""

    domain: str
    webroot: str
    certificate_folder: str
    upstream_host: str
    upstream_port: int
    max_body_bytes: int
