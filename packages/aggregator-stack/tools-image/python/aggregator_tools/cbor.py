"""Deterministic CBOR (RFC 8949, section 4.2.1) of what a trust base consists of."""

from typing import Any, NamedTuple

NULL = b"\xf6"


class Tagged(NamedTuple):
    """A value under a tag."""

    tag: int
    content: Any


def encode(value):
    """Bytes of None, an unsigned integer below 2^64, bytes, text, a list or a Tagged."""
    if value is None:
        return NULL
    if isinstance(value, Tagged):
        return _head(6, value.tag) + encode(value.content)
    if isinstance(value, int):
        return _head(0, value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        text = value.encode()
        return _head(3, len(text)) + text
    return _head(4, len(value)) + b"".join(encode(item) for item in value)


def _head(major, number):
    """Major type and number in the shortest form."""
    if number < 24:
        return bytes([major << 5 | number])
    for info, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 1 << 8 * size:
            return bytes([major << 5 | info]) + number.to_bytes(size, "big")
    raise ValueError(f"{number} does not fit into 64 bits")
