"""The application's plain HTTP port. No WebSocket: Upgrade is a hop-by-hop header and goes no further."""

import http.client
import socket

CONNECT_SECONDS = 5
READ_SECONDS = 30
HOP_BY_HOP = {
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "trailers",
    "transfer-encoding",
    "upgrade",
}


def request_headers(handler):
    """The client's headers without hop-by-hop ones; Host as sent; the forwarded address, host and scheme added."""
    headers = [(name, value) for name, value in handler.headers.items() if name.lower() not in HOP_BY_HOP]
    replaced = {"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "content-length"}
    kept = [(name, value) for name, value in headers if name.lower() not in replaced]
    known = handler.headers.get("X-Forwarded-For")
    client = handler.client_address[0]
    return kept + [
        ("X-Forwarded-For", f"{known}, {client}" if known else client),
        ("X-Forwarded-Host", handler.headers.get("Host", "")),
        ("X-Forwarded-Proto", "http"),
    ]


def read_body(handler):
    """The body that Content-Length announces; a chunked one is dropped. None after an answer was sent."""
    try:
        length = int(handler.headers.get("Content-Length", "0"))
    except ValueError:
        length = -1
    if length < 0:
        handler.send_json(400, {"error": "Bad Content-Length"})
        return None
    if length > handler.settings.max_body_bytes:
        handler.send_json(413, {"error": "Request body too large"})
        return None
    return handler.rfile.read(length)


def exchange(handler, connection, body):
    connection.connect()
    connection.sock.settimeout(READ_SECONDS)
    connection.putrequest(handler.command, handler.path, skip_host=True, skip_accept_encoding=True)
    for name, value in request_headers(handler):
        connection.putheader(name, value)
    if body or "Content-Length" in handler.headers:
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body)
    return connection.getresponse()


def send_back(handler, response):
    handler.send_response_only(response.status, response.reason)
    for name, value in response.getheaders():
        if name.lower() not in HOP_BY_HOP:
            handler.send_header(name, value)
    handler.end_headers()
    if handler.command != "HEAD":
        while chunk := response.read1(65536):
            handler.wfile.write(chunk)


def forward(handler):
    body = read_body(handler)
    if body is None:
        return
    settings = handler.settings
    connection = http.client.HTTPConnection(
        settings.upstream_host, settings.upstream_port, timeout=CONNECT_SECONDS
    )
    try:
        response = exchange(handler, connection, body)
    except (socket.timeout, TimeoutError):
        handler.send_json(504, {"error": "Upstream timed out"})
    except (OSError, http.client.HTTPException):
        handler.send_json(502, {"error": "Upstream unreachable"})
    else:
        send_back(handler, response)
    finally:
        connection.close()
