"""The programs of one target, by whichever compiler this machine has for it.

rustup's, if it has the target's standard library; otherwise Debian's `rustc-web`, which brings the standard library's
source, so that it is built along (`-Z build-std`). Windows is linked by mingw-w64, Linux by zig, which knows the symbols
of every version of glibc.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import needing
from targets import BUILT, ROOT, Target

PROFILE = "packaged"
STARTER = "juesuan-starter"
# Far less time; the programs do the same, slower.
QUICK = {"OPT_LEVEL": "1", "LTO": "off", "CODEGEN_UNITS": "16"}
DEBIAN = "apt-get install rustc-web cargo-web rust-web-src"


class Cannot(Exception):
    """What is missing on this machine, and how it is had."""


def compile_programs(target: Target, epoch: int, quick: bool) -> dict[str, bytes]:
    """The programs by name: `juesuan`, and for Windows the one that is double-clicked."""
    cargo, options, environment = compiler(target)
    if target.glibc:
        cargo, environment = with_zig(cargo, environment)
    elif not shutil.which("x86_64-w64-mingw32-windres"):
        raise Cannot("没有 mingw-w64。apt-get install mingw-w64")
    environment |= {
        "SOURCE_DATE_EPOCH": str(epoch),
        "CARGO_INCREMENTAL": "0",
        "CARGO_ENCODED_RUSTFLAGS": "\x1f".join(paths_forgotten(environment)),
        "CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER": "x86_64-w64-mingw32-gcc",
    }
    if quick:
        environment |= {f"CARGO_PROFILE_{PROFILE.upper()}_{key}": value for key, value in QUICK.items()}
    triple = f"{target.triple}.{target.glibc}" if target.glibc else target.triple
    programs = {}
    built = target.folder / ("quick" if quick else "full")
    for package, name in packages(target):
        command = [*cargo, "--locked", "--profile", PROFILE, "--target", triple, *options]
        command += ["--target-dir", str(built), "--bin", package]
        command += ["--manifest-path", str(manifest(package)), "--", *link_arguments(target, package, name)]
        subprocess.run(command, env=os.environ | environment, cwd=ROOT, check=True)
        program = built / target.triple / PROFILE / (package + target.suffix)
        needing.check(target, program)
        programs[name] = program.read_bytes()
    return programs


def packages(target: Target) -> list[tuple[str, str]]:
    """The packages to build, and what their programs are called."""
    both = [("juesuan", "juesuan" + target.suffix), (STARTER, "决算公开" + target.suffix)]
    return both if target.windows else both[:1]


def manifest(package: str) -> Path:
    return ROOT / "Cargo.toml" if package == "juesuan" else ROOT / "packaging/windows/starter/Cargo.toml"


def compiler(target: Target) -> tuple[list[str], list[str], dict[str, str]]:
    """How cargo is called, its options, its environment."""
    pinned = re.search(r'channel = "(.*)"', (ROOT / "rust-toolchain.toml").read_text()).group(1)
    installed = ["rustup", "target", "list", "--installed", "--toolchain", pinned]
    if shutil.which("rustup") and target.triple in run(installed).split():
        return ["cargo", "rustc"], [], {"RUSTUP_TOOLCHAIN": pinned}
    rustc = Path("/usr/bin/rustc")
    source = standard_library(rustc)
    if not source:
        raise Cannot(f"没有 {target.triple} 的标准库。rustup target add {target.triple}，或 {DEBIAN}")
    options = ["-Z", "build-std=std,panic_unwind"]
    # A panic of a reading library ends the reading of one file: the program must unwind.
    return ["/usr/bin/cargo", "rustc"], options, {"RUSTC": str(rustc), "RUSTC_BOOTSTRAP": "1"}


def standard_library(rustc: Path) -> Path | None:
    """The standard library's source beside a compiler."""
    if not rustc.exists():
        return None
    source = Path(run([str(rustc), "--print", "sysroot"]).strip()) / "lib/rustlib/src/rust"
    return source if (source / "library/std").is_dir() else None


def with_zig(cargo: list[str], environment: dict[str, str]) -> tuple[list[str], dict[str, str]]:
    """cargo, linking by zig; both from the Python package index, by content."""
    tools = BUILT / "tools"
    if not (tools / "bin/pip").exists():
        subprocess.run([sys.executable, "-m", "venv", str(tools)], check=True)
    pip = [str(tools / "bin/pip"), "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    subprocess.run([*pip, "-r", str(ROOT / "packaging/tools.txt")], check=True)
    # cargo-zigbuild starts whatever is called cargo.
    first = BUILT / "cargo" / ("rustup" if cargo[0] == "cargo" else "debian")
    first.mkdir(parents=True, exist_ok=True)
    link = first / "cargo"
    link.unlink(missing_ok=True)
    link.symlink_to(shutil.which(cargo[0]))
    path = f"{first}:{tools / 'bin'}:{os.environ['PATH']}"
    return [str(tools / "bin/cargo-zigbuild"), "rustc"], environment | {"PATH": path}


def paths_forgotten(environment: dict[str, str]) -> list[str]:
    """Flags by which no path of this machine is in the programs: built elsewhere, they are the same bytes."""
    home = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo"))
    rustc = environment.get("RUSTC", "rustc")
    source = Path(run([rustc, "--print", "sysroot"], environment).strip()) / "lib/rustlib/src/rust"
    paths = [(ROOT, "/juesuan"), (home, "/cargo"), (source, "/rust")]
    return [f"--remap-path-prefix={path}={name}" for path, name in paths]


def link_arguments(target: Target, package: str, name: str) -> list[str]:
    """Icon, name, version and manifest; no time of building."""
    if not target.windows:
        return []
    version = re.search(r'^version = "(.*)"', manifest("juesuan").read_text(), re.MULTILINE).group(1)
    fields = {
        "folder": str(ROOT / "packaging/windows"),
        "numbers": ",".join([*version.split("."), "0"]),
        "version": version,
        "file": name,
        "internal": package,
        "description": "决算公开" if package == STARTER else "决算公开（命令行）",
    }
    text = (ROOT / "packaging/windows/program.rc").read_text()
    for key, value in fields.items():
        text = text.replace(f"@{key}@", value)
    script = target.folder / f"{package}.rc"
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text(text)
    made = script.with_suffix(".o")
    subprocess.run(["x86_64-w64-mingw32-windres", "-c", "65001", str(script), "-O", "coff", str(made)], check=True)
    return [f"-Clink-arg={made}", "-Clink-arg=-Wl,--no-insert-timestamp"]


def run(command: list[str], environment: dict[str, str] | None = None) -> str:
    """What a command prints; nothing if it fails."""
    environment = os.environ | (environment or {})
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    return done.stdout if done.returncode == 0 else ""
