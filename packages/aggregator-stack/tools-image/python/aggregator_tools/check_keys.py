"""Do the private keys of a node belong to what the chain knows of it?"""

from .check_trust_base import WIPE
from .documents import Unreadable, read_object
from .keys import keys_of
from .refusal import Refusal


def check_keys(keys_file, public_file, nodes):
    """
    Raises Refusal unless the keys are those of one of the nodes that a public document names: a node with other keys
    starts, and nothing that it signs is ever accepted.
    """
    try:
        identity = keys_of(read_object(keys_file)).identity()
    except (OSError, Unreadable) as error:
        raise _damaged(keys_file, error) from None
    if not any(identity.items() <= node.items() for node in nodes):
        raise Refusal(
            "KEYS_OF_ANOTHER_NODE",
            "The keys are not those of the node that this genesis knows.",
            where=keys_file,
            evidence=f"they are of {identity['nodeId']} with {identity['sigKey']}, which {public_file} does not name",
            cause="the key file was replaced alone",
            next_step=f"put the old key file back; else {WIPE}",
        )


def _damaged(keys_file, error):
    return Refusal(
        "KEYS_DAMAGED",
        "The key file is damaged; it is left as it is.",
        where=keys_file,
        evidence=str(error),
        cause="a partial copy, an edit by hand or a damaged disk",
        next_step=WIPE,
    )
