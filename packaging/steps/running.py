"""Runs a program of another system on this machine: Windows under Wine, ARM under qemu."""

import contextlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from compiling import Cannot
from targets import ROOT, Target

# How long anything may take.
PATIENCE = 600


@dataclass
class Said:
    """What one run left behind."""

    code: int
    out: str
    err: str


@dataclass
class Machine:
    """Where programs of a target run."""

    target: Target
    environment: dict[str, str] = field(default_factory=dict)

    def command(self, program: Path, arguments: list[str]) -> list[str]:
        if self.target.windows:
            # People type the slashes of their system, but not into options.
            arguments = [a.replace("/", "\\") for a in arguments]
        return [*self.target.runner, str(program), *arguments] if self.foreign else [str(program), *arguments]

    @property
    def foreign(self) -> bool:
        """Whether this machine needs help to run the programs."""
        return bool(self.target.runner) and os.uname().machine != self.target.triple.split("-")[0] or self.target.windows

    def run(self, program: Path, arguments: list[str], folder: Path) -> Said:
        done = subprocess.run(
            self.command(program, arguments),
            cwd=folder,
            env=os.environ | self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        return Said(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))

    def start(self, program: Path, arguments: list[str], folder: Path) -> subprocess.Popen:
        return subprocess.Popen(
            self.command(program, arguments),
            cwd=folder,
            env=os.environ | self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            # `finish` ends it with all that it started.
            start_new_session=True,
        )

    def end(self) -> None:
        """Ends what Wine keeps running for this trial."""
        if "WINEPREFIX" in self.environment:
            subprocess.run(["wineserver", "-k"], env=os.environ | self.environment, check=False)
            shutil.rmtree(self.environment["WINEPREFIX"], ignore_errors=True)


def machine(target: Target) -> Machine:
    """Made ready; raises `Cannot` if this machine has no way to run the programs."""
    made = Machine(target, {"LC_ALL": "C.UTF-8"})
    if made.foreign and not shutil.which(target.runner[0]):
        packages = {"wine": "wine wine64", "qemu-aarch64": "qemu-user libc6-arm64-cross"}
        raise Cannot(f"没有 {target.runner[0]}。apt-get install {packages[target.runner[0]]}")
    if target.windows:
        prefix = tempfile.mkdtemp(prefix="juesuan-wine-")
        made.environment |= {"WINEPREFIX": prefix, "WINEDEBUG": "-all", "WINEARCH": "win64", "DISPLAY": ""}
        # Neither Mono nor Gecko is wanted, nor asked for.
        made.environment["WINEDLLOVERRIDES"] = "mscoree,mshtml="
        environment = os.environ | made.environment
        # The server is started once, not again for every command; `Machine.end` ends it. It and what else stays would hold
        # a pipe open for ever: nobody listens to them.
        for command in (["wineserver", "-p"], ["wineboot", "-i"]):
            nobody = subprocess.DEVNULL
            subprocess.run(command, env=environment, stdin=nobody, stdout=nobody, stderr=nobody, timeout=PATIENCE, check=True)
    return made


def stand_in(beside: Path) -> None:
    """The library that Wine lacks, beside a program; none of a Wine that has it."""
    source = ROOT / "packaging/wine/bcryptprimitives.c"
    command = ["x86_64-w64-mingw32-gcc", "-shared", "-O1", str(source), "-o", str(beside / "bcryptprimitives.dll"), "-ladvapi32"]
    subprocess.run(command, check=True)


def finish(child: subprocess.Popen) -> None:
    """Ends a program of `Machine.start`, and what it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def startable(machine: Machine, unpacked: Path, into: Path) -> Path:
    """A copy of the unpacked folder, whose program this machine starts as its own would be."""
    shutil.copytree(unpacked, into)
    if machine.foreign:
        program = into / "juesuan"
        command = shlex.join(machine.command(unpacked / f"juesuan{machine.target.suffix}", []))
        program.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
        program.chmod(0o755)
    return into


def plain(text: str, folder: Path) -> str:
    """A message without what differs between two folders and two systems: the folder's name and the slashes."""
    text = text.replace("\r\n", "\n").replace("\\\\", "\\").replace("\\", "/").replace("//?/", "")
    text = re.sub(r"\b[Zz]:(?=/)", "", text)
    return text.replace(str(folder), "·")
