"""Starting as people do: by a double-click, and in a console with the code page of Chinese Windows."""

import os
import pty
import re
import select
import subprocess
import time
from pathlib import Path

import jobs
from running import PATIENCE, Machine
from windowed import Visit, end

# How the program is told that it was started so: `juesuan::platform::STARTED_BY_ICON`.
BY_ICON = "--started-by-icon"
# A console of Chinese Windows.
CODE_PAGE = 936


def first_report(machine: Machine, command: tuple[Path, list[str]], samples: Path, work: Path, base: Path) -> None:
    """What 从这里开始.html tells: the program is started by a double-click, files dropped on it; a browser is opened, no
    console is; a folder is named, the files are written."""
    told = base / "address"
    told.unlink(missing_ok=True)
    browser = base / "bin/xdg-open"
    jobs.place(browser, f'#!/bin/sh\nprintf "%s\\n" "$1" > "{told}.part" && mv "{told}.part" "{told}"\n'.encode())
    browser.chmod(0o755)
    environment = machine.environment | {"PATH": f"{browser.parent}:{os.environ['PATH']}"}
    program, arguments = command
    names = [f"{jobs.SAMPLES}/{name}.xlsx" for name in ("2023年决算", "2022年决算", "2023年预算", "补充资料")]
    child = Machine(machine.target, environment).start(program, [*arguments, *names], samples.parent)
    try:
        begun = time.monotonic()
        while not told.exists():
            if child.poll() is not None or time.monotonic() - begun > PATIENCE:
                raise AssertionError(f"浏览器没有打开（{child.poll()}）")
            time.sleep(0.1)
        visit = Visit(told.read_text())
        folder = work / "第一份"
        told_folder = windows(folder) if machine.target.windows else str(folder)
        state = visit.post("/found", {"folder": told_folder, "style": "shandong"})
        if state["stage"] != "report" or state["refused"]:
            raise AssertionError(f"没有生成报告：{state}")
        visit.post("/write", {"force": False})
        if not list(folder.rglob("决算公开.docx")):
            raise AssertionError("没有写出 决算公开.docx")
    finally:
        end(child)


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


def windows(path: Path) -> str:
    return "Z:" + str(path).replace("/", "\\")


def on_terminal(command: list[str], environment: dict[str, str], folder: Path) -> str:
    """What a terminal shows of a command, without colours and moves of the cursor."""
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        command, cwd=folder, env=os.environ | environment | {"TERM": "xterm"}, stdin=theirs, stdout=theirs, stderr=theirs
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
    end(child)
    os.close(ours)
    return re.sub(r"\x1b(\[[0-9;?]*[A-Za-z]|\][^\x07]*\x07|[=>])", "", shown.decode("utf-8", "replace"))
