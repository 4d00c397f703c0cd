"""Parts into one encrypted stream."""

import hashlib
import json
import os
import re
import subprocess
import sys
import threading

from . import databases, tree
from .refusal import Refusal

RECIPIENT = re.compile(r"age1[0-9a-z]{20,2000}")


def size_of_part(folder):
    """Bytes of the part, however much of it a database's copy will be."""
    return tree.size(tree.entries(folder))


def pack(manifest, recipient, parts, staging, out):
    """Writes the backup of the folders below `parts` that the manifest names. With `staging`, an empty folder, the
    databases of a running service are copied there first."""
    if not RECIPIENT.fullmatch(recipient):
        raise Refusal(
            "RECIPIENT_INVALID", "This is no public key of age.", evidence=recipient[:80], next_step="name one that begins with age1"
        )
    found = {}
    for part in manifest["parts"]:
        entries = tree.entries(os.path.join(parts, part["name"]))
        if staging is not None and part["engine"] == "sqlite":
            entries = databases.copy_all(entries, staging)
        found[part["name"]] = entries
    with Encrypted(recipient, out) as encrypted:
        _write(encrypted, manifest, found)
    print(f"bytes {encrypted.written}", file=sys.stderr)


class Encrypted:
    """A stream that age encrypts into `out`, whose bytes are counted: who receives them can tell that none is missing."""

    def __init__(self, recipient, out):
        command = ["age", "--encrypt", "--recipient", recipient]
        self._age = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._out = out
        self._error = None
        self.written = 0
        self._pump = threading.Thread(target=self._pass_on)
        self._pump.start()

    def __enter__(self):
        return self

    def write(self, data):
        try:
            self._age.stdin.write(data)
        except BrokenPipeError:
            self._finish()
            raise

    def __exit__(self, kind, *_):
        if kind is not None:
            # Without its last block nobody takes it for whole.
            self._age.kill()
            self._pump.join()
            return
        try:
            self._age.stdin.close()
        except BrokenPipeError:
            pass
        self._finish()

    def _finish(self):
        self._pump.join()
        if self._age.wait() == 0 and self._error is None:
            return
        raise Refusal(
            "NOT_ENCRYPTED",
            "The backup was not written to its end.",
            evidence=str(self._error or f"age ended with {self._age.returncode}"),
            cause="the disk of the backup is full, or the recipient is none",
        )

    def _pass_on(self):
        try:
            while chunk := self._age.stdout.read1(1 << 20):
                self._out.write(chunk)
                self.written += len(chunk)
            self._out.flush()
        except OSError as error:
            self._error = error
            self._age.kill()


def _write(out, manifest, found):
    sums = []
    _add_text(out, "manifest.json", manifest)
    for name, entries in found.items():
        length = tree.size(entries)
        out.write(tree.file_header(f"parts/{name}.tar", length))
        digest = Digest(out)
        tree.write(entries, digest)
        sums.append({"name": name, "sha256": digest.hexdigest(), "bytes": length})
    _add_text(out, "checksums.json", {"parts": sums})
    out.write(tree.END)


def _add_text(out, name, document):
    text = json.dumps(document, indent=2).encode() + b"\n"
    out.write(tree.file_header(name, len(text)))
    out.write(text + b"\0" * (-len(text) % tree.BLOCK))


class Digest:
    """A stream with the checksum of what goes through."""

    def __init__(self, out):
        self._out = out
        self._sum = hashlib.sha256()

    def write(self, data):
        self._sum.update(data)
        self._out.write(data)

    def hexdigest(self):
        return self._sum.hexdigest()
