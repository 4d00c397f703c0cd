"""What a service says about itself over HTTP, kept current by a thread: a request never waits for what it asks about."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer


class Answers:
    """Results of the checks, by path; a check returns the HTTP status and what becomes JSON."""

    def __init__(self, checks, every):
        self._checks = checks
        self._every = every
        self._results = {}

    def refresh(self):
        """Runs every check once. One that breaks is an answer too, and the others go on."""
        for path, check in self._checks.items():
            try:
                status, body = check()
            except Exception as error:  # noqa: BLE001
                status, body = 500, {"error": f"{type(error).__name__}: {error}"}
            self._results[path] = (time.monotonic(), status, body)

    def of(self, path):
        """Status and body; 503 for a result that is too old to be believed, None for an unknown path."""
        if path not in self._checks:
            return None
        at, status, body = self._results.get(path, (float("-inf"), 503, {}))
        if time.monotonic() - at > self._every * 5 + 15:
            return 503, {"error": "the check does not come to an end"}
        return status, body

    def run(self):
        while True:
            self.refresh()
            time.sleep(self._every)


def serve(port, checks, every):
    """Answers on 127.0.0.1:port for ever; the checks run every so many seconds, one after the other."""
    answers = Answers(checks, every)
    answers.refresh()
    threading.Thread(target=answers.run, daemon=True).start()
    HTTPServer(("127.0.0.1", port), handler(answers)).serve_forever()


def handler(answers):
    class Handler(BaseHTTPRequestHandler):
        timeout = 5
        server_version = "status"
        sys_version = ""

        def do_GET(self):
            status, body = answers.of(self.path.split("?")[0]) or (404, {"error": "Not Found"})
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(data)

        do_HEAD = do_GET

        def log_message(self, *_):
            pass

    return Handler
