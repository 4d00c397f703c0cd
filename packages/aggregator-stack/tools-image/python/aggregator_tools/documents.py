"""JSON documents of a node, read with a limit."""

import json

LIMIT = 1_048_576


class Unreadable(ValueError):
    """What is wrong with a document; its text never holds a value of it, because some are secret."""


def read_object(path):
    """The JSON object in a file. Raises Unreadable, or OSError when there is no file to read."""
    with open(path, "rb") as file:
        return parse_object(file.read(LIMIT + 1))


def parse_object(content):
    """The JSON object in bytes. Raises Unreadable."""
    if len(content) > LIMIT:
        raise Unreadable(f"it is larger than {LIMIT} bytes")
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        # The error's text is left out: it can quote the document.
        raise Unreadable("it is not JSON" if content.strip() else "it is empty") from None
    if not isinstance(value, dict):
        raise Unreadable("it is not a JSON object")
    return value


def hex_bytes(value, length=None):
    """Bytes of `0x` and hex digits, or None for anything else or another length."""
    if not isinstance(value, str) or not value.startswith("0x"):
        return None
    try:
        content = bytes.fromhex(value[2:])
    except ValueError:
        return None
    if 2 * len(content) != len(value) - 2 or length not in (None, len(content)):
        return None
    return content
