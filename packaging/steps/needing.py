"""What a program needs of the system it runs on: nothing that an office may not have."""

import re
import subprocess
from pathlib import Path

from targets import Target

# Libraries that every Windows 10 has.
WINDOWS_HAS = {
    "advapi32", "bcryptprimitives", "kernel32", "msvcrt", "ntdll", "ole32", "shell32", "user32", "userenv", "ws2_32",
}


class NeedsMore(Exception):
    """A program that would not start somewhere it is meant for."""


def check(target: Target, program: Path) -> None:
    """Raises `NeedsMore` where a program needs a library of others, or a newer glibc than the target's."""
    if target.windows:
        listed = output(["x86_64-w64-mingw32-objdump", "-p", str(program)])
        names = {name.lower() for name in re.findall(r"DLL Name: (\S+)\.dll", listed, re.IGNORECASE)}
        other = {name for name in names - WINDOWS_HAS if not name.startswith("api-ms-win-")}
        if other or not names:
            raise NeedsMore(f"{program.name} 要用 {sorted(other)}")
        return
    listed = output(["readelf", "-W", "--version-info", str(program)])
    versions = {tuple(map(int, v.split("."))) for v in re.findall(r"Name: GLIBC_([0-9.]+)", listed)}
    oldest = tuple(map(int, target.glibc.split(".")))
    if not versions or max(versions) > oldest:
        raise NeedsMore(f"{program.name} 要用 glibc {max(versions, default='?')}，应当不高于 {target.glibc}")


def output(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
