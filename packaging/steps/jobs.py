"""What is tried: the commands a year's work takes, each run by the program on trial and by one that is trusted."""

import random
from dataclasses import dataclass
from pathlib import Path

import panicking

SAMPLES = "样例"
# Longer than Windows lets a path be without being asked for more (260 characters).
DEEP = "/".join(["一个名称很长的文件夹，年度决算公开资料汇总归档"] * 12)

# What is not the same by its meaning, and why.
DIFFER = {
    ".juesuan/units/": "what a unit was made from: the program itself and its folder are part of it",
    "失败/": "why a unit failed, with the folder's whole name",
}


@dataclass(frozen=True)
class Job:
    """One command."""

    title: str
    arguments: tuple[str, ...]
    folder: str = "."
    """Where it runs."""
    code: int | None = 0
    """The exit code, where it does not just have to be the same."""


def job(title: str, line: str, folder: str = ".", code: int | None = 0) -> Job:
    return Job(title, tuple(line.split()), folder, code)


YEAR = f"{SAMPLES}/2023年决算.xlsx --prior {SAMPLES}/2022年决算.xlsx"
ALL = f"{YEAR} --budget {SAMPLES}/2023年预算.xlsx --supplement {SAMPLES}/补充资料.xlsx"

JOBS = [
    job("帮助", "--help"),
    job("生成", f"build {ALL} --style 山东 --out 2023公开"),
    job("生成网站用的网页", f"build {ALL} --style 河南 --format html-public,docx,xlsx --out 河南"),
    job("照样板生成", f"build {SAMPLES}/2024年决算.xlsx --like 2023公开/决算公开.docx --out 2024公开"),
    job("辨认", f"inspect {SAMPLES}/2023年决算.xlsx"),
    job("核对", f"check {YEAR}"),
    job("核对，供程序用", f"check {YEAR} --format json"),
    job("读公开文档", "read 2023公开/决算公开.docx"),
    job("读网页", "read 2023公开/决算公开.html --format json"),
    job("校对", f"proofread 2023公开/决算公开.docx {SAMPLES}/2023年决算.xlsx --out 校对"),
    job("校对一批", "proofread 河南 --out 校对一批"),
    job("导出模板", "template export shandong 模板"),
    job("检查模板", "template check 模板"),
    job("建立项目", "init 项目 --year 2023"),
    job("项目生成", "build", "项目"),
    job("项目再生成，补充资料已填", "build", "项目"),
    job("项目核对", "check", "项目"),
    job("下一年", "rollover 2024", "项目"),
    job("全部单位", "batch 各单位 --out 全部结果 --jobs 1"),
    job("全部单位，没有变化", "batch 各单位 --out 全部结果 --jobs 1"),
    job("全部单位，一个失败", "batch 损坏的单位 --out 失败 --jobs 1", code=3),
    job("很长的路径", f"build {ALL} --out {DEEP}"),
    job("没有这个文件", "build 没有.xlsx", code=3),
    job("写错的命令", "bild", code=2),
]


def prepare(work: Path, samples: Path) -> None:
    """The files the jobs find."""
    copy(samples, work / SAMPLES)
    for unit, files in {"第一单位": samples, "学校": samples / "学校"}.items():
        for name in ("2023年决算.xlsx", "2022年决算.xlsx", "2023年预算.xlsx"):
            place(work / "各单位" / unit / name, (files / name).read_bytes())
    place(work / "损坏的单位/甲/2023年决算.xlsx", b"PK\x03\x04 no workbook")


def between(job_done: Job, work: Path) -> None:
    """What a person does after a command."""
    samples, year = work / SAMPLES, work / "项目/2023年"
    if job_done.title == "建立项目":
        for name in ("2023年决算.xlsx", "2022年决算.xlsx", "2023年预算.xlsx"):
            place(year / name, (samples / name).read_bytes())
        copy(samples / "绩效自评表", year / "绩效自评表")
    elif job_done.title == "项目生成":
        place(year / "补充资料.xlsx", (samples / "补充资料.xlsx").read_bytes())
    elif job_done.title == "项目核对":
        place(work / "项目/2024年/2024年决算.xlsx", (samples / "2024年决算.xlsx").read_bytes())


def damaged(work: Path, old_workbook: Path | None) -> list[Job]:
    """Files that no program wrote: each is refused, or read, as it is elsewhere."""
    chance = random.Random(18)
    sources = [work / SAMPLES / "2023年决算.xlsx", work / "2023公开/决算公开.docx", *([old_workbook] if old_workbook else [])]
    jobs = []
    for source in sources:
        whole = source.read_bytes()
        for n in range(6 if source.suffix != ".xls" else 12):
            content = bytearray(whole)
            if n == 0:
                del content[len(content) // 2 :]
            else:
                for _ in range(40):
                    content[chance.randrange(len(content))] = chance.randrange(256)
            name = f"损坏/{n}{source.suffix}"
            place(work / name, bytes(content))
            command = "read" if source.suffix == ".docx" else "inspect"
            jobs.append(job(f"损坏的文件 {n}{source.suffix}", f"{command} {name}", code=None))
    place(work / "损坏/恐慌.xlsb", panicking.workbook())
    jobs.append(job("程序库在上面出错的文件", "inspect 损坏/恐慌.xlsb", code=3))
    return jobs


def copy(source: Path, into: Path) -> None:
    for path in sorted(source.rglob("*")):
        if path.is_file():
            place(into / path.relative_to(source), path.read_bytes())


def place(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
