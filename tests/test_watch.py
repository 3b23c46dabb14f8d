"""``leadline watch``: from a made-up receiver on loopback to the lake, through kills, floods and broken connections."""

import itertools
import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyais.encode import encode_dict

from leadline import pipeline
from leadline.errors import BadInput
from leadline.sources._live import LONGEST, Cutter, Inbox, Piece, Place, listen
from leadline.sources.ais.heard import Heard, stamp
from leadline.store.spool import Labels, Spool
from leadline.store.workspace import Workspace
from tests.planted import Told, leadline

OURS = Labels("TLP:GREEN", "Desk", simulated=True)
FOREVER = float("inf")


def position(number: int) -> str:
    """A sentence like no other: its place tells its number."""
    told = {"type": 1, "mmsi": 790_000_000 + number % 50, "lat": 30 + number / 10_000, "lon": 124.0}
    return str(encode_dict(told, talker_id="AI")[0])


def static(name: str) -> list[str]:
    """A static report, in two sentences."""
    told = {"type": 5, "mmsi": 790_000_001, "shipname": name, "ship_type": 80, "draught": 6.1}
    return [str(one) for one in encode_dict(told, talker_id="AI", seq_id=3)]


def sent(lines: list[str]) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode()


# What a line becomes


def units(*lines: tuple[str, str, float]) -> list[bytes]:
    """What is let go at once of lines from senders at seconds."""
    heard = Heard()
    return [data for sender, line, at in lines for data, _ in heard.line(sender, line.encode(), at)]


def test_a_sentence_is_given_the_time_it_was_heard() -> None:
    assert units(("a", "!AIVDM,1,1,,A,x,0*00", 1_700_000_000.9)) == [
        b"\\c:1700000000*5F\\\n!AIVDM,1,1,,A,x,0*00\n"
    ]


def test_the_parts_of_a_message_wait_for_one_another_and_each_sender_has_its_own() -> None:
    one, two = "!AIVDM,2,1,3,A,x,0*00", "!AIVDM,2,2,3,A,y,2*00"
    told = units(("a", one, 1), ("b", one, 1), ("b", position(1), 1), ("a", two, 2), ("b", two, 2))
    both = stamp(1) + one.encode() + b"\n" + two.encode() + b"\n"
    assert told == [stamp(1) + position(1).encode() + b"\n", both, both]


def test_a_part_that_stays_alone_is_let_go_in_the_end() -> None:
    heard = Heard()
    assert list(heard.line("a", b"!AIVDM,2,1,3,A,x,0*00", 100)) == []
    assert list(heard.late(109)) == []
    assert [lines for _, lines in heard.late(110)] == [1]
    assert [lines for _, lines in heard.line("a", b"!AIVDM,2,2,3,A,y,2*00", 111)] == [1]


def test_a_hostile_sender_can_open_no_more_messages_than_fit() -> None:
    heard, let_go = Heard(), 0
    for number in range(1_500):
        let_go += len(list(heard.line(f"a{number}", b"!AIVDM,2,1,3,A,x,0*00", 1)))
        let_go += len(list(heard.line(f"a{number}", b"$PGHP,1*00", 1)))
    assert let_go == 2 * 500
    assert len(list(heard.late(FOREVER))) == 2 * 1_000


def test_the_time_that_a_sender_gives_stands(work: Workspace, tmp_path: Path) -> None:
    gives = "\\c:1767225600*5D\\"
    lines = [position(1), gives, position(2), gives + position(3), position(4)]
    (tmp_path / "a.nmea").write_bytes(b"".join(units(*(("a", line, 1_700_000_000.0) for line in lines))))
    list(pipeline.ingest(work, "ais", [tmp_path / "a.nmea"], simulated=True))
    rows = pa.Table.from_batches(pipeline.table(work, "positions")).sort_by("lat")
    assert [at.timestamp() for at in rows["ts"].to_pylist()] == [1_700_000_000, 1_767_225_600, 1_767_225_600, 1_700_000_000]  # fmt: skip


