#!/usr/bin/env python3
"""Whole processes: time and memory of `juesuan` as people run it. Prints the figures of docs/performance.md.

    cargo build --release --bin juesuan --example county --example in_process
    python3 benches/measure.py [--units 300] [--items 500,1000,2000,4000,8000] [--runs 9] [--against PROGRAM]

Processor seconds (user and system) and the largest memory are what the operating system charged to the finished
process; each figure is the median of the runs. `--against` is another build of the program: the two run in turn, and the
ratio is given pair by pair. With python-calamine, XlsxWriter and docxtpl installed (pip), a program that only copies
the cells of the export into a new workbook and, by a template, into nine Word tables is measured beside it: less than
half of what a report is.
Linux and macOS only.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
BUILT = HOME / "target/release"
SAMPLES = HOME / "samples"
NAMES = ("2023年决算.xlsx", "2022年决算.xlsx", "2023年预算.xlsx", "补充资料.xlsx")

# What people write who do it themselves: cells in, cells out, a table in Word.
OTHER = """
import sys, docxtpl, python_calamine, xlsxwriter
book = python_calamine.CalamineWorkbook.from_path(sys.argv[1])
sheets = {n: book.get_sheet_by_name(n).to_python() for n in book.sheet_names}
out = xlsxwriter.Workbook(sys.argv[2] + '/tables.xlsx')
form = out.add_format({'border': 1, 'num_format': '#,##0.00'})
for name, rows in sheets.items():
    sheet = out.add_worksheet(name[:31])
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            sheet.write(r, c, value, form)
out.close()
word = docxtpl.DocxTemplate('template.docx')
tables = [{'name': n, 'rows': [(row + [''] * 6)[:6] for row in rows[:40]]} for n, rows in list(sheets.items())[:9]]
word.render({'tables': tables})
word.save(sys.argv[2] + '/report.docx')
"""

# Its template, as they have it lying there: nine tables of six columns.
TEMPLATE = """
import docx
word = docx.Document()
for number in range(9):
    word.add_heading('{{ tables[%d].name }}' % number, 1)
    table = word.add_table(rows=3, cols=6)
    table.cell(0, 0).text = '{%%tr for row in tables[%d].rows %%}' % number
    for column in range(6):
        table.cell(1, column).text = '{{ row[%d] }}' % column
    table.cell(2, 0).text = '{%tr endfor %}'
word.save('template.docx')
"""


def run(command, cwd):
    """Seconds, processor seconds and largest memory in MB of a command."""
    with open(os.devnull, "wb") as nothing:
        begun = time.monotonic()
        child = subprocess.Popen(command, cwd=cwd, stdout=nothing, stderr=nothing)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - begun
    if child.returncode not in (0, 1, 3):
        sys.exit(f"{command}: {child.returncode}")
    scale = 1024 if sys.platform != "darwin" else 1024 * 1024
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / scale


def median(command, folder, runs, fresh):
    """Medians over the runs; `fresh` is removed before each."""
    figures = []
    for _ in range(runs + 1):
        for path in fresh:
            shutil.rmtree(path, ignore_errors=True)
        figures.append(run(command, folder))
    return [statistics.median(column) for column in zip(*figures[1:])]


def row(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def small(arguments, folder):
    for name in NAMES:
        shutil.copy(SAMPLES / name, folder)
    current, prior, budget, supplement = NAMES
    inputs = [current, "--prior", prior, "--budget", budget, "--supplement", supplement, "--style", "shandong"]
    out = folder / "out"
    rows = []
    for what, more in [("全部格式", []), ("xlsx、md、json", ["--format", "xlsx,md,json"])]:
        command = [arguments.program, "build", *inputs, "--out", str(out), *more]
        wall, processor, memory = median(command, folder, arguments.runs, [out])
        rows.append((what, processor, wall))
        row(f"一份报告，{what}", f"{processor * 1000:.1f} ms", f"{wall * 1000:.1f} ms", f"{memory:.0f} MB")
        if arguments.against:
            ratios = []
            for _ in range(arguments.runs):
                pair = []
                for program in (arguments.program, arguments.against):
                    shutil.rmtree(out, ignore_errors=True)
                    pair.append(run([program, *command[1:]], folder)[1])
                ratios.append(pair[0] / pair[1])
            row(f"　与另一版之比，{what}", f"{statistics.median(ratios):.3f}", "", "")
    script = folder / "other.py"
    script.write_text(OTHER, encoding="utf-8")
    try:
        (folder / "other").mkdir(exist_ok=True)
        for command in (["-c", TEMPLATE], [script, current, "other"]):
            subprocess.run([sys.executable, *command], cwd=folder, check=True, capture_output=True)
    except (subprocess.CalledProcessError, OSError):
        row("calamine＋XlsxWriter＋docxtpl", "没有安装，没有比较", "", "")
        return
    wall, processor, memory = median([sys.executable, str(script), current, "other"], folder, arguments.runs, [])
    row("calamine＋XlsxWriter＋docxtpl，只搬格子", f"{processor * 1000:.0f} ms", f"{wall * 1000:.0f} ms", f"{memory:.0f} MB")
    row("　本程序（全部格式）与它之比", f"{rows[0][1] / processor:.3f}", "", "")


def many_items(arguments, folder):
    for items in arguments.items:
        place = folder / f"items{items}"
        subprocess.run([BUILT / "examples/county", place, "--items", str(items)], check=True)
        inputs = ["2024年决算.xlsx", "--prior", "2023年决算.xlsx", "--budget", "2024年预算.xlsx"]
        out = place / "out"
        command = [arguments.program, "build", *inputs, "--out", str(out)]
        wall, processor, memory = median(command, place, 3, [out])
        page = (out / "决算公开.html").stat().st_size / 1e6
        row(f"{items:,}项", f"{processor:.2f} s", f"{wall:.2f} s", f"{memory:.0f} MB", f"网页{page:.1f} MB")
        shutil.rmtree(place)


def many_units(arguments, folder):
    place = folder / "county"
    subprocess.run([BUILT / "examples/county", place, "--units", str(arguments.units)], check=True)
    for what in ("第一次", "没有变化"):
        wall, processor, memory = run([arguments.program, "batch", str(place)], folder)
        row(f"{arguments.units:,}个单位，{what}", f"{processor:.1f} s", f"{wall:.1f} s", f"{memory:.0f} MB")
    shutil.rmtree(place)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    numbers = lambda text: [int(n) for n in text.split(",") if n]
    parser.add_argument("--units", type=int, default=300)
    parser.add_argument("--items", type=numbers, default=[500, 1000, 2000, 4000, 8000])
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--program", default=str(BUILT / "juesuan"))
    parser.add_argument("--against")
    arguments = parser.parse_args()
    row("", "处理器", "用时", "最大内存")
    row("---", "---", "---", "---")
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        small(arguments, folder)
        many_items(arguments, folder)
        if arguments.units:
            many_units(arguments, folder)
    print(flush=True)
    subprocess.run([BUILT / "examples/in_process"], check=False)


if __name__ == "__main__":
    main()
