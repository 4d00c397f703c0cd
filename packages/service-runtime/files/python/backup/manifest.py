"""`manifest.json`: what a backup is of."""

import re

from .refusal import Refusal

SCHEMA = "unicity-backup/1"
# A part is a file of the backup and a folder of the container.
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
TEXT = re.compile(r"[^\x00-\x1f\x7f]{0,300}")


def checked(document):
    """The same manifest. Raises Refusal when it is of another form than this version reads."""
    schema = document.get("schema") if isinstance(document, dict) else None
    if schema != SCHEMA:
        raise _invalid(f"schema is {schema!r}, and this version reads {SCHEMA!r}", "it was made by another version")
    for field in ("made", "maker", "service"):
        _text(document, field)
    parts = document.get("parts")
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        raise _invalid("parts is not a list of objects")
    names = [part.get("name") for part in parts]
    if not all(isinstance(name, str) and NAME.fullmatch(name) for name in names) or len(set(names)) < len(names):
        raise _invalid(f"names of parts: {names}")
    for part in parts:
        for field in ("role", "class", "engine"):
            _text(part, field)
    return document


def lines(document):
    """The manifest for a shell: a word, and tab separated values with "-" for what is absent."""
    fields = ("made", "maker", "service", "generation", "genesisId", "dataVersion")
    yield from (f"{field}\t{_word(document, field)}" for field in fields)
    for image in document.get("images") or []:
        yield "image\t" + "\t".join(_word(image, field) for field in ("service", "reference", "version"))
    for part in document["parts"]:
        yield "part\t" + "\t".join(_word(part, field) for field in ("name", "role", "class", "engine"))


def _word(holder, field):
    value = holder.get(field) if isinstance(holder, dict) else None
    text = "" if value is None else str(value)
    if not TEXT.fullmatch(text):
        raise _invalid(f"{field} is no line of text")
    return text or "-"


def _text(holder, field):
    if not isinstance(holder.get(field), str) or not TEXT.fullmatch(holder[field]):
        raise _invalid(f"{field} is no line of text")


def _invalid(evidence, cause=""):
    return Refusal(
        "MANIFEST_INVALID",
        "The manifest of the backup cannot be used; nothing was changed.",
        where="manifest.json",
        evidence=evidence,
        cause=cause,
        next_step="use the version that made the backup",
    )
