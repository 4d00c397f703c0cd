"""Errors for people, in the form of the run library."""

import errno
import sys


class Refusal(Exception):
    """Why it does not go on; `exit_code` is that of the command."""

    def __init__(self, code, what, *, where="", evidence="", cause="", next_step="", exit_code=1):
        parts = {"where": where, "evidence": evidence, "cause": cause, "next": next_step}
        lines = [f"  {label + ':':<10}{text}" for label, text in parts.items() if text]
        super().__init__("\n".join([f"{what} [{code}]", *lines]))
        self.code = code
        self.exit_code = exit_code


def disk_full(where, evidence):
    return Refusal(
        "DISK_FULL",
        "There is not enough space.",
        where=where,
        evidence=evidence,
        cause="the disk, or the quota of the volume, is full",
        next_step="make room and run the same command again",
    )


def run(main):
    try:
        main()
        sys.stdout.flush()
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        sys.exit(refusal.exit_code)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        print(disk_full(error.filename or "standard output", error.strerror), file=sys.stderr)
        sys.exit(1)
