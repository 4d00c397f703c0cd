"""SQLite databases that are copied while a service writes to them."""

import os
import sqlite3
import sys

from .refusal import Refusal, disk_full

MAGIC = b"SQLite format 3\0"
LOCKED = 4
# Seconds that somebody else's lock may last.
PATIENCE = float(os.environ.get("BACKUP_PATIENCE", "10"))


def find(found):
    """Indexes of the databases among the entries of a part."""
    return [index for index, (info, path) in enumerate(found) if info.isreg() and info.size > 0 and _is_database(path)]


def copy_all(found, staging):
    """The entries with each database exchanged for a consistent copy in the folder staging, and its journals left out.
    The service keeps writing: a copy is of the moment at which it began."""
    journals = set()
    for number, index in enumerate(find(found)):
        info, path = found[index]
        copy = os.path.join(staging, str(number))
        os.mkdir(copy, 0o700)
        os.chown(copy, info.uid, info.gid)
        copy = os.path.join(copy, "database")
        _require_space(path, staging)
        _as_user(info.uid, info.gid, lambda path=path, copy=copy: _copy(path, copy))
        info.size = os.stat(copy).st_size
        found[index] = (info, copy)
        journals |= {path + suffix for suffix in ("-wal", "-journal", "-shm")}
    return [entry for entry in found if entry[1] not in journals]


def _is_database(path):
    with open(path, "rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _require_space(path, staging):
    wal = path + "-wal"
    needed = os.stat(path).st_size + (os.stat(wal).st_size if os.path.exists(wal) else 0)
    status = os.statvfs(staging)
    free = status.f_bavail * status.f_frsize
    if free < needed:
        raise disk_full("the folder of Docker's volumes", f"{needed} bytes are needed for a copy of {path}, {free} are free")


def _as_user(uid, gid, action):
    """Runs the action in a process of that user: the files beside the database stay its own."""
    if uid == os.geteuid():
        action()
        return
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.setgroups([])
            os.setgid(gid)
            os.setuid(uid)
            action()
            code = 0
        except Refusal as refusal:
            print(refusal, file=sys.stderr)
            code = refusal.exit_code
        except BaseException as error:  # noqa: BLE001
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code != 0:
        sys.exit(code if code > 0 else 1)


def _copy(path, copy):
    """In one step of one read transaction, which in write-ahead mode keeps no writer waiting."""
    source = sqlite3.connect(f"file:{_quoted(path)}?mode=rw", uri=True, timeout=PATIENCE, isolation_level=None)
    target = sqlite3.connect(copy)
    try:
        # Without it, `backup` would wait for a lock for ever.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(target, pages=-1)
        problem = target.execute("PRAGMA quick_check(1)").fetchone()[0]
        if problem != "ok":
            raise _damaged(path, problem)
    except sqlite3.DatabaseError as error:
        locked = "locked" in str(error) or "busy" in str(error)
        raise (_locked if locked else _damaged)(path, error) from error
    finally:
        target.close()
        source.close()


def _quoted(path):
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _locked(path, error):
    return Refusal(
        "DATABASE_LOCKED",
        "The database is locked.",
        where=path,
        evidence=str(error),
        cause="the service keeps it for itself",
        exit_code=LOCKED,
    )


def _damaged(path, evidence):
    return Refusal(
        "DATABASE_DAMAGED",
        "The database is damaged; there is no backup.",
        where=path,
        evidence=str(evidence),
        next_step="sqlite3 FILE 'PRAGMA integrity_check' says what of it is; restore an older backup",
    )