def test_a_log_that_is_heard_gives_what_it_gives_when_read(work: Workspace, tmp_path: Path) -> None:
    log = Path(pipeline.__file__).parent / "sources/ais/sample/tags.nmea"
    heard, lines = Heard(), log.read_bytes().split(b"\n")
    told = [unit for line in lines if line.strip() for unit in heard.line("a", line.strip(b"\r"), 1.7e9)]
    (tmp_path / "heard.nmea").write_bytes(b"".join(data for data, _ in [*told, *heard.late(FOREVER)]))
    heard_, read = pipeline.ingest(work, "ais", [tmp_path / "heard.nmea", log])
    assert heard_.tables == {"positions": 5, "static_reports": 4}
    assert read.tables == {"positions": 4, "static_reports": 4}
    assert read.reasons == heard_.reasons | {"no time": 1}


@pytest.mark.parametrize("size", [1, 7, 1_000, 10_000])
def test_a_line_that_is_too_long_is_cut_and_the_next_is_whole(size: int) -> None:
    cutter, data = Cutter(), b"one\r\n" + b"x" * 3_000 + b"\n\n \r\ntwo\nthree"
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    lines = [line for piece in pieces for line in cutter.lines(Piece("a", 0, piece))]
    lines += cutter.lines(Piece("a", 0, b"", ends=True))
    assert lines == [b"one", b"x" * LONGEST, b"two", b"three"]
    assert cutter.cut == 1


def test_an_inbox_takes_no_more_than_fits_and_counts_the_rest() -> None:
    inbox = Inbox(most_bytes=1_000)
    for _ in range(10):
        inbox.offer(Piece("a", 0, b"x" * 300))
    assert (len(inbox.take()), inbox.dropped) == (2, 8)
    inbox.offer(Piece("a", 0, b"x"))
    assert (len(inbox.take()), inbox.dropped) == (1, 8)


# The spool


def test_what_is_not_flushed_is_not_acknowledged(tmp_path: Path) -> None:
    with Spool(tmp_path / "spool", OURS) as spool:
        spool.append(b"a\nb\n", 2)
        assert spool.acknowledged == 0
        spool.sync()
        assert spool.acknowledged == 2
        assert spool.closed() == []
        spool.turn()
        (file,) = spool.closed()
        assert file.path.read_bytes() == b"a\nb\n"
        assert file.labels == OURS
        spool.done(file)
    assert [path.name for path in (tmp_path / "spool").iterdir()] == [".lock"]


def test_a_spool_is_full_until_what_waits_is_done(tmp_path: Path) -> None:
    with Spool(tmp_path / "spool", OURS) as spool:
        spool.append(b"left\n", 1)
    with Spool(tmp_path / "spool", Labels("TLP:RED", "Other", simulated=False), most_bytes=8) as spool:
        assert not spool.full
        spool.append(b"now\n", 1)
        assert spool.full
        spool.turn()
        left, now = spool.closed()
        assert (left.labels, now.labels.handling) == (OURS, "TLP:RED")
        spool.done(left)
        assert not spool.full


def test_two_watches_on_one_workspace_are_refused(tmp_path: Path) -> None:
    with Spool(tmp_path / "spool", OURS), pytest.raises(BadInput, match="Another watch runs"):
        Spool(tmp_path / "spool", OURS)


# A whole watch, in this process


@contextmanager
def receiver(*connections: bytes) -> Iterator[Place]:
    """A server on loopback that sends to each connection what is given, and hangs up."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        for data in connections:
            connection, _ = server.accept()
            with connection:
                connection.sendall(data)
        server.close()

    thread = threading.Thread(target=serve)
    thread.start()
    yield Place("127.0.0.1", server.getsockname()[1])
    thread.join()


@pytest.fixture
def no_leads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Detectors take seconds, and most tests are about what comes before them."""
    monkeypatch.setattr(pipeline, "detect", lambda _: {"meeting_at_sea": 0})


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    return leadline("table", table, "--json", "--workspace", folder).lines


def summed(told: Told, name: str) -> int:
    return sum(turn[name] for turn in told.lines)


