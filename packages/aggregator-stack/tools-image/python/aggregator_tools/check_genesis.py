"""The check of a genesis before anything starts on it."""

import json
from pathlib import Path

from .check_keys import check_keys
from .check_trust_base import Generation, check_trust_base, read_trust_base
from .documents import Unreadable, read_object


def check_genesis(environment):
    """
    Checks the trust base and, of each node that has them, keys against what the chain knows. Returns the genesis id.
    Raises Refusal.
    """
    lines = {int(tag): names for tag, names in json.loads(environment["TRUST_BASE_LINES"]).items()}
    generation = Generation(environment["GENERATION"], int(environment["TRUST_BASE_TAG"]), lines)
    root, aggregator = (Path(environment[f"GENESIS_{node}_DIR"]) for node in ("ROOT", "AGGREGATOR"))
    path = root / "trust-base.json"
    trust_base = read_trust_base(path)
    check_trust_base(trust_base, generation, path)
    check_keys(root / "keys.json", path, trust_base.identities())
    node_info = aggregator / "node-info.json"
    node = _node(node_info)
    if node and (aggregator / "keys.json").exists():
        check_keys(aggregator / "keys.json", node_info, [node])
    return trust_base.genesis_id()


def _node(node_info):
    """None where it is made after this check: on the first start, and when it broke off."""
    try:
        return read_object(node_info)
    except (OSError, Unreadable):
        return None
