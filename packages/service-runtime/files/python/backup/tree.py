"""A folder as a tar of known length, written while it is read: no copy is made."""

import os
import stat
import tarfile

from .refusal import Refusal

BLOCK = tarfile.BLOCKSIZE
END = b"\0" * 2 * BLOCK
# Of SQLite: rebuilt at the next opening, and of no use to another copy of the database.
SHARED_MEMORY = "-shm"


def entries(folder):
    """(TarInfo, path) of everything in the folder and of itself, by name; sockets and pipes do not count."""
    found = []
    for path in [folder, *_walk(folder)]:
        info = _info(path, os.path.relpath(path, folder))
        if info is not None:
            found.append((info, path))
    return found


def size(found):
    return sum(len(_header(info)) + _padded(info.size) for info, _ in found) + len(END)


def write(found, out):
    """Writes exactly `size(found)` bytes. Raises Refusal when a file has become shorter meanwhile."""
    for info, path in found:
        out.write(_header(info))
        if info.isreg():
            copy_file(path, info.size, out)
    out.write(END)


def copy_file(path, length, out):
    """`length` bytes of a file, and zeros up to a whole block."""
    left = length
    with open(path, "rb", buffering=0) as file:
        while left > 0:
            chunk = file.read(min(left, 1 << 20))
            if not chunk:
                raise Refusal(
                    "CHANGED_MEANWHILE",
                    "A file became shorter while it was read; there is no backup.",
                    where=path,
                    evidence=f"{left} of {length} bytes are missing",
                    cause="a service writes to it",
                    next_step="run the same command again",
                )
            out.write(chunk)
            left -= len(chunk)
    out.write(b"\0" * (_padded(length) - length))


def file_header(name, length):
    """Header of a file of the backup itself."""
    info = tarfile.TarInfo(name)
    info.size, info.mode = length, 0o600
    return _header(info)


def _walk(folder):
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        yield entry.path
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path)


def _info(path, name):
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return None  # a journal, since the folder was read
    info = tarfile.TarInfo(name)
    info.mode, info.uid, info.gid = stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid
    info.mtime = int(status.st_mtime)
    if stat.S_ISDIR(status.st_mode):
        info.type = tarfile.DIRTYPE
    elif stat.S_ISLNK(status.st_mode):
        info.type, info.linkname = tarfile.SYMTYPE, os.readlink(path)
    elif not stat.S_ISREG(status.st_mode) or path.endswith(SHARED_MEMORY):
        return None
    else:
        info.size = status.st_size
    return info


def _header(info):
    return info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")


def _padded(length):
    return -(-length // BLOCK) * BLOCK
