"""An ACME server (RFC 8555) that refuses every account because of its rate limit, over plain HTTP."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer

BASE = "http://acme:14000"


class Acme(BaseHTTPRequestHandler):
    def answer(self, status, body, kind="application/json"):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text)))
        self.send_header("Replay-Nonce", "bm9uY2U")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)

    def do_GET(self):
        names = ("newNonce", "newAccount", "newOrder", "revokeCert", "keyChange")
        self.answer(200, {name: f"{BASE}/{name}" for name in names})

    def do_HEAD(self):
        self.answer(200, {})

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        refusal = {"type": "urn:ietf:params:acme:error:rateLimited", "detail": "too many, retry after noon", "status": 429}
        self.answer(429, refusal, "application/problem+json")

    def log_message(self, *_):
        pass


HTTPServer(("0.0.0.0", 14000), Acme).serve_forever()
