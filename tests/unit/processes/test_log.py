from __future__ import annotations

from pathlib import Path

from adapters.processes.log import TAIL_LIMIT, BoundedLog


def test_a_log_is_rotated_once_and_keeps_the_last(tmp_path: Path):
    path = tmp_path / "deep" / "attempt.log"
    log = BoundedLog(path, limit=100)
    for number in range(50):
        log.write(b"%09d\n" % number)
    log.close()
    older = path.with_name("attempt.log.1")
    assert older.stat().st_size == 100
    assert (older.read_bytes() + path.read_bytes()).endswith(b"48\n000000049\n")
    assert sorted(path.parent.iterdir()) == [path, older]


def test_a_new_log_does_not_go_on_from_an_old_one(tmp_path: Path):
    path = tmp_path / "attempt.log"
    for text in (b"old\n" * 50, b"new\n"):
        log = BoundedLog(path, limit=100)
        log.write(text)
        log.write(text)
        log.close()
    assert path.read_bytes() == b"new\nnew\n"
    assert sorted(tmp_path.iterdir()) == [path]


def test_the_tail_is_bounded(tmp_path: Path):
    log = BoundedLog(tmp_path / "attempt.log")
    for number in range(20_000):
        log.write(b"%d " % number)
    log.close()
    assert log.tail.endswith(b"19999 ")
    assert TAIL_LIMIT <= len(log.tail) < TAIL_LIMIT + 10


def test_a_note_stands_on_a_line_of_its_own_and_is_no_output(tmp_path: Path):
    path = tmp_path / "attempt.log"
    log = BoundedLog(path)
    log.write(b"no end of line")
    log.note("it was stopped")
    log.close()
    assert path.read_text() == "no end of line\n[swarm] it was stopped\n"
    assert log.tail == b"no end of line"


def test_a_log_that_cannot_be_rotated_holds_nobody_up(tmp_path: Path):
    path = tmp_path / "attempt.log"
    log = BoundedLog(path, limit=10)
    (tmp_path / "attempt.log.1").mkdir()
    for _ in range(5):
        log.write(b"12345678\n")
    log.close()
    assert log.tail == b"12345678\n" * 5
