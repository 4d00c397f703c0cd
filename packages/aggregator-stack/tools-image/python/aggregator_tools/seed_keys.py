"""Puts a key file that the operator gave into a volume, for a trust base that stays the same over wipes."""

import os
from pathlib import Path

from .check_trust_base import WIPE
from .documents import Unreadable, parse_object, read_object
from .keys import keys_of
from .refusal import Refusal


def seed_keys(content, volume, other):
    """
    Publishes the content as keys.json (0600) of a volume that has none; says what it did. Keys that are there are never
    replaced. The other node's volume must hold other keys. Raises Refusal, with the volume as it was.
    """
    file = Path(volume, "keys.json")
    keys = _given(content, file)
    if keys == _present(Path(other, "keys.json")):
        raise _shared(file, other)
    present = _present(file)
    if present is not None:
        if present != keys:
            raise _different(file)
        return "the keys that were given are in place"
    _require_fresh(file, keys)
    _publish(file, content)
    return f"put the keys that were given into {file}"


def _given(content, file):
    try:
        return keys_of(parse_object(content))
    except Unreadable as error:
        raise Refusal(
            "KEYS_INVALID",
            "The keys that were given are not the keys of a node; nothing was changed.",
            where=f"the key file for {file}",
            evidence=str(error),
            cause="the file is cut off, was edited by hand, or is something else",
            next_step="give a keys.json as ubft writes it: sigKey and authKey, each with algorithm and privateKey",
        ) from None


def _present(file):
    try:
        return keys_of(read_object(file))
    except FileNotFoundError:
        return None
    except (OSError, Unreadable) as error:
        raise Refusal(
            "KEYS_DAMAGED",
            "The key file of the volume is damaged; it is left as it is.",
            where=file,
            evidence=str(error),
            cause="a partial copy, an edit by hand or a damaged disk",
            next_step=WIPE,
        ) from None


def _require_fresh(file, keys):
    """Without keys there must be nothing yet that was made from other ones."""
    made = [entry for pattern in ("*.db", "shard-conf-*.json", "trust-base.json") for entry in file.parent.glob(pattern)]
    node_info = file.parent / "node-info.json"
    try:
        node = read_object(node_info)
    except FileNotFoundError:
        if not made:
            return
    except (OSError, Unreadable):
        made.append(node_info)
    else:
        if keys.identity().items() <= node.items():
            return
        made.append(node_info)
    raise Refusal(
        "KEYS_MISSING",
        "The keys of this state are gone, and those that were given are not shown to be them.",
        where=file,
        evidence=f"{', '.join(sorted(str(entry) for entry in made))} exist",
        cause="the key file was deleted or not restored",
        next_step=WIPE,
    )


def _shared(file, other):
    return Refusal(
        "KEYS_SHARED",
        "Root node and aggregator were given the same keys; two nodes with one identity cannot talk to each other.",
        where=file,
        evidence=f"{other}/keys.json holds the same keys",
        cause="one key file was given for both",
        next_step="give each node a key file of its own",
    )


def _different(file):
    return Refusal(
        "KEYS_DIFFERENT",
        "The volume has other keys than those that were given; they are left as they are.",
        where=file,
        evidence="the private keys differ",
        cause="the chain was started without these keys, or with others",
        next_step="start without the key file to go on with this chain, or wipe the whole state set to use it",
    )


def _publish(file, content):
    """Whole or not at all, and never over a file."""
    new = file.with_name(".keys.json.new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(descriptor)
    os.link(new, file)
    new.unlink()
    folder = os.open(file.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
