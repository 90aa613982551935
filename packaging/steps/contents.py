"""What is in an archive beside the programs."""

import base64
import re
import subprocess
from pathlib import Path

import licences
from archiving import File
from targets import BUILT, ROOT, Target

PAGE = "packaging/从这里开始.html"
# What is double-clicked on Linux.
STARTER = "决算公开.desktop"
SAMPLES = "samples"
# The manual: its name in the archive, and the command of the program that writes it.
MANUAL = ("使用说明.html", ["manual", "--out"])


def of(target: Target, epoch: int) -> list[File]:
    """Page, manual, samples, licences; on Linux what is double-clicked, which on Windows is a program."""
    files = [File("从这里开始.html", page(target).encode()), manual(), *samples(), *licences.of(target, epoch)]
    if target.windows:
        return [File(f.path, with_line_ends(f)) for f in files]
    return [*files, File(STARTER, starter().encode(), program=True)]


def starter() -> str:
    """The .desktop file, whose command is the text of start.sh in one argument."""
    folder = ROOT / "packaging/linux"
    lines = [line for line in (folder / "start.sh").read_text().splitlines() if not line.startswith("#")]
    # Two layers: that of an argument in double quotes, and that of any text in such a file.
    argument = re.sub(r'(["`$\\])', r"\\\1", " ".join(lines)).replace("%", "%%")
    return (folder / STARTER).read_text().replace("@start@", '"' + argument.replace("\\", "\\\\") + '"')


def manual() -> File:
    """The manual, by the program as it is on this machine."""
    name, command = MANUAL
    written = BUILT / name
    written.parent.mkdir(parents=True, exist_ok=True)
    written.unlink(missing_ok=True)
    subprocess.run(["cargo", "run", "--quiet", "--", *command, str(written)], cwd=ROOT, check=True)
    return File(name, written.read_bytes())


def page(target: Target) -> str:
    """从这里开始 for one system: one file, its pictures in it."""
    text = (ROOT / PAGE).read_text()
    other = "linux" if target.windows else "windows"
    text = re.sub(rf'<(\w+) class="only-{other}".*?</\1>\n?', "", text, flags=re.DOTALL)
    text = text.replace("@version@", version())

    def inside(picture: re.Match[str]) -> str:
        content = (ROOT / picture.group(1)).read_bytes()
        return f'src="data:image/png;base64,{base64.b64encode(content).decode()}"'

    return re.sub(r'src="([^":]+\.png)"', inside, text)


def version() -> str:
    """The program's."""
    return re.search(r'^version = "(.*)"', (ROOT / "Cargo.toml").read_text(), re.MULTILINE).group(1)


def samples() -> list[File]:
    """The folder 样例, as it is under version control."""
    listed = subprocess.run(["git", "ls-files", "-z", SAMPLES], cwd=ROOT, capture_output=True, check=True).stdout
    names = [name for name in listed.decode().split("\0") if name]
    return [File(f"样例/{renamed(name)}", (ROOT / name).read_bytes()) for name in names]


def renamed(name: str) -> str:
    """Without the folder; what explains the samples is a text that opens by a double-click."""
    inside = Path(name).relative_to(SAMPLES)
    return "样例说明.txt" if inside == Path("README.md") else inside.as_posix()


def with_line_ends(file: File) -> bytes:
    """Texts as the Notepad of any Windows shows them: lines ended its way, marked as UTF-8."""
    if not file.path.endswith(".txt"):
        return file.content
    text = file.content.decode().replace("\r\n", "\n").replace("\n", "\r\n")
    return b"\xef\xbb\xbf" + text.encode()
