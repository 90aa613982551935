"""What the program is made of: the licences of all of it, and a bill of materials (CycloneDX)."""

import json
import os
import re
import subprocess
import tomllib
import uuid
from datetime import datetime, timezone
from pathlib import Path

from archiving import File
from compiling import Cannot, run
from targets import ROOT, Target

# Names of files that say under what terms a crate may be passed on.
TERMS = re.compile(r"(licen[cs]e|copying|notice|unlicense|copyright)", re.IGNORECASE)
# Crates without such a file, and the crate of the same repository whose file holds for both.
SHARED = {"alloc-stdlib": "alloc-no-stdlib"}
# What is linked into every Windows program by mingw-w64, and the papers of Debian's packages of it.
MINGW = {
    "mingw-w64 运行库": "/usr/share/doc/mingw-w64-x86-64-dev/copyright",
    "GCC 运行库（libgcc）": "/usr/share/doc/gcc-mingw-w64-x86-64-win32/copyright",
}


def of(target: Target, epoch: int) -> list[File]:
    """The files of the folder 许可."""
    graph = Graph(target)
    files = [File(f"许可/{name}.txt", (ROOT / name).read_bytes()) for name in ("LICENSE-MIT", "LICENSE-APACHE")]
    files.append(File("许可/第三方许可.txt", all_terms(target, graph).encode()))
    files.append(File("许可/组成.cdx.json", bill(target, graph, epoch).encode()))
    return files


class Graph:
    """The crates that are in the program: what it depends on, not what its tests and build scripts do."""

    def __init__(self, target: Target) -> None:
        command = ["cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", target.triple]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        metadata = json.loads(done.stdout)
        self.root = metadata["resolve"]["root"]
        packages = {package["id"]: package for package in metadata["packages"]}
        nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
        self.packages: dict[str, dict] = {}
        self.needs: dict[str, list[str]] = {}
        waiting = [self.root]
        while waiting:
            one = waiting.pop()
            if one in self.packages:
                continue
            self.packages[one] = packages[one]
            into = [d["pkg"] for d in nodes[one]["deps"] if any(k["kind"] is None for k in d["dep_kinds"])]
            self.needs[one] = sorted(into)
            waiting += into

    def others(self) -> list[dict]:
        """All but the program itself, in order of their names."""
        return sorted((p for i, p in self.packages.items() if i != self.root), key=lambda p: (p["name"], p["version"]))


def terms(crate: dict) -> list[tuple[str, str]]:
    """The crate's own files with its terms."""
    folder = Path(crate["manifest_path"]).parent
    found = []
    for path in sorted(folder.rglob("*")):
        # Those of the crate, not of its test data; some keep them in a folder.
        depth = len(path.relative_to(folder).parts)
        named = TERMS.match(path.name) or (depth == 2 and TERMS.match(path.parent.name))
        if path.is_file() and depth <= 2 and named and path.suffix not in {".rs", ".json", ".toml"}:
            found.append((path.name, path.read_text("utf-8", "replace").replace("\r\n", "\n").strip()))
    return found


def all_terms(target: Target, graph: Graph) -> str:
    """One text: who made what, and the terms, each said once."""
    by_text: dict[str, list[str]] = {}
    names = {crate["name"]: crate for crate in graph.others()}
    listed = []
    for crate in graph.others():
        own = terms(crate) or terms(names.get(SHARED.get(crate["name"], ""), crate))
        if not own:
            raise Cannot(f"{crate['name']} {crate['version']} 没有许可文件（packaging/steps/licences.py: SHARED）")
        title = f"{crate['name']} {crate['version']}"
        listed.append(f"{title}　{crate['license']}　{crate.get('repository') or ''}".rstrip())
        for _, text in own:
            by_text.setdefault(text, []).append(title)
    for name, text in toolchain(target):
        listed.append(name)
        by_text.setdefault(text, []).append(name)
    head = "决算（juesuan）由下列程序库组成。前面是清单，后面是各自的许可全文；文字相同的只印一次。\n\n"
    parts = [head + "\n".join(listed)]
    for text, users in by_text.items():
        parts.append("=" * 100 + "\n" + "、".join(users) + "\n" + "-" * 100 + "\n" + text)
    return "\n\n".join(parts) + "\n"


def toolchain(target: Target) -> list[tuple[str, str]]:
    """What comes with the compiler: the standard library, and the linker's own parts."""
    sysroot = Path(run(["rustc", "--print", "sysroot"]).strip())
    library = sysroot / "share/doc/rust/COPYRIGHT-library.html"
    if not library.exists():
        raise Cannot(f"没有 {library}")
    plain = re.sub(r"<(style|script|head)\b.*?</\1>", "", library.read_text(), flags=re.DOTALL)
    plain = re.sub(r"<[^>]+>", "", plain)
    for entity, character in {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'", "&#39;": "'", "&amp;": "&"}.items():
        plain = plain.replace(entity, character)
    plain = re.sub(r"[ \t]+\n", "\n", plain)
    found = [("Rust 标准库", re.sub(r"\n{3,}", "\n\n", plain).strip())]
    if target.windows:
        for name, paper in MINGW.items():
            if not os.path.exists(paper):
                raise Cannot(f"没有 {paper}")
            found.append((name, Path(paper).read_text("utf-8", "replace").strip()))
    return found


def bill(target: Target, graph: Graph, epoch: int) -> str:
    """The bill of materials: CycloneDX 1.5."""
    locked = tomllib.loads((ROOT / "Cargo.lock").read_text())["package"]
    sums = {(p["name"], p["version"]): p["checksum"] for p in locked if "checksum" in p}

    def reference(crate: dict) -> str:
        return f"pkg:cargo/{crate['name']}@{crate['version']}"

    def component(crate: dict) -> dict:
        about = {
            "type": "library",
            "bom-ref": reference(crate),
            "name": crate["name"],
            "version": crate["version"],
            "purl": reference(crate),
            "licenses": [{"expression": (crate["license"] or "").replace("/", " OR ")}],
        }
        checksum = sums.get((crate["name"], crate["version"]))
        if checksum:
            about["hashes"] = [{"alg": "SHA-256", "content": checksum}]
        return about

    root = graph.packages[graph.root]
    needs = {reference(graph.packages[i]): sorted(reference(graph.packages[n]) for n in ns) for i, ns in graph.needs.items()}
    components = [component(crate) for crate in graph.others()]
    contents = json.dumps([target.triple, components], sort_keys=True)
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        # Follows from the contents, as everything in the archive does.
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, contents)}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(epoch, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": component(root) | {"type": "application"},
            "properties": [{"name": "cargo:target", "value": target.triple}],
        },
        "components": components,
        "dependencies": [{"ref": ref, "dependsOn": needs[ref]} for ref in sorted(needs)],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
