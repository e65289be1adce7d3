from __future__ import annotations

import errno
import sys
from importlib import import_module

import pytest

from adapters.cli import main as cli
from adapters.cli.disk import told
from adapters.cli.errors import BadUsage, CommandLineError
from adapters.cli.rooms import ROOMS


@pytest.fixture
def room(monkeypatch):
    """Give the command line a room `dance` whose steps the test sets."""
    steps: list = []

    def run(argv: list[str]) -> int:
        step = steps.pop()
        if isinstance(step, BaseException):
            raise step
        return int(step(argv))

    module = type(sys)("the_dance_room")
    module.run = run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "the_dance_room", module)
    monkeypatch.setitem(ROOMS, "dance", ("the_dance_room:run", "dances"))
    return steps


@pytest.mark.parametrize("argv", [[], ["--help"], ["-h"], ["status", "--help"]])
def test_help_lists_commands_and_shows_the_grammar(argv, capsys):
    assert cli.run(argv) == 0
    out = capsys.readouterr().out
    assert all(f"\n  swarm {name} " in out for name in ROOMS)
    assert "<verb> [noun] [id] [modifiers] [key=value ...]" in out
    assert max(map(len, out.splitlines())) <= 80


def test_the_version_is_told(capsys):
    assert cli.run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("swarm ")


@pytest.mark.parametrize("name", sorted(set(ROOMS) - {"parse", "help", "plan"}))
def test_every_room_exists(name):
    module, function = ROOMS[name][0].split(":")
    assert callable(getattr(import_module(module), function))


def test_a_room_gets_its_words_and_the_options_before_it(room):
    room.append(len)
    assert cli.run(["-C", "x", "dance", "a", "--b"]) == 4


def test_bad_usage_is_a_sentence_and_status_2(room, capsys):
    room.append(BadUsage("not like this"))
    assert cli.run(["dance"]) == 2
    assert capsys.readouterr() == ("", "swarm: not like this\n")


def test_a_refusal_is_a_sentence_and_status_1(room, capsys):
    room.append(CommandLineError("not now"))
    assert cli.run(["dance"]) == 1
    assert capsys.readouterr().err == "swarm: not now\n"


def test_a_defect_is_told_without_a_traceback(room, capsys):
    room.append(ValueError("oh"))
    assert cli.run(["dance"]) == 1
    assert capsys.readouterr().err == (
        "swarm: something went wrong in swarm itself: ValueError: oh\n"
        "say it again with --debug to see where\n"
    )


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, ["no space is left", "/x/y", "free some", "is kept"]),
        (errno.EROFS, ["can only be read", "/x/y"]),
        (errno.EACCES, ["permissions", "/x/y"]),
        (errno.EEXIST, ["a file is where a folder is needed", "/x/y"]),
    ],
)
def test_what_the_system_refused_is_no_defect(number, words, room, capsys):
    room.append(OSError(number, "refused", "/x/y"))
    assert cli.run(["dance"]) == 1
    told = capsys.readouterr().err
    assert all(word in told for word in words)
    assert "went wrong" not in told


def test_a_system_error_is_found_among_the_causes():
    broken = RuntimeError("gave up")
    broken.__cause__ = OSError(errno.ENOSPC, "full")
    assert "no space is left" in told(broken)


def test_a_defect_is_raised_for_those_who_debug(room):
    room.append(ValueError("oh"))
    with pytest.raises(ValueError, match="oh"):
        cli.run(["--debug", "dance"])


def test_the_environment_can_ask_for_debugging(room, monkeypatch):
    monkeypatch.setenv("SWARM_DEBUG", "1")
    room.append(ValueError("oh"))
    with pytest.raises(ValueError, match="oh"):
        cli.run(["dance"])


def test_an_interruption_is_quiet(room, capsys):
    room.append(KeyboardInterrupt())
    assert cli.run(["dance"]) == 130
    assert capsys.readouterr() == ("", "")


def test_an_unknown_option_is_bad_usage(capsys):
    assert cli.run(["--nope"]) == 2
    assert "there is no option --nope" in capsys.readouterr().err


def test_main_exits_with_the_status(room, monkeypatch):
    room.append(lambda argv: 7)
    monkeypatch.setattr(sys, "argv", ["swarm", "dance"])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == 7
