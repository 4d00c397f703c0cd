"""Folders that are filled from a part, or copied whole: volumes."""

import os
import shutil
import subprocess
import tarfile

from .refusal import Refusal, disk_full


def files(tar):
    """Names of the regular files of a part."""
    with tarfile.open(tar) as archive:
        return [member.name for member in archive if member.isreg()]


def print_file(tar, name, out):
    with tarfile.open(tar) as archive:
        try:
            data = archive.extractfile(name)
        except KeyError:
            raise Refusal("FILE_MISSING", "The part has no such file.", where=tar, evidence=name) from None
        shutil.copyfileobj(data, out)


def place(tar, folder):
    """Owners and modes as in the part."""
    clear(folder)
    _require_space(folder, os.stat(tar).st_size)
    try:
        with tarfile.open(tar) as archive:
            archive.extractall(folder, filter=_inside)
    except tarfile.TarError as error:
        raise Refusal(
            "PART_REFUSED",
            "The part has entries that do not belong into a volume.",
            where=tar,
            evidence=str(error),
            cause="the backup was not made by these scripts",
        ) from error
    os.sync()


def keep(folder, copy):
    clear(copy)
    _require_space(copy, sum(os.lstat(path).st_size for path in _paths(folder)))
    subprocess.run(["cp", "--archive", "--", f"{folder}/.", f"{copy}/"], check=True)
    os.sync()


def clear(folder):
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path)
        else:
            os.unlink(entry.path)


def _inside(member, folder):
    """Nothing outside the folder, no devices, no set-user bits; the other bits stay, unlike with tarfile's own filter."""
    if not (member.isreg() or member.isdir() or member.issym()):
        raise tarfile.SpecialFileError(member)
    return tarfile.tar_filter(member, folder).replace(mode=member.mode & 0o777, deep=False)


def _paths(folder):
    for parent, _, names in os.walk(folder):
        yield from (os.path.join(parent, name) for name in names)


def _require_space(folder, needed):
    status = os.statvfs(folder)
    free = status.f_bavail * status.f_frsize
    if free < needed:
        raise disk_full("the folder of Docker's volumes", f"{needed} bytes are needed, {free} are free")