def test_a_stream_goes_on_after_the_connection_broke_in_a_line(folder: Path, no_leads: None) -> None:
    whole = sent([position(1), *static("EXERCISE TERN"), position(2)])
    with receiver(whole + sent([position(3)])[:20], sent([position(4)])) as place:
        told = leadline(
            "watch", "--tcp", place, "--every", 60, "--until-idle", 2, "--exercise", "--json",
            "--handling", "TLP:GREEN", "--workspace", folder,
        )  # fmt: skip
    assert (told.lines[-1]["acknowledged"], summed(told, "rows_used"), summed(told, "rejected")) == (6, 5, 1)
    assert told.lines[0]["leads"] == {"meeting_at_sea": 0}
    assert [turn["problem"] for turn in told.lines if turn["problem"]] == []
    assert "the connection ended; connecting again in 0.5 s" in told.stderr
    assert [row["reason"] for row in rows(folder, "rejects")] == ["not a well-formed AIS sentence"]
    assert [row["name"] for row in rows(folder, "static_reports")] == ["EXERCISE TERN"]
    assert {(row["handling"], row["simulated"]) for row in rows(folder, "positions")} == {("TLP:GREEN", True)}
    assert len(rows(folder, "positions")) == 3
    leadline("verify", folder)


def test_garbage_is_kept_as_rejects_and_harms_nothing(folder: Path, no_leads: None) -> None:
    garbage = [
        bytes(range(1, 256)),
        b"\x00\xff" * 5_000,
        b"PAR1",
        b"[{",
        b"!AIVDM," * 100,
        b"$PGHP,,,\n\\\n\\s:x\\",
    ]
    with receiver(b"\n".join([*garbage, sent([position(1)])])) as place:
        told = leadline("watch", "--tcp", place, "--every", 60, "--until-idle", 1.5, "--exercise", "--json", "--workspace", folder)  # fmt: skip
    assert told.lines[-1]["cut"] == 1
    assert summed(told, "rows_used") == 1
    assert len(rows(folder, "rejects")) == summed(told, "rejected") > 5
    assert len(rows(folder, "positions")) == 1


