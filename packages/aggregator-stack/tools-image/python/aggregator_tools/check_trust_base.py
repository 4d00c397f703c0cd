"""Does a trust base fit the generation that this file is rendered for? Its own signature says so."""

from .documents import Unreadable, read_object
from .refusal import Refusal
from .trust_base import TrustBase

WIPE = "restore the whole state set from one backup, or wipe all of it and start a new genesis"
MADE_AGAIN = "put the exported copy back, or remove this file alone: the next `up` makes it again from the node's keys"


class Generation:
    """
    What the file is rendered for: id, CBOR tag of its trust bases, and SDK lines by tag. Generations with the same tag
    cannot be told apart by a signature.
    """

    def __init__(self, name, tag, lines):
        self.name, self.tag, self.lines = name, tag, lines

    def tags(self):
        """All known tags, the own one first."""
        return sorted(self.lines, key=lambda tag: (tag != self.tag, tag))

    def describe(self, tag):
        return f"{tag} ({', '.join(self.lines[tag])})"


def read_trust_base(path):
    """The trust base in a file. Raises Refusal."""
    try:
        return TrustBase(read_object(path))
    except (OSError, Unreadable) as error:
        evidence = str(error)
    raise Refusal(
        "TRUST_BASE_UNREADABLE",
        "The trust base cannot be read.",
        where=path,
        evidence=evidence,
        cause="a partial copy, an edit by hand or a damaged disk",
        next_step=MADE_AGAIN,
    )


def check_trust_base(trust_base, generation, path):
    """
    Recomputes the signature with the tag of each generation (bft-go-base 1.1 changed it from 1013 to 39000; the
    signature is over bytes that contain it). Raises Refusal unless it was signed for this one, by so many as needed.
    """
    if not trust_base.signatures:
        raise _unsigned(path)
    tag = next((tag for tag in generation.tags() if trust_base.is_signed(tag)), None)
    if tag is None:
        raise _wrong_signature(trust_base, generation, path)
    if trust_base.epoch == 0:
        raise _old_epoch(path)
    if tag != generation.tag:
        raise _other_generation(tag, generation, path)


def _unsigned(path):
    return Refusal(
        "TRUST_BASE_UNSIGNED",
        "The trust base carries no signature; no wallet would trust it.",
        where=path,
        evidence='"signatures" is empty',
        cause="the genesis broke off between making and signing it, or the file was edited by hand",
        next_step=MADE_AGAIN,
    )


def _wrong_signature(trust_base, generation, path):
    nodes, tags = len(trust_base.root_nodes), generation.tags()
    counts = ", ".join(f"{len(trust_base.signers(tag))} with tag {tag}" for tag in tags)
    return Refusal(
        "TRUST_BASE_SIGNATURE_WRONG",
        "The trust base is not what its root nodes signed.",
        where=path,
        evidence=f"signatures that verify: {counts}; needed {trust_base.quorum} of {nodes}",
        cause="it was edited by hand or damaged after it was signed",
        next_step=MADE_AGAIN,
    )


def _old_epoch(path):
    return Refusal(
        "TRUST_BASE_EPOCH_0",
        "The trust base is of root epoch 0; the images of this file begin with epoch 1.",
        where=path,
        evidence='"epoch" is 0 and the signature is right',
        cause="the genesis was made by a bft-core image older than 8e6f250",
        next_step=f"run it with the images that made it, or {WIPE}",
    )


def _other_generation(tag, generation, path):
    return Refusal(
        "GENERATION_MISMATCH",
        "The trust base belongs to another SDK line; nothing starts on it.",
        where=path,
        evidence=f"its signature verifies with CBOR tag {generation.describe(tag)}; this file is rendered for "
        f"'{generation.name}', tag {generation.describe(generation.tag)}",
        cause="the genesis was made by a root node of another line (proof formats differ and cannot be mixed)",
        next_step="run the compose file of the line that it belongs to, or wipe the whole state set",
    )
