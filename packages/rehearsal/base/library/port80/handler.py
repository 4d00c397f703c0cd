"""Which part answers which path. The order of the tests is the contract: challenge, status, nonce, application."""

import json
from http.server import BaseHTTPRequestHandler

from port80 import challenge, nonces, status, upstream

METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")


class Handler(BaseHTTPRequestHandler):
    """Paths are taken as they were sent: no URL decoding, the query string belongs to the name."""

    settings = None
    store = None

    def route(self):
        if self.path.startswith(challenge.PREFIX):
            challenge.answer(self)
        elif self.path == "/_ssl/health":
            self.send_json(200, status.report(self.settings))
        elif self.path.startswith(nonces.PREFIX):
            nonces.answer(self, self.store)
        elif self.settings.upstream_port == 0:
            self.send_json(404, {"error": "No upstream configured"})
        else:
            upstream.forward(self)

    def send_bytes(self, code, content_type, body):
        self.send_response(code)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def send_json(self, code, value):
        self.send_bytes(code, "application/json", json.dumps(value).encode())

    def send_text(self, code, text):
        self.send_bytes(code, "text/plain", text.encode())

    def log_message(self, *_):
        """No access log."""


for method in METHODS:
    setattr(Handler, f"do_{method}", Handler.route)


def handler_for(settings):
    """A handler class bound to the settings and to an empty store of nonces."""
    return type("BoundHandler", (Handler,), {"settings": settings, "store": nonces.Store()})