def test_a_problem_is_told_and_nothing_is_lost_meanwhile(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def at_times(work: Workspace) -> dict[str, int]:
        calls.append(work)
        if len(calls) < 3:
            raise OSError("the disk is away")
        return {"meeting_at_sea": 0}

    monkeypatch.setattr(pipeline, "detect", at_times)
    with receiver(sent([position(1)])) as place:
        told = leadline("watch", "--tcp", place, "--every", 0.2, "--until-idle", 2, "--exercise", "--workspace", folder)  # fmt: skip
    assert "not done, and tried again: OSError: the disk is away" in told.stdout
    assert len(calls) == 3
    assert len(rows(folder, "positions")) == 1


@pytest.mark.parametrize("place", ["here", "127.0.0.1", "127.0.0.1:", ":1", "127.0.0.1:99999", "127.0.0.1:x"])
def test_a_place_that_is_none_is_refused(folder: Path, place: str) -> None:
    told = leadline("watch", "--udp", place, "--workspace", folder, expect=2)
    assert "is no HOST:PORT" in told.stderr


def test_an_address_in_use_is_refused(folder: Path) -> None:
    with listen(Place("127.0.0.1", 0)) as taken:
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        told = leadline("watch", "--udp", place, "--workspace", folder, expect=2)
    assert f"Can't listen at {place}" in told.stderr
    assert "Where from?" in leadline("watch", "--workspace", folder, expect=2).stderr


@pytest.mark.slow
def test_a_meeting_that_is_heard_is_a_lead(folder: Path) -> None:
    lines = []
    for step in range(48):
        tag = stamp(1_772_654_400 + step * 600).decode().rstrip("\n")
        for place in (0, 1):
            said = {
                "type": 1,
                "mmsi": 790_000_001 + place,
                "lat": 36 + place * 0.0004,
                "lon": 123.5,
                "speed": 0.2,
            }
            lines.append(tag + str(encode_dict(said, talker_id="AI")[0]))
    with receiver(sent(lines)) as place:
        told = leadline("watch", "--tcp", place, "--every", 0.5, "--until-idle", 1, "--exercise", "--json", "--workspace", folder)  # fmt: skip
    assert [turn["leads"]["meeting_at_sea"] for turn in told.lines if turn["rows_in"]] == [1]
    (lead,) = leadline("leads", "--detector", "meeting_at_sea", "--json", "--workspace", folder).lines
    assert lead["first_at"].startswith("2026-03-04T20:")


# A whole watch, in a process of its own


class Watch:
    """``leadline watch --udp`` at a free port."""

    def __init__(self, folder: Path, *more: object) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "leadline", "watch", "--udp", "127.0.0.1:0", "--exercise", "--json",
             "--workspace", str(folder), *map(str, more)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stderr is not None
        found = re.search(r"127\.0\.0\.1:(\d+): listening", self.process.stderr.readline())
        assert found is not None
        self.port = int(found[1])
        self._out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def __enter__(self) -> "Watch":
        return self

    def __exit__(self, *_: object) -> None:
        self._out.close()
        if self.process.poll() is None:
            self.process.kill()
        for pipe in (self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()
        self.process.wait()

    def send(self, *lines: str) -> None:
        self._out.sendto(sent(list(lines)), ("127.0.0.1", self.port))

    def turn(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        return dict(json.loads(self.process.stdout.readline()))

    def end(self, number: int) -> list[dict[str, Any]]:
        """End it by a signal; the turns that it told of since."""
        self.process.send_signal(number)
        told, _ = self.process.communicate(timeout=300)
        assert self.process.returncode == (-number if number == signal.SIGKILL else 0)
        return [json.loads(line) for line in told.splitlines()]

    def rss_mb(self) -> float:
        """The most memory that it ever held."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]


def spooled(folder: Path) -> int:
    return sum(file.read_bytes().count(b"\n!") for file in folder.glob("spool/*/*.nmea"))


@pytest.mark.slow
def test_what_was_acknowledged_survives_a_kill_and_is_there_once(folder: Path) -> None:
    with Watch(folder, "--every", 0.5) as first:
        told, stop = [first.turn()], threading.Event()

        def send() -> None:
            for number in itertools.count():
                first.send(position(number))
                if stop.wait(0.002):
                    return

        sender = threading.Thread(target=send)
        sender.start()
        while len(told) < 3 or told[-1]["acknowledged"] == sum(turn["rows_in"] for turn in told):
            told.append(first.turn())
        told += first.end(signal.SIGKILL)
        stop.set()
        sender.join()
    acknowledged, left = told[-1]["acknowledged"], spooled(folder)
    assert acknowledged > sum(turn["rows_in"] for turn in told), "killed while some waited in the spool"
    assert left

    with Watch(folder, "--for", 0) as second:
        assert second.process.wait(300) == 0
        assert 0 < second.turn()["rows_in"] <= left
    there = [round(row["lat"] * 10_000) for row in rows(folder, "positions")]
    assert len(there) == len(set(there)) >= acknowledged
    assert spooled(folder) == 0
    assert rows(folder, "rejects") == []
    leadline("verify", folder)


@pytest.mark.slow
def test_told_to_end_it_ends_with_all_in_the_lake(folder: Path) -> None:
    with Watch(folder, "--every", 600) as watch:
        watch.turn()
        watch.send(*static("EXERCISE TERN")[:1])
        watch.send(position(1), position(2))
        while spooled(folder) < 2:
            time.sleep(0.05)
        (last,) = watch.end(signal.SIGINT)
    assert (last["acknowledged"], last["rows_in"], last["rows_used"]) == (3, 3, 2)
    assert [row["reason"] for row in rows(folder, "rejects")] == [
        "the other parts of the message are missing"
    ]


@pytest.mark.slow
@pytest.mark.skipif(
    sys.platform != "linux", reason="/proc tells memory, and the system tells of drops, on Linux"
)
def test_a_flood_is_held_in_bounded_memory_and_what_is_lost_is_counted(folder: Path) -> None:
    lines = [position(number) for number in range(20)]
    with Watch(folder, "--every", 600) as watch:
        watch.turn()
        before, datagrams, until = watch.rss_mb(), 0, time.monotonic() + 1.5
        while time.monotonic() < until:
            watch.send(*lines)
            datagrams += 1
        for _ in range(50):
            time.sleep(0.02)
            watch.send(*lines)  # with each that finds room, the system tells how many did not
        datagrams += 50
        assert watch.rss_mb() - before < 100
        (last,) = watch.end(signal.SIGTERM)
    assert datagrams * len(lines) * 50 > 2 * Inbox().most_bytes, "more came than may be held"
    assert last["acknowledged"] + last["dropped"] * len(lines) == datagrams * len(lines)
    assert last["rows_in"] == last["acknowledged"]
