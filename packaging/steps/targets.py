"""The computers the program is packaged for."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "target" / "packaging"
ARCHIVES = BUILT / "archives"


@dataclass(frozen=True)
class Target:
    """One archive."""

    name: str
    triple: str
    archive: str
    """Its form: `zip` or `tar.gz`."""
    suffix: str = ""
    """What names of programs end in."""
    glibc: str = ""
    """The oldest C library of Linux it runs with."""
    runner: tuple[str, ...] = ()
    """What runs its programs on the machine that builds them."""

    @property
    def windows(self) -> bool:
        return bool(self.suffix)

    @property
    def folder(self) -> Path:
        """Where it is built."""
        return BUILT / self.name


TARGETS = {
    target.name: target
    for target in (
        Target("x86_64-windows", "x86_64-pc-windows-gnu", "zip", suffix=".exe", runner=("wine",)),
        # 银河麒麟 V10 and 统信 UOS 20 have glibc 2.28; zig links against the symbols of any version.
        Target("x86_64-linux", "x86_64-unknown-linux-gnu", "tar.gz", glibc="2.28"),
        Target(
            "aarch64-linux",
            "aarch64-unknown-linux-gnu",
            "tar.gz",
            glibc="2.28",
            runner=("qemu-aarch64", "-L", "/usr/aarch64-linux-gnu"),
        ),
    )
}
