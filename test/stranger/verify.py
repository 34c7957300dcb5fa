#!/usr/bin/env python3
"""Verify an archive of a checkpoint ledger, from `ledger-format.md` alone and with the standard library alone.

    python3 verify.py ARCHIVE_DIR [--key FILE] [--seen FILE]...

Prints `broken: WHERE: WHAT` and `not proven: WHAT`, then a last line that is the verdict.
Exit: 0 proven, 1 broken, 3 not proven, 2 bad usage.
"""

import argparse
import base64
import datetime
import gzip
import hashlib
import io
import json
import os
import re
import stat
import sys
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Optional, Sequence, Tuple
from urllib.parse import urlsplit

MIB = 1 << 20
EVIDENCE_LIMIT, BUNDLE_LIMIT, ENTRY_LIMIT = 64 * MIB, 256 * (2 + 65535), 60_000
ENTRY_MEMBERS = {"v", "ledger", "seq", "prev", "at", "by", "run", "epoch", "evidence", "events"}
LINE_MEMBERS = {"pipeline", "source", "url", "status", "headers", "requested_at", "received_at", "sha256", "body"}
FIVE_FIELDS = ("fingerprint", "size", "steps", "processed_records", "identifier")
HEX64 = re.compile(r"[0-9a-f]{64}")
DECIMAL = re.compile(r"0|[1-9][0-9]{0,19}")
INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
LEDGER = re.compile(r"[^/]+/.+", re.DOTALL)
TILE_NAME = re.compile(r"(entries|[0-9]|[1-5][0-9]|6[0-3])/(?!x000/)(x[0-9]{3}/)*[0-9]{3}"
                       r"(\.p/([1-9][0-9]?|1[0-9][0-9]|2[0-4][0-9]|25[0-5]))?")


def require(condition: object, what: str) -> None:
    """Otherwise, what is wrong."""
    if not condition:
        raise ValueError(what)


def sha256(*parts: bytes) -> bytes:
    """The SHA-256 of the parts, joined: of a leaf behind 0x00, of two nodes behind 0x01 (RFC 6962)."""
    return hashlib.sha256(b"".join(parts)).digest()


# Ed25519 (RFC 8032, 5.1), with tables of the multiples of the base point and of the one public key.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point = Tuple[int, int, int, int]  # extended coordinates X, Y, Z, T
IDENTITY: Point = (0, 1, 1, 0)


