"""Answers GET with what the process is and has, and echoes text over WebSocket (RFC 6455, unfragmented)."""

import base64
import hashlib
import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def secret():
    try:
        with open(os.environ["ECHO_SECRET_FILE"]) as file:
            return hashlib.sha256(file.read().encode()).hexdigest()
    except (KeyError, OSError):
        return None


class Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.headers.get("Upgrade", "").lower() == "websocket":
            self.upgrade()
            return
        body = json.dumps({"uid": os.getuid(), "groups": os.getgroups(), "secret": secret(), "pid": os.getpid()}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def upgrade(self):
        key = self.headers["Sec-WebSocket-Key"] + GUID
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", base64.b64encode(hashlib.sha1(key.encode()).digest()).decode())
        self.end_headers()
        self.close_connection = True
        while self.echo_frame():
            pass

    def echo_frame(self):
        head = self.rfile.read(2)
        if len(head) < 2 or head[0] & 15 == 8:
            return False
        length = head[1] & 127
        if length == 126:
            length = int.from_bytes(self.rfile.read(2))
        mask = self.rfile.read(4)
        data = bytes(byte ^ mask[index % 4] for index, byte in enumerate(self.rfile.read(length)))
        size = bytes([length]) if length < 126 else bytes([126]) + length.to_bytes(2)
        self.wfile.write(head[:1] + size + data)
        return True

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Echo).serve_forever()
