"""An encrypted stream into a folder of checked parts."""

import hashlib
import json
import os
import re
import subprocess
import tarfile
import tempfile

from . import manifest
from .refusal import Refusal, disk_full

# Of manifest.json and checksums.json, bytes.
MOST_TEXT = 1 << 20
PART = re.compile(r"parts/([A-Za-z0-9][A-Za-z0-9._-]{0,62})\.tar")
NOTHING_CHANGED = "; nothing was changed."


def unpack(source, identity, folder):
    """The manifest, when the file is whole and as it was made: `folder` then has `parts/<name>.tar`. Raises Refusal."""
    with tempfile.TemporaryFile() as errors:
        age = subprocess.Popen(
            ["age", "--decrypt", "--identity", identity], stdin=source, stdout=subprocess.PIPE, stderr=errors
        )
        problem = document = None
        try:
            document = _read(age.stdout, folder)
        except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError) as error:
            problem = str(error) or type(error).__name__
        except BaseException:
            age.kill()
            raise
        # To the last byte, also what comes after the end of the tar.
        while age.stdout.read(1 << 20):
            pass
        if age.wait() != 0:
            errors.seek(0)
            raise _refused_by_age(errors.read(2000).decode(errors="replace"))
    if problem is not None:
        raise _damaged(problem)
    os.sync()
    return document


def _read(stream, folder):
    os.makedirs(os.path.join(folder, "parts"), exist_ok=True)
    document, sums, wanted = None, {}, None
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for member in archive:
            if wanted is not None:
                raise ValueError(f"{member.name} comes after checksums.json")
            data = archive.extractfile(member) if member.isreg() else None
            if data is None:
                raise ValueError(f"{member.name} is no file")
            if document is None:
                document = manifest.checked(_document(member, data, "manifest.json"))
            elif member.name == "checksums.json":
                wanted = _document(member, data, "checksums.json")
            else:
                name, part = _part(member, data, folder)
                sums[name] = part
    _compare(document, sums, wanted)
    return document


def _document(member, data, name):
    if member.name != name or member.size > MOST_TEXT:
        raise ValueError(f"{member.name} of {member.size} bytes is where {name} should be")
    return json.loads(data.read())


def _part(member, data, folder):
    name = PART.fullmatch(member.name)
    if not name:
        raise ValueError(f"{member.name} is no part")
    status = os.statvfs(folder)
    free = status.f_bavail * status.f_frsize
    if member.size > free:
        raise disk_full("the folder of Docker's volumes", f"{member.name} has {member.size} bytes, {free} are free")
    digest, length = hashlib.sha256(), 0
    with open(os.path.join(folder, "parts", f"{name.group(1)}.tar"), "xb") as file:
        while chunk := data.read(1 << 20):
            digest.update(chunk)
            file.write(chunk)
            length += len(chunk)
    return name.group(1), {"sha256": digest.hexdigest(), "bytes": length}


def _compare(document, sums, wanted):
    if wanted is None:
        raise ValueError("checksums.json is missing")
    names = {part["name"] for part in document["parts"]}
    told = {part["name"]: {"sha256": part["sha256"], "bytes": part["bytes"]} for part in wanted["parts"]}
    if set(sums) != names or set(told) != names:
        raise ValueError(f"it has {sorted(sums)}, and its manifest says {sorted(names)}")
    for name, found in sums.items():
        if told[name] != found:
            raise ValueError(f"{name}: {found}, and checksums.json says {told[name]}")


def _refused_by_age(text):
    lines = " ".join(line for line in text.splitlines() if "report unexpected" not in line)[:500]
    if "no identity matched" in text or "incorrect identity" in text:
        return Refusal(
            "WRONG_KEY",
            f"The key does not open this backup{NOTHING_CHANGED}",
            evidence=lines,
            cause="it was made for another key",
            next_step="name the key that it was made for: --identity-file FILE",
        )
    if "identity" in text and "header" not in text:
        return Refusal(
            "KEY_UNUSABLE",
            f"The key cannot be read{NOTHING_CHANGED}",
            evidence=lines,
            cause="the file is none of age",
            next_step="name a file with a line that begins with AGE-SECRET-KEY-1",
        )
    return _damaged(lines)


def _damaged(evidence):
    return Refusal(
        "BACKUP_DAMAGED",
        f"The backup is not as it was made{NOTHING_CHANGED}",
        evidence=evidence,
        cause="the file was cut off or changed, or is none",
        next_step="copy it again from where it was made, or take another one",
    )