def point_add(p: Point, q: Point) -> Point:
    """The sum of two points (complete, so also the double of one)."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def point_decode(text: bytes) -> Point:
    """The point of an encoding of 32 bytes."""
    y = int.from_bytes(text, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    require(y < P and (x * x - square) % P == 0 and not (x == 0 and sign), "not a point of the curve")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def multiples(p: Point) -> List[List[Point]]:
    """Row i holds 0…15 times 16^i times the point: a product is then a sum of 64 of these."""
    table: List[List[Point]] = []
    for _ in range(64):
        table.append(list(accumulate([p] * 15, point_add, initial=IDENTITY)))
        p = point_add(table[-1][-1], p)
    return table


BASE = multiples(point_decode((4 * pow(5, -1, P) % P).to_bytes(32, "little")))


class Key:
    """The verifier key of a log: `<origin>+<key hash>+<base64 of 0x01 ‖ public key>`."""

    def __init__(self, line: bytes) -> None:
        self.text = (line[:-1] if line.endswith(b"\n") else line).decode()
        parts = self.text.split("+", 2)
        require(len(parts) == 3 and parts[0] and not re.search(r"\s", self.text), "not `<origin>+<key hash>+<base64>`")
        self.origin, raw = parts[0], unbase64(parts[2])
        require(len(raw) == 33 and raw[0] == 1, "not an Ed25519 key of 0x01 and 32 bytes")
        self.public, self.hash = raw[1:], sha256(self.origin.encode(), b"\n", raw)[:4]
        require(parts[1] == self.hash.hex(), f"its key hash is {self.hash.hex()}, not the one that it names")
        x, y, z, t = point_decode(self.public)
        self.negated = multiples((P - x, y, z, P - t))

    def signed(self, signature: bytes, message: bytes) -> bool:
        """Whether the signature holds: [S]B - [k]A is R, byte for byte."""
        s, total = int.from_bytes(signature[32:], "little"), IDENTITY
        if len(signature) != 64 or s >= ORDER:
            return False
        k = int.from_bytes(hashlib.sha512(signature[:32] + self.public + message).digest(), "little") % ORDER
        for i in range(64):
            total = point_add(point_add(total, BASE[i][s >> 4 * i & 15]), self.negated[i][k >> 4 * i & 15])
        inverse = pow(total[2], -1, P)
        x, y = total[0] * inverse % P, total[1] * inverse % P
        return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


class Number(str):
    """A number of a JSON text, exactly as it is written there."""


def unique(pairs: List[Tuple[str, Any]]) -> Dict[str, Any]:
    """A JSON object, each member once."""
    require(len(dict(pairs)) == len(pairs), "a member of a JSON object twice")
    return dict(pairs)


# What Python takes for JSON beyond the standard, NaN and Infinity, is refused: `int` raises ValueError for them.
JSON = json.JSONDecoder(object_pairs_hook=unique, parse_int=Number, parse_float=Number, parse_constant=int)


def canonical(value: Any) -> str:
    """The RFC 8785 text of a value without numbers."""
    require(not isinstance(value, Number), "a number in an entry")
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(name)}:{canonical(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return json.dumps(value, ensure_ascii=False)  # a string, true, false or null


def unbase64(text: str) -> bytes:
    """The bytes of canonical base64 with padding."""
    raw = base64.b64decode(text, validate=True)
    require(base64.b64encode(raw).decode() == text, "not canonical base64")
    return raw


def matches(pattern: "re.Pattern[str]", value: Any) -> bool:
    """Whether the value is a text of this form."""
    return type(value) is str and pattern.fullmatch(value) is not None


def tile_path(index: int) -> str:
    """`x001/x234/067` for 1234067."""
    return re.sub(r"([0-9]{3})(?=[0-9])", r"x\1/", str(index).zfill(-(-len(str(index)) // 3) * 3))


class Line(NamedTuple):
    """One answer of an evidence object."""
    source: str
    pipeline: Optional[str]
    url: str
    sha256: Optional[str]
    body: Optional[bytes]
    body_in: Optional[str]


def parse_line(text: bytes) -> Line:
    """One line of an evidence object, checked."""
    line = JSON.decode(text.decode())
    extra = set(line) - LINE_MEMBERS if isinstance(line, dict) else {""}
    require(extra in (set(), {"body_in"}, {"body_base64"}) and LINE_MEMBERS <= set(line), "not the keys of an answer")
    digest, body, body_in = line["sha256"], line["body"], line.get("body_in")
    about = line["source"], line["pipeline"], line["url"]
    require(type(about[0]) is str and (about[1] is None or type(about[1]) is str), "its `source` or `pipeline` has the wrong type")
    require(type(line["url"]) is str and (body is None or type(body) is str), "its `url` or `body` has the wrong type")
    if None in (line["status"], line["received_at"], digest):
        require(not extra and line["status"] is line["received_at"] is digest is body is None, "half an answer")
        return Line(*about, None, None, None)
    require((body is None) == bool(extra) and matches(HEX64, digest), "no body, or two, or no hash of it")
    require("body_in" not in extra or matches(HEX64, body_in), "its `body_in` is not a name")
    data = None if body_in else unbase64(line["body_base64"]) if extra else body.encode()
    require(data is None or sha256(data).hex() == digest, "`sha256` is not the hash of the body")
    return Line(*about, digest, data, body_in)


def shown_checkpoints(line: Line, body: bytes, name: str) -> List[Dict[str, Any]]:
    """The checkpoints of this pipeline that a body lists: which kind of answer it is follows from the path of its URL."""
    path, items = urlsplit(line.url).path, JSON.decode(body.decode())
    if path.endswith(("/v0/pipelines", "/events")):
        items = [item for item in items if line.pipeline is not None or item.get("name") == name]
        return [one for item in items for one in (item.get("storage_status_details") or {}).get("checkpoints") or []]
    return items if path.endswith("/checkpoints") and isinstance(items, list) else []


class Verifier:
    """One pass over an archive; findings are printed as they come."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.broken, self.objects, self.size, self.tree_root = 0, 0, 0, b""
        self.wanted: Dict[int, List[Tuple[str, bytes]]] = {}  # size -> (where, signed root)
        self.stack: List[Tuple[int, bytes]] = []  # complete subtrees from the left: (number of leaves, hash)
        self.levels: List[List[bytes]] = [[]]  # the hashes of the tile in the making, of each level
        self.heads: Dict[str, Tuple[int, str, str]] = {}  # ledger -> seq, hash and at of its newest entry
        self.keys: List[Tuple[int, Key]] = []  # of the log, each with the size after which it signs
        self.handed: List[Tuple[str, int, bytes]] = []  # trees that a key took over: where, size, root
        self.unproven: List[str] = []
        self.evidence = lru_cache(4)(self.load)

    def finding(self, where: str, what: str) -> None:
        """Something is wrong."""
        self.broken += 1
        print("broken:", "".join(c if c.isprintable() else ascii(c)[1:-1] for c in f"{where}: {what}"[:500]))

    def attempt(self, where: str, action: Callable[..., Any], *arguments: Any) -> Any:
        """Do it; whatever goes wrong is a finding: hostile input must not end the verification."""
        try:
            return action(*arguments)
        except Exception as error:
            self.finding(where, str(error) if type(error) is ValueError else f"{type(error).__name__}: {error}")
            return None

    def read(self, name: str, limit: int) -> bytes:
        """An object of the archive, of at most `limit` bytes."""
        path = os.path.join(self.root, name)
        require(os.path.lexists(path) and stat.S_ISREG(os.lstat(path).st_mode), f"{name} is missing, or no plain file")
        with open(path, "rb") as file:
            data = file.read(limit + 1)
        require(len(data) <= limit, f"{name} is larger than {limit} bytes")
        return data

    def names(self, folder: str, good: "re.Pattern[str]") -> Iterator[str]:
        """The names of all objects under a folder, relative to it; those of any other form are findings."""
        base = os.path.join(self.root, folder)
        unlisted = (lambda error: self.finding(folder, str(error))) if os.path.lexists(base) else None
        for here, folders, files in os.walk(base, onerror=unlisted):
            for name in files + [name for name in folders if os.path.islink(os.path.join(here, name))]:
                relative = os.path.relpath(os.path.join(here, name), base).replace(os.sep, "/")
                if matches(good, relative):
                    yield relative
                else:
                    self.finding(f"{folder}/{relative}", "a foreign name")

    def follow(self, held: Optional[Key], first: Key) -> None:
        """The keys of the log, each with the size after which it signs: what took over must hang on the key that you hold."""
        self.keys, reached = [(0, first)], held is None or held.text == first.text
        numbers = sorted(int(name) for name in self.names("keys", DECIMAL))
        for number in numbers:
            data, (after, old) = self.read(f"keys/{number}", MIB), self.keys[-1]
            lines = data.decode().split("\n\n")[0].split("\n")
            require(number == len(self.keys) and len(lines) == 7, "not the next change of keys")
            new = Key(lines[6].encode())
            stated = ["checkpoint-ledger/key-change/1", first.origin, str(number), lines[3], lines[4], old.text, new.text]
            require(lines == stated and new.origin == first.origin and int(lines[3]) >= after, "not the next change of keys")
            require(self.signed(new, data), "not signed with the key that takes over")
            both = self.signed(old, data)
            if reached and not both:
                self.unproven.append(f"keys/{number}: the key before did not sign")
            if int(lines[3]):
                self.handed.append((f"keys/{number}", int(lines[3]), unbase64(lines[4])))
            reached = reached or held is not None and held.text == new.text
            self.keys.append((int(lines[3]), new))

    def signed(self, key: Key, data: bytes) -> bool:
        """Whether the note has a signature of the key; one that does not hold is an error."""
        body, _, signatures = data.decode().rpartition("\n\n")
        own = False
        require(signatures.endswith("\n"), "no signatures")
        for line in signatures[:-1].split("\n"):
            parts = line.split(" ")
            require(len(parts) == 3 and parts[0] == "\u2014" and line.isprintable(), "a malformed signature line")
            raw = unbase64(parts[2])
            if parts[1] == key.origin and raw[:4] == key.hash:
                own = key.signed(raw[4:], (body + "\n").encode())
                require(own, "its signature does not hold")
        return own

    def note(self, key: Key, data: bytes) -> Tuple[int, bytes]:
        """The size and root of a signed checkpoint, whose signature holds."""
        lines = data.decode().rpartition("\n\n")[0].split("\n")
        require(len(lines) == 3 and matches(DECIMAL, lines[1]), "not a signed checkpoint")
        require(lines[0] == key.origin, f"its origin is {lines[0]}, not {key.origin}")
        root = unbase64(lines[2])
        require(len(root) == 32, "its root is not 32 bytes")
        own = [key] + [one for after, one in self.keys if after < int(lines[1])]
        require(self.signed(own[-1], data), "not signed with the key of the log")
        return int(lines[1]), root

    def checkpoints(self, key: Key, seen: List[Tuple[str, bytes]]) -> int:
        """Read and check every signed checkpoint; the largest size that was kept elsewhere, or 0."""
        newest = self.read("checkpoint", MIB)
        self.size, self.tree_root = self.note(key, newest)
        self.wanted[self.size] = [("checkpoint", self.tree_root)]
        twin = f"checkpoints/{self.size}"
        self.attempt(twin, lambda: require(self.read(twin, MIB) == newest, "not `checkpoint` byte for byte"))
        for name in self.names("checkpoints", DECIMAL):
            self.attempt(f"checkpoints/{name}", self.want, key, f"checkpoints/{name}", None, int(name))
        for where, size, root in self.handed:
            require(size <= self.size, f"{where}: {size} is more than the {self.size} of `checkpoint`")
            self.wanted.setdefault(size, []).append((where, root))
        return max([0] + [self.attempt(where, self.want, key, where, data, None) or 0 for where, data in seen])

    def want(self, key: Key, where: str, data: Optional[bytes], named: Optional[int]) -> int:
        """One more checkpoint, of the archive or (with its data) kept elsewhere, to be met in the pass."""
        size, root = self.note(key, self.read(where, MIB) if data is None else data)
        require(named in (None, size), f"holds the checkpoint of size {size}")
        require(size <= self.size, f"{size} is more than the {self.size} of `checkpoint`: entries were cut off")
        self.wanted.setdefault(size, []).append((where, root))
        return size

    def tree(self) -> None:
        """Go over all bundles, and with them over all entries, tiles and checkpoints."""
        self.meet(0)
        for index in range(-(-self.size // 256)):
            try:
                self.bundle(index, min(256, self.size - 256 * index))
            except (ValueError, OSError) as error:
                raise ValueError(f"{error}; nothing after the first {256 * index} entries could be checked") from None

    def bundle(self, index: int, width: int) -> None:
        """The entries of one bundle, and every tile and checkpoint that they complete."""
        where, ends = f"tile/entries/{tile_path(index)}", [0]
        part = f"{where}.p/{width}"
        data = self.read(part if os.path.lexists(os.path.join(self.root, part)) else where, BUNDLE_LIMIT)
        for _ in range(width):
            start = ends[-1] + 2
            ends.append(start + int.from_bytes(data[start - 2:start], "big"))
            require(ends[-1] <= len(data), f"{where} has not {width} whole entries")
        self.agree(where, data[:ends[-1]], ends)
        for i in range(width):
            text = data[ends[i] + 2:ends[i + 1]]
            leaf, count = sha256(b"\x00", text), 1
            self.attempt(f"entry {256 * index + i}", self.entry, text, leaf.hex())
            self.levels[0].append(leaf)
            while self.stack and self.stack[-1][0] == count:
                leaf, count = sha256(b"\x01", self.stack.pop()[1], leaf), 2 * count
            self.stack.append((count, leaf))
            self.meet(256 * index + i + 1)
        for level, hashes in enumerate(self.levels):  # grows while the tile of the highest level is full
            if len(hashes) == 256 or (hashes and 256 * index + width == self.size):
                where = f"tile/{level}/{tile_path(index // 256 ** level)}"
                self.agree(where, b"".join(hashes), range(0, 32 * len(hashes) + 1, 32))
            if len(hashes) == 256:
                while len(hashes) > 1:
                    hashes = [sha256(b"\x01", *hashes[i:i + 2]) for i in range(0, len(hashes), 2)]
                self.levels[level:] = [[]] + (self.levels[level + 1:] or [[]])
                self.levels[level + 1].append(hashes[0])

    def meet(self, size: int) -> None:
        """Compare the root of the first `size` leaves with every checkpoint that was signed of them."""
        signed = self.wanted.pop(size, [])
        root = self.stack[-1][1] if self.stack else sha256()
        for _, left in reversed(self.stack[:-1] if signed else []):
            root = sha256(b"\x01", left, root)
        for where, other in signed:
            self.attempt(where, require, other == root, f"the root of {size} leaves is {root.hex()}, not {other.hex()}")

    def agree(self, where: str, good: bytes, ends: Sequence[int]) -> None:
        """A tile or bundle is there (a full one will do for a partial one), and all its parts agree with it."""
        width, folder = len(ends) - 1, os.path.join(self.root, where + ".p")
        found = [name for name in sorted(os.listdir(folder)) if matches(DECIMAL, name)] if os.path.isdir(folder) else []
        widths = {f"{where}.p/{name}": int(name) for name in found}
        if os.path.lexists(os.path.join(self.root, where)):
            widths[where] = 256
        self.attempt(where, require, where in widths or f"{where}.p/{width}" in widths, f"is missing (width {width})")
        for name, wide in widths.items():
            data = self.attempt(name, self.read, name, BUNDLE_LIMIT)
            if data is not None and (data != good[:ends[wide]] if wide <= width else not data.startswith(good)):
                self.finding(name, "not what follows from the signed entries")

    def entry(self, text: bytes, digest: str) -> None:
        """One entry: its form, its chain and what it cites."""
        require(len(text) <= ENTRY_LIMIT, f"longer than {ENTRY_LIMIT} bytes")
        entry = JSON.decode(text.decode())
        require(canonical(entry).encode() == text, "not canonical")
        require(isinstance(entry, dict) and set(entry) == ENTRY_MEMBERS, "not exactly the members of an entry")
        ledger, seq, prev, at, cited = (entry[name] for name in ("ledger", "seq", "prev", "at", "evidence"))
        require(entry["v"] == "checkpoint-ledger/entry/1" and matches(INSTANT, at), "its `v` or `at` has another form")
        require(matches(LEDGER, ledger) and matches(DECIMAL, seq) and matches(HEX64, prev), "bad ledger, seq or prev")
        datetime.datetime.fromisoformat(at[:-1])
        nullable = all(entry[name] is None or type(entry[name]) is str for name in ("run", "epoch"))
        require(type(entry["by"]) is str and nullable, "its `by`, `run` or `epoch` has the wrong type")
        here, (before, expected, since) = f"{ledger} {seq}", self.heads.get(ledger, (0, "0" * 64, ""))
        self.heads[ledger] = int(seq), digest, max(at, since)
        self.attempt(here, require, int(seq) == before + 1, f"follows seq {before}")
        self.attempt(here, require, prev == expected, f"its `prev` is not {expected}")
        self.attempt(here, require, at >= since, f"its `at` is before {since}")
        require(isinstance(cited, list) and all(matches(HEX64, name) for name in cited), "malformed evidence")
        for name in cited:
            self.attempt(here, require, os.path.isfile(f"{self.root}/evidence/{name}"), f"evidence/{name} is missing")
        require(isinstance(entry["events"], list) and entry["events"], "it has no events")
        for number, event in enumerate(entry["events"], 1):
            self.attempt(f"{here} event {number}", self.event, event, cited, ledger)

    def event(self, event: Any, cited: List[str], ledger: str) -> None:
        """One event: its form, and what it cites shows it."""
        require(isinstance(event, dict) and set(event) - {"uuid"} == {"kind", "severity", "data"}, "not an event")
        data, recorded = event["data"], event["kind"] == "checkpoint-recorded"
        texts = [event["kind"], event["severity"], event.get("uuid", "")]
        require(isinstance(data, dict) and all(type(one) is str for one in texts), "a member has the wrong type")
        source = data.get("evidence")
        if source is None and not recorded:
            return
        require(isinstance(source, dict) and set(source) == {"object", "line", "sha256"}, "a malformed data.evidence")
        name, at = source["object"], source["line"]
        require(name in cited, "its data.evidence names an object that its entry does not cite")
        lines = self.evidence(name)
        require(matches(DECIMAL, at) and 1 <= int(at) <= len(lines), f"evidence/{name} has no line {at}")
        line = lines[int(at) - 1]
        owner, _, pipeline = ledger.partition("/")
        require(line.source == owner and line.pipeline in (None, pipeline), f"line {at} of {name} is another pipeline's")
        require(line.sha256 is not None and source["sha256"] == line.sha256, f"not the hash of line {at} of {name}")
        if recorded:
            require("uuid" in event and all(name in data for name in FIVE_FIELDS), "without its UUID or its five fields")
            require((data.get("via") == "events") == urlsplit(line.url).path.endswith("/events"), "`via` against its URL")
            wanted = [event["uuid"]] + [data[name] for name in FIVE_FIELDS]  # a Number equals a text of the same digits
            body = shown_checkpoints(line, self.body(line), pipeline)
            listed = ([one.get(name) for name in ("uuid",) + FIVE_FIELDS] for one in body)
            require(wanted in listed, f"the cited body does not show {event['uuid']} with its five fields")

    def body(self, line: Line) -> bytes:
        """The body of an answer, which may be kept in another object."""
        others = self.evidence(line.body_in) if line.body_in else [line]
        body = next((one.body for one in others if one.sha256 == line.sha256 and one.body is not None), None)
        require(body is not None, f"evidence/{line.body_in} does not hold the body {line.sha256}")
        return body or b""

    def load(self, name: str) -> List[Line]:
        """The answers of an evidence object."""
        packed, lines = self.read(f"evidence/{name}", EVIDENCE_LIMIT), []
        require(sha256(packed).hex() == name, f"the name of evidence/{name} is not its SHA-256")
        with gzip.GzipFile(fileobj=io.BytesIO(packed)) as file:
            text = file.read(EVIDENCE_LIMIT + 1)
        require(len(text) <= EVIDENCE_LIMIT, f"evidence/{name} unpacks to more than {EVIDENCE_LIMIT} bytes")
        require(text.endswith(b"\n"), f"evidence/{name} does not end with a newline")
        for number, line in enumerate(text[:-1].split(b"\n"), 1):
            try:
                lines.append(parse_line(line))
            except (ValueError, TypeError, RecursionError) as error:
                raise ValueError(f"line {number} of evidence/{name}: {error}") from None
        return lines

    def all_evidence(self) -> None:
        """Every object of `evidence/`, cited or not."""
        for name in self.names("evidence", HEX64):
            self.objects += 1
            for line in self.attempt(f"evidence/{name}", self.evidence, name) or []:
                if line.body_in:
                    self.attempt(f"evidence/{name}", self.body, line)


def main() -> int:
    """Verify, print, and tell the verdict."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", metavar="ARCHIVE_DIR")
    parser.add_argument("--key", metavar="FILE", help="the verifier key that you hold")
    parser.add_argument("--seen", metavar="FILE", action="append", default=[], help="a checkpoint kept elsewhere")
    options = parser.parse_args()
    try:
        os.listdir(options.archive)
        seen = [(name, Path(name).read_bytes()) for name in options.seen]
        key = Key(Path(options.key).read_bytes()) if options.key else None
    except (OSError, ValueError) as error:
        parser.error(str(error))
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    check = Verifier(options.archive)
    own = check.attempt("log.vkey", lambda: Key(check.read("log.vkey", MIB)))
    if own:
        check.attempt("keys", check.follow, key, own)
        if key and all(one.text != key.text for _, one in check.keys):
            check.finding("log.vkey", "not the key that you hold")
            check.keys = []
    key = key or own
    kept = check.attempt("checkpoint", check.checkpoints, key, seen) if key else 0
    if check.tree_root:
        check.attempt("tile", check.tree)
    check.attempt("evidence", check.all_evidence)
    check.attempt("tile", list, check.names("tile", TILE_NAME))
    for what in check.unproven:
        print(f"not proven: {what}")
    kept = 0 if check.unproven else kept
    if not kept:
        print("not proven: without a checkpoint kept elsewhere (--seen), later entries may have been cut off",
              *[] if options.key else ["not proven: whose the key is: it is the archive's own (--key)"], sep="\n")
    print(f"size {check.size} root {check.tree_root.hex()}: {len(check.heads)} ledgers, {check.objects} evidence objects,"
          f" nothing cut off up to {kept or 0}")
    print("broken" if check.broken else "proven" if kept else "not proven")
    return 1 if check.broken else 0 if kept else 3


if __name__ == "__main__":
    sys.exit(main())
