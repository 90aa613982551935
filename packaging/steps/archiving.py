"""Archives whose bytes follow from their contents alone: sorted, one time for all, nobody's name."""

import gzip
import hashlib
import io
import tarfile
import time
import zipfile
from dataclasses import dataclass


@dataclass(frozen=True)
class File:
    """One file of an archive."""

    path: str
    content: bytes
    program: bool = False
    """Whether it is started."""


def checksums(files: list[File]) -> File:
    """What `sha256sum -c` and people compare."""
    lines = [f"{hashlib.sha256(f.content).hexdigest()}  {f.path}\n" for f in in_order(files)]
    return File("SHA256SUMS.txt", "".join(lines).encode())


def pack(form: str, folder: str, files: list[File], epoch: int) -> bytes:
    """An archive with one folder in it."""
    files = [File(f"{folder}/{f.path}", f.content, f.program) for f in in_order(files)]
    return {"zip": as_zip, "tar.gz": as_tar}[form](files, epoch)


def in_order(files: list[File]) -> list[File]:
    return sorted(files, key=lambda file: file.path.encode())


def as_zip(files: list[File], epoch: int) -> bytes:
    out = io.BytesIO()
    made = max(time.gmtime(epoch)[:6], (1980, 1, 1, 0, 0, 0))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in files:
            about = zipfile.ZipInfo(file.path, made)
            about.create_system = 0
            about.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(about, file.content, compresslevel=9)
    return out.getvalue()


def as_tar(files: list[File], epoch: int) -> bytes:
    out = io.BytesIO()
    with gzip.GzipFile("", "wb", 9, out, mtime=epoch) as packed:
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
            for file in files:
                about = tarfile.TarInfo(file.path)
                about.size, about.mtime = len(file.content), epoch
                about.mode = 0o755 if file.program else 0o644
                archive.addfile(about, io.BytesIO(file.content))
    return out.getvalue()
