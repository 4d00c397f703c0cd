"""The command line of unicity-backup. Exit codes: 0 done, 1 refused, 3 wrong usage, 4 a database is locked for good."""

import json
import os
import subprocess
import sys

from . import folders, manifest, pack, unpack
from .refusal import Refusal, run

USAGE = """Usage: unicity-backup COMMAND
  new-key                            a key of age: the secret line opens what is made for the public one
  recipient                          the public key of the one on standard input
  measure PARTS                      "NAME BYTES" of each folder below PARTS, as they would be packed
  pack RECIPIENT PARTS [STAGING]     the manifest on standard input, the encrypted file on standard output; with STAGING,
                                     databases are copied there while a service writes to them
  unpack IDENTITY FOLDER             the encrypted file on standard input into FOLDER, checked to its last byte; prints what it is
  files TAR                          names of the files of an unpacked part
  print TAR NAME                     the content of one of them
  place TAR FOLDER                   empties FOLDER and fills it with an unpacked part
  keep FOLDER COPY                   empties COPY and fills it with what FOLDER holds
  clear FOLDER                       empties it
  count PARTS                        "NAME ENTRIES" of each folder below PARTS"""


def main():
    commands = {
        "new-key": (0, 0, lambda: age_keygen([])),
        "recipient": (0, 0, lambda: age_keygen(["-y"])),
        "measure": (1, 1, measure),
        "pack": (2, 3, pack_parts),
        "unpack": (2, 2, unpack_file),
        "files": (1, 1, lambda tar: print("\n".join(folders.files(tar)))),
        "print": (2, 2, lambda tar, name: folders.print_file(tar, name, sys.stdout.buffer)),
        "place": (2, 2, folders.place),
        "keep": (2, 2, folders.keep),
        "clear": (1, 1, folders.clear),
        "count": (1, 1, count),
    }
    name, *arguments = sys.argv[1:] or [""]
    least, most, command = commands.get(name, (0, -1, None))
    if not least <= len(arguments) <= most:
        print(USAGE, file=sys.stderr)
        sys.exit(3)
    command(*arguments)


def age_keygen(arguments):
    sys.exit(subprocess.run(["age-keygen", *arguments], check=False).returncode)


def measure(parts):
    for name in sorted(os.listdir(parts)):
        print(name, pack.size_of_part(os.path.join(parts, name)))


def count(parts):
    for name in sorted(os.listdir(parts)):
        print(name, len(os.listdir(os.path.join(parts, name))))


def pack_parts(recipient, parts, staging=None):
    try:
        document = json.load(sys.stdin)
    except ValueError as error:
        raise Refusal(
            "MANIFEST_INVALID", "The manifest is not JSON.", where="standard input", evidence=str(error), next_step="report it"
        ) from error
    pack.pack(manifest.checked(document), recipient, parts, staging, sys.stdout.buffer)


def unpack_file(identity, folder):
    document = unpack.unpack(sys.stdin.buffer, identity, folder)
    for line in manifest.lines(document):
        print(line)


run(main)
