"""The key file of a node, `keys.json`, as `ubft root-node init` and `ubft shard-node init` write it."""

from typing import NamedTuple

from .documents import Unreadable, hex_bytes
from .secp256k1 import is_private_key, public_key

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

# Multihash (identity, 37 bytes) of the protobuf of a libp2p public key (Secp256k1, 33 bytes): libp2p peer ids.
_PEER_ID_HEAD = bytes.fromhex("002508021221")


class Keys(NamedTuple):
    """Private keys of 32 bytes: one signs seals and requests, the other one is the node's identity among nodes."""

    sig: bytes
    auth: bytes

    def identity(self):
        """What of them is public, as node-info.json, trust base and shard configuration have it: node id and key."""
        peer_id = _PEER_ID_HEAD + public_key(self.auth)
        return {"nodeId": _base58(peer_id), "sigKey": f"0x{public_key(self.sig).hex()}"}


def keys_of(document):
    """The keys in a document. Raises Unreadable; its text never holds a key."""
    return Keys(_private_key(document, "sigKey"), _private_key(document, "authKey"))


def _private_key(document, name):
    pair = document.get(name)
    if not isinstance(pair, dict) or pair.get("algorithm") != "secp256k1":
        raise Unreadable(f'"{name}" has no "algorithm" secp256k1')
    key = hex_bytes(pair.get("privateKey"), 32)
    if key is None:
        raise Unreadable(f'"{name}.privateKey" is not 0x and 64 hex digits')
    if not is_private_key(key):
        raise Unreadable(f'"{name}.privateKey" is outside the range of secp256k1')
    return key


def _base58(content):
    digits = ""
    number = int.from_bytes(content, "big")
    while number:
        number, digit = divmod(number, 58)
        digits = _BASE58[digit] + digits
    zeros = len(content) - len(content.lstrip(b"\0"))
    return "1" * zeros + digits
