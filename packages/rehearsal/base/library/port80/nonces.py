"""Values by which a container recognises itself. In memory, for anybody, without expiry and without limit."""

import threading

PREFIX = "/_ssl/nonce/"


class Store:
    def __init__(self):
        self.lock = threading.Lock()
        self.values = set()

    def add(self, nonce):
        with self.lock:
            self.values.add(nonce)

    def has(self, nonce):
        with self.lock:
            return nonce in self.values

    def remove(self, nonce):
        with self.lock:
            known = nonce in self.values
            self.values.discard(nonce)
            return known


def answer(handler, store):
    nonce = handler.path[len(PREFIX) :]
    if not nonce:
        handler.send_json(400, {"error": "Empty nonce"})
    elif handler.command == "GET":
        if store.has(nonce):
            handler.send_text(200, nonce)
        else:
            handler.send_error(404)
    elif handler.command == "POST":
        store.add(nonce)
        handler.send_json(201, {"nonce": nonce, "status": "stored"})
    elif handler.command == "DELETE":
        if store.remove(nonce):
            handler.send_json(200, {"nonce": nonce, "status": "deleted"})
        else:
            handler.send_json(404, {"error": "Unknown nonce"})
    else:
        handler.send_text(405, "Method not allowed")
