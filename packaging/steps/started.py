"""Starting as people do: by a double-click, and in a console with the code page of Chinese Windows."""

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import jobs
import launching
from contents import STARTER
from running import PATIENCE, Machine, finish, startable
from targets import ROOT
from windowed import Visit

# How the program is told that it was started so: `juesuan::platform::STARTED_BY_ICON`.
BY_ICON = "--started-by-icon"
# Ways through the window that a real browser goes.
BROWSER_TESTS = ROOT / "tests/window"
# A console of Chinese Windows.
CODE_PAGE = 936


def first_report(machine: Machine, command: list[str], samples: Path, work: Path, base: Path) -> str:
    """What 从这里开始.html tells: the program is started by a double-click, files dropped on it; a browser is opened, no
    console is; a folder is named, the files are written. Returns how long the program made one wait."""
    told = base / "address"
    told.unlink(missing_ok=True)
    browser = stand_in(base / "bin/xdg-open", told)
    environment = machine.environment | {"PATH": f"{browser.parent}:{os.environ['PATH']}"}
    names = [f"{jobs.SAMPLES}/{name}.xlsx" for name in ("2023年决算", "2022年决算", "2023年预算", "补充资料")]
    clock = [time.monotonic()]
    program, *arguments = command
    child = Machine(machine.target, environment).start(Path(program), [*arguments, *names], samples.parent)
    try:
        address = when_told(told, child, "浏览器没有打开")
        visit = Visit(address)
        visit.get("/")
        clock.append(time.monotonic())
        folder = work / "第一份"
        state = visit.post("/found", {"folder": machine_path(machine, folder), "style": "shandong"})
        if state["stage"] != "report" or state["refused"]:
            raise AssertionError(f"没有生成报告：{state}")
        visit.get("/document?since=0")
        clock.append(time.monotonic())
        visit.post("/write", {"force": False})
        if not list(folder.rglob("决算公开.docx")):
            raise AssertionError("没有写出 决算公开.docx")
        clock.append(time.monotonic())
    finally:
        finish(child)
    waits = [b - a for a, b in zip(clock, clock[1:])]
    return "，".join(f"{what} {wait:.1f} s" for what, wait in zip(("打开页面", "生成报告", "写出文件"), waits))


def by_desktop(file: Path) -> list[str]:
    """The command that starts a .desktop file as file managers do."""
    return [sys.executable, launching.__file__, str(file)]


def in_browser(machine: Machine, program: Path, samples: Path, base: Path) -> None:
    """The way of the tests through the window in a real browser: files, every reason typed, a figure followed, all written."""
    starter = startable(machine, program.parent, base / "浏览器") / "juesuan"
    environment = machine.environment | {
        "JUESUAN": str(starter), "BROWSER": shutil.which("chromium"), "SAMPLES": str(samples), "FOLDER": str(base),
        "TYPED": machine_path(machine, base),
    }
    command = ["node", str(BROWSER_TESTS / "first_time.mjs")]
    done = subprocess.run(
        command, env=os.environ | environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    if done.returncode != 0:
        raise AssertionError(done.stdout + done.stderr)


def can_browse() -> bool:
    """Whether this machine has a browser and what drives it (`npm ci --prefix tests/window`)."""
    return bool(shutil.which("chromium") and shutil.which("node")) and (BROWSER_TESTS / "node_modules").is_dir()


def refusal(machine: Machine, folder: Path, base: Path) -> None:
    """A double-click that cannot start the program, which is for another processor, says so in a box of the desktop."""
    told = base / "box"
    box = stand_in(base / "boxes/zenity", told)
    # A program of a processor there is not.
    jobs.place(folder / "juesuan", b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x02\x00\xff\xff" + bytes(64))
    (folder / "juesuan").chmod(0o755)
    environment = machine.environment | {"PATH": f"{box.parent}:{os.environ['PATH']}"}
    program, *arguments = by_desktop(folder / STARTER)
    child = Machine(machine.target, environment).start(Path(program), arguments, base)
    try:
        if "启动不了" not in when_told(told, child, "没有说启动不了"):
            raise AssertionError(told.read_text())
    finally:
        finish(child)


def stand_in(program: Path, told: Path) -> Path:
    """A program of the desktop that writes its last argument down."""
    script = f'#!/bin/sh\nfor last; do :; done\nprintf "%s\\n" "$last" > "{told}.part" && mv "{told}.part" "{told}"\n'
    jobs.place(program, script.encode())
    program.chmod(0o755)
    return program


def when_told(told: Path, child: subprocess.Popen, otherwise: str) -> str:
    """What a stand-in was told; it is started by the child or by what the child leaves running."""
    begun = time.monotonic()
    while not told.exists():
        if child.poll() or time.monotonic() - begun > PATIENCE:
            raise AssertionError(f"{otherwise}（{child.poll()}）")
        time.sleep(0.05)
    return told.read_text()


def in_console(machine: Machine, program: Path, base: Path) -> None:
    """Chinese in a console of code page 936, written by the program and by the console's own shell."""
    folder = base / "console"
    sample = program.parent / jobs.SAMPLES / "2023年决算.xlsx"
    # Wine's own shell reads a script by the code page of the machine it is on: nothing in it but ASCII.
    jobs.place(folder / "a.xlsx", sample.read_bytes())
    jobs.place(folder / "a.bat", f"@echo off\r\nchcp {CODE_PAGE}\r\njuesuan inspect a.xlsx\r\n".encode())
    environment = machine.environment | {"WINEPATH": windows(program.parent)}
    shown = on_terminal(["wine", "cmd", "/c", "a.bat"], environment, folder)
    said = machine.run(program, ["inspect", "a.xlsx"], folder)
    wanted = [line.strip() for line in (said.out + said.err).splitlines() if line.strip()]
    bare = "".join(shown.split())
    missing = [line for line in wanted if "".join(line.split()) not in bare]
    if not wanted or missing:
        raise AssertionError(f"控制台上没有 {missing or wanted}：\n{shown}")


def machine_path(machine: Machine, path: Path) -> str:
    """A path as people of that system write it."""
    return windows(path) if machine.target.windows else str(path)


def windows(path: Path) -> str:
    return "Z:" + str(path).replace("/", "\\")


def on_terminal(command: list[str], environment: dict[str, str], folder: Path) -> str:
    """What a terminal shows of a command, without colours and moves of the cursor."""
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        command, cwd=folder, env=os.environ | environment | {"TERM": "xterm"}, stdin=theirs, stdout=theirs, stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown, begun = b"", time.monotonic()
    while time.monotonic() - begun < PATIENCE:
        ready, _, _ = select.select([ours], [], [], 0.2)
        if ready:
            try:
                more = os.read(ours, 65536)
            except OSError:
                break
            if not more:
                break
            shown += more
        elif child.poll() is not None:
            break
    finish(child)
    os.close(ours)
    return re.sub(r"\x1b(\[[0-9;?]*[A-Za-z]|\][^\x07]*\x07|[=>])", "", shown.decode("utf-8", "replace"))
