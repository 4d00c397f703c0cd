"""The trust base: the public JSON with which a wallet verifies proofs, as `ubft trust-base` writes it."""

import hashlib
import json
from typing import NamedTuple

from .cbor import Tagged, encode
from .documents import Unreadable, hex_bytes
from .secp256k1 import verifies

_HASHES = ("stateHash", "changeRecordHash", "previousEntryHash")
_NUMBERS = ("version", "networkId", "epoch", "epochStartRound")


class RootNode(NamedTuple):
    """One root node: libp2p peer id, compressed public key of its seals, stake."""

    node_id: str
    key: bytes
    stake: int


class TrustBase:
    """A trust base of one epoch. Raises Unreadable for JSON of another shape."""

    def __init__(self, document):
        self._numbers = [_number(document, name) for name in _NUMBERS]
        _, self.network_id, self.epoch, _ = self._numbers
        self.quorum = _number(document, "quorumThreshold")
        self._hashes = [_hash(document, name) for name in _HASHES]
        nodes = document.get("rootNodes")
        if not isinstance(nodes, list) or not nodes:
            raise Unreadable('"rootNodes" is not a list with at least one node')
        self.root_nodes = [_root_node(node, index) for index, node in enumerate(nodes)]
        if len({node.node_id for node in self.root_nodes}) < len(self.root_nodes):
            raise Unreadable("two of its root nodes have the same id")
        signatures = document.get("signatures")
        if signatures is not None and not isinstance(signatures, dict):
            raise Unreadable('"signatures" is not an object')
        self.signatures = signatures or {}

    def message(self, tag):
        """The bytes that root nodes sign: empty hashes and the signatures are null. The tag differs by generation."""
        nodes = [list(node) for node in self.root_nodes]
        return encode(Tagged(tag, [*self._numbers, nodes, self.quorum, *self._hashes, None]))

    def signers(self, tag):
        """Ids of the root nodes whose signature verifies with this CBOR tag."""
        message = self.message(tag)
        return [node.node_id for node in self.root_nodes if self._signed_by(node, message)]

    def is_signed(self, tag):
        """Whether so many root nodes signed it with this tag as its quorum asks for, as clients count them."""
        return len(self.signers(tag)) >= max(1, self.quorum)

    def identities(self):
        """Node id and key of each root node, as JSON has them."""
        return [{"nodeId": node.node_id, "sigKey": f"0x{node.key.hex()}"} for node in self.root_nodes]

    def genesis_id(self):
        """Of the network and its root nodes: the same for all formats and signatures of it, 64 hex digits."""
        nodes = sorted(self.identities(), key=lambda node: node["nodeId"])
        core = {"networkId": self.network_id, "rootNodes": nodes}
        return hashlib.sha256(json.dumps(core, separators=(",", ":")).encode()).hexdigest()

    def _signed_by(self, node, message):
        signature = hex_bytes(self.signatures.get(node.node_id), 65)
        return signature is not None and verifies(message, signature, node.key)


def _number(document, name):
    value = document.get(name)
    if type(value) is not int or not 0 <= value < 1 << 64:
        raise Unreadable(f'"{name}" is not an unsigned integer')
    return value


def _hash(document, name):
    value = document.get(name)
    if value in ("", None):
        return None
    content = hex_bytes(value)
    if content is None:
        raise Unreadable(f'"{name}" is not hex')
    return content


def _root_node(node, index):
    key = hex_bytes(node.get("sigKey"), 33) if isinstance(node, dict) else None
    if key is None or not isinstance(node.get("nodeId"), str):
        raise Unreadable(f"rootNodes[{index}] has no nodeId or no sigKey of 33 bytes")
    return RootNode(node["nodeId"], key, _number(node, "stake"))
