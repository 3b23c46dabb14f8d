"""Fetch what an authority publishes: https only (or this machine), bounded in size and time, when a person asks."""

import ipaddress
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from leadline import __version__
from leadline.errors import BadInput, Hostile

MOST_BYTES = 512 << 20
MOST_SECONDS = 1800
SILENCE_SECONDS = 60
"""How long a server may say nothing."""


@dataclass(frozen=True)
class Fetched:
    """A file that was fetched, and when its server says that it was last changed (ISO 8601; empty where it doesn't)."""

    file: Path
    published: str


def fetch(url: str, folder: Path, progress: Callable[[int, int], None] = lambda *_: None) -> Fetched:
    """Fetch one address into a folder, under the last part of its path; told bytes so far and in all (0: not known)."""
    _allowed(url)
    name = "".join(
        c for c in unquote(urlsplit(url).path).rpartition("/")[2] if c.isalnum() or c in "._-"
    ).lstrip(".")
    file = folder / (name or "list")
    request = urllib.request.Request(url, headers={"User-Agent": f"leadline/{__version__}", "Accept": "*/*"})  # noqa: S310
    try:
        with urllib.request.build_opener(_Redirects).open(request, timeout=SILENCE_SECONDS) as answer:
            _write(answer, file, url, progress)
            changed = answer.headers.get("Last-Modified", "")
    except (OSError, HTTPException, ValueError) as error:
        why = getattr(error, "reason", None) or error
        raise BadInput(
            f"{url} can't be fetched: {why}. Without a network, fetch the file elsewhere and run: leadline lists import."
        ) from error
    return Fetched(file, _moment(changed))


def _write(answer: Any, file: Path, url: str, progress: Callable[[int, int], None]) -> None:
    said = answer.headers.get("Content-Length", "")
    total, done, until = int(said) if said.isdigit() else 0, 0, time.monotonic() + MOST_SECONDS
    with file.open("wb") as out:
        while total <= MOST_BYTES and (chunk := answer.read1(1 << 16)):
            done += len(chunk)
            if done > MOST_BYTES or time.monotonic() > until:
                break
            out.write(chunk)
            progress(done, total)
    if max(done, total) > MOST_BYTES or time.monotonic() > until:
        raise Hostile(
            f"{url} is larger than {MOST_BYTES >> 20} MB, or slower than {MOST_SECONDS // 60} minutes."
        )
    if total and done < total:
        raise BadInput(f"{url}: the connection ended at byte {done:,} of {total:,}. Try again.")


def _allowed(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return
    if not (parts.scheme == "http" and _here(parts.hostname or "")):
        raise BadInput(f"{url}: lists are fetched by https only.")


def _here(host: str) -> bool:
    """Whether an address is this machine's own."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a redirect only to where one may fetch from."""

    def redirect_request(self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str) -> urllib.request.Request | None:  # fmt: skip
        _allowed(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _moment(changed: str) -> str:
    try:
        return parsedate_to_datetime(changed).isoformat() if changed else ""
    except ValueError:
        return ""
