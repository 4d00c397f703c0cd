"""ACME challenge files (RFC 8555, section 8.3), read below the webroot."""

import os

PREFIX = "/.well-known/acme-challenge/"
MAX_BYTES = 1024


def answer(handler):
    root = os.path.realpath(handler.settings.webroot)
    file = os.path.realpath(root + handler.path)
    if os.path.commonpath([root, file]) != root:
        handler.send_text(403, "Forbidden")
    elif not os.path.isfile(file):
        handler.send_text(404, "Not found")
    elif os.path.getsize(file) > MAX_BYTES:
        handler.send_text(413, "Too large")
    else:
        with open(file, "rb") as content:
            handler.send_bytes(200, "text/plain", content.read())
