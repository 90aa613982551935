"""The window, tried without a browser: the page is fetched as one would."""

import http.client
import json
import re
import subprocess
import threading
from pathlib import Path

from running import PATIENCE, Machine, finish


class Visit:
    """A browser's first visit and what comes after it."""

    def __init__(self, address: str) -> None:
        self.authority, self.entry = re.match(r"http://([^/]+)(/.*)", address.strip()).groups()
        self.prefix = "/" + self.entry.split("/")[1]
        status, headers, _ = self.ask("GET", self.entry)
        if status != 303:
            raise AssertionError(f"the first visit is answered {status}")
        self.cookie = headers["set-cookie"].split(";")[0]

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(self.authority, timeout=PATIENCE)
        headers = {"Cookie": getattr(self, "cookie", ""), "Origin": f"http://{self.authority}"}
        if method == "GET":
            del headers["Origin"]
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()

    def get(self, way: str) -> bytes:
        status, _, body = self.ask("GET", self.prefix + way)
        if status != 200:
            raise AssertionError(f"{way} is answered {status}: {body.decode('utf-8', 'replace')}")
        return body

    def post(self, way: str, value: object) -> object:
        status, _, body = self.ask("POST", self.prefix + way, json.dumps(value).encode())
        if status != 200:
            raise AssertionError(f"{way} is answered {status}: {body.decode('utf-8', 'replace')}")
        return json.loads(body)


def document(machine: Machine, program: Path, folder: Path) -> str:
    """What the window shows of the project in a folder, after its files were written from it."""
    child = machine.start(program, ["window", "--no-browser", "."], folder)
    try:
        visit = Visit(address(child))
        page = visit.get("/").decode().replace(visit.prefix, "")
        shown = json.loads(visit.get("/document?since=0"))
        written = visit.post("/write", {"force": False})
        return json.dumps([page, shown, written], ensure_ascii=False, indent=1)
    finally:
        finish(child)


def address(child: subprocess.Popen) -> str:
    """The address that the program says."""
    said = []
    waiting = threading.Timer(PATIENCE, child.kill)
    waiting.start()
    try:
        for line in child.stderr:
            text = line.decode("utf-8", "replace").strip()
            if text.startswith("http://"):
                return text
            said.append(text)
    finally:
        waiting.cancel()
    raise AssertionError("no address: " + "\n".join(said))
