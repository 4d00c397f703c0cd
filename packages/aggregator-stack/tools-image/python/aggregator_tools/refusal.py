"""Errors for people, in the form of scripts/lib/fail.sh."""

import errno
import sys


class Refusal(Exception):
    """Why a job does not go on. Nothing was changed when it is raised."""

    def __init__(self, code, what, *, where, evidence, cause, next_step):
        super().__init__(
            f"{what} [{code}]\n"
            f"  where:    {where}\n"
            f"  evidence: {evidence}\n"
            f"  cause:    {cause}\n"
            f"  next:     {next_step}"
        )
        self.code = code


def run(main):
    """Runs a command: exit code 1 with a refusal, 3 with an error that nobody foresaw."""
    try:
        main()
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        sys.exit(1)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            _broke_off(error)
        print(_disk_full(error), file=sys.stderr)
        sys.exit(1)
    except Exception as error:  # noqa: BLE001
        _broke_off(error)


def _broke_off(error):
    refusal = Refusal(
        "INTERNAL",
        "The job broke off.",
        where=getattr(error, "filename", None) or sys.argv[0],
        evidence=f"{type(error).__name__}: {error}",
        cause="a state of the files that nobody foresaw, or a defect of this job",
        next_step="start again; if it ends so once more, report these lines",
    )
    print(refusal, file=sys.stderr)
    sys.exit(3)


def _disk_full(error):
    return Refusal(
        "DISK_FULL",
        "There is no space left for the files of this job.",
        where=error.filename or "the volume",
        evidence=error.strerror,
        cause="the disk, or the quota of the volume, is full",
        next_step="make space and start again: what is complete is kept, the rest is made then",
    )
