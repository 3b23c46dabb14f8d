"""Bytes from a network, in bounded memory: datagrams that are sent to us, or a stream that we connect to.

What finds no room is counted and told of where it can't wait (UDP), and left with its sender where it can (TCP).
Nothing is ever sent.
"""

import socket
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Condition, Event

from leadline.errors import BadInput

LONGEST = 1024
"""Bytes of a line that are kept; a sentence with its tag block has 200 at most."""
_PIECE = 1 << 16
_OVERHEAD = 200  # bytes of memory that a piece takes beside its own
_TICK_S = 0.2
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.5, 30.0
_SO_RXQ_OVFL = 40  # Linux tells with each datagram how many it had no room for; Python has no name for it


@dataclass(frozen=True)
class Place:
    """Where to listen, or what to connect to."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> "Place":
        """From HOST:PORT, an IPv6 address in brackets."""
        host, colon, port = text.rpartition(":")
        host = host.removeprefix("[").removesuffix("]")
        if not (colon and host and port.isascii() and port.isdigit() and int(port) < 1 << 16):
            raise BadInput(f"{text!r} is no HOST:PORT. Write it like 127.0.0.1:10110 or [::1]:10110.")
        return cls(host, int(port))

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True)
class Piece:
    """Bytes as they came, from whom, and when (seconds since 1970)."""

    sender: str
    at: float
    data: bytes
    ends: bool = False
    """Whether no more comes after it that could go on with its last line."""


@dataclass
class Inbox:
    """What was heard and isn't on disk yet: so many bytes at most, so that a flood can't fill the memory."""

    most_bytes: int = 1 << 24
    dropped: int = 0
    """Datagrams that found no room, here or before the system handed them over."""
    _pieces: deque[Piece] = field(default_factory=deque)
    _bytes: int = 0
    _changed: Condition = field(default_factory=Condition)

    def offer(self, piece: Piece) -> None:
        """Take a piece, or count it as dropped where there is no room."""
        with self._changed:
            if self._bytes < self.most_bytes:
                self._add(piece)
            else:
                self.dropped += 1

    def put(self, piece: Piece, stop: Event) -> None:
        """Take a piece as soon as there is room; its sender waits meanwhile."""
        with self._changed:
            while self._bytes >= self.most_bytes and not stop.is_set():
                self._changed.wait(_TICK_S)
            self._add(piece)

    def _add(self, piece: Piece) -> None:
        self._pieces.append(piece)
        self._bytes += len(piece.data) + _OVERHEAD
        self._changed.notify_all()

    def take(self) -> list[Piece]:
        """All there is, or nothing after a moment of silence."""
        with self._changed:
            if not self._pieces:
                self._changed.wait(_TICK_S)
            pieces, self._bytes = list(self._pieces), 0
            self._pieces.clear()
            self._changed.notify_all()
            return pieces


class Cutter:
    """Cuts a stream into lines; of one that is too long the beginning is kept, and that it was cut is counted."""

    def __init__(self) -> None:
        self.cut = 0
        self._rest: dict[str, bytes] = {}
        self._skips: set[str] = set()

    def lines(self, piece: Piece) -> Iterator[bytes]:
        """The lines that end in a piece, without their ends; blank ones are nothing."""
        *whole, rest = (self._rest.pop(piece.sender, b"") + piece.data).split(b"\n")
        if piece.ends:
            whole.append(rest)
            rest = b""
        for line in whole:
            if piece.sender in self._skips:  # the end of a line that was cut
                self._skips.discard(piece.sender)
            elif text := self._kept(line).strip(b"\r\0 "):
                yield text
        if piece.sender in self._skips:
            return
        if len(rest) > LONGEST:
            self._skips.add(piece.sender)
            yield self._kept(rest)
        elif rest:
            self._rest[piece.sender] = rest

    def _kept(self, line: bytes) -> bytes:
        self.cut += len(line) > LONGEST
        return line[:LONGEST]


def listen(place: Place) -> socket.socket:
    """A bound UDP socket; port 0 takes one that is free."""
    family, kind, protocol, _, address = _resolved(place, socket.SOCK_DGRAM)
    receiver = socket.socket(family, kind, protocol)
    receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 23)  # the system grants what it allows
    if sys.platform == "linux":
        receiver.setsockopt(socket.SOL_SOCKET, _SO_RXQ_OVFL, 1)
    receiver.settimeout(_TICK_S)
    try:
        receiver.bind(address)
    except OSError as error:
        receiver.close()
        raise BadInput(f"Can't listen at {place}: {error.strerror}. Name another address or port.") from error
    return receiver


def _resolved(place: Place, kind: socket.SocketKind) -> tuple[int, int, int, str, tuple[object, ...]]:
    try:
        return socket.getaddrinfo(place.host, place.port, type=kind)[0]
    except OSError as error:
        raise BadInput(f"{place.host!r} can't be resolved: {error.strerror}. Check the name.") from error


def datagrams(receiver: socket.socket, inbox: Inbox, stop: Event) -> None:
    """Put datagrams into the inbox until ``stop``; each ends with a line."""
    lost = 0
    with receiver:
        while not stop.is_set():
            try:
                data, extra, _, sender = receiver.recvmsg(_PIECE, 64)
            except TimeoutError:
                continue
            for level, kind, value in extra:
                if (level, kind) == (socket.SOL_SOCKET, _SO_RXQ_OVFL):
                    now = int.from_bytes(value, sys.byteorder)
                    inbox.dropped += (now - lost) % (1 << 32)
                    lost = now
            inbox.offer(Piece(f"udp {sender[0]}:{sender[1]}", time.time(), data, ends=True))


def stream(place: Place, inbox: Inbox, stop: Event, tell: Callable[[str], None]) -> None:
    """Put what a receiver's server sends into the inbox until ``stop``; connect again, ever more slowly, when it ends."""
    wait, sender = _FIRST_WAIT_S, f"tcp {place}"
    while not stop.is_set():
        try:
            with _connected(place) as connection:
                tell(f"{place}: connected")
                for data in _received(connection, stop):
                    inbox.put(Piece(sender, time.time(), data), stop)
                    wait = _FIRST_WAIT_S
            why = "the connection ended"
        except (OSError, BadInput) as error:
            why = getattr(error, "strerror", None) or str(error)
        # A line that broke off mustn't run on into the next connection's first.
        inbox.put(Piece(sender, time.time(), b"", ends=True), stop)
        if not stop.is_set():
            tell(f"{place}: {why}; connecting again in {wait:g} s")
            stop.wait(wait)
            wait = min(wait * 2, _LONGEST_WAIT_S)


def _connected(place: Place) -> socket.socket:
    connection = socket.create_connection((place.host, place.port), timeout=10)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)  # a server that vanished is noticed
    for name, value in (("TCP_KEEPIDLE", 30), ("TCP_KEEPINTVL", 10), ("TCP_KEEPCNT", 3)):
        if hasattr(socket, name):
            connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
    connection.settimeout(_TICK_S)
    return connection


def _received(connection: socket.socket, stop: Event) -> Iterator[bytes]:
    while not stop.is_set():
        try:
            data = connection.recv(_PIECE)
        except TimeoutError:
            continue
        if not data:
            return
        yield data
