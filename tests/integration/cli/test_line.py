from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

import pytest

from adapters.cli import main as cli
from adapters.cli.idle import KNOWN, understand
from adapters.locking import ControllerLock
from adapters.sql.store import open_store
from bus.spores.dead import bury
from commands.ports import Receipt
from domain.swarm import Swarm
from domain.task import Task
from projections.projector import Projector
from projections.views import ALL_VIEWS
from tests.integration.cli.conftest import PROGRAM, TOP, swarm

HEAVY = ("click", "pydantic", "sqlalchemy", "nats", "git", "rich", "asyncio", "typing")


@pytest.fixture
def here(repository, monkeypatch):
    monkeypatch.chdir(repository)
    return repository


def test_words_reach_the_controller_as_one_line(controller, repository):
    done = swarm(repository, "pause", "swarm", "because=the target is frozen")
    assert (done.returncode, done.stdout) == (0, "done\n")
    assert controller.heard == ['pause swarm because="the target is frozen"']


def test_a_refusal_goes_to_stderr_with_status_1(controller, here, capsys):
    controller.answer = {"success": False, "message": "it is paused", "data": {}}
    assert cli.run(["pause", "swarm"]) == 1
    assert capsys.readouterr() == ("", "swarm: it is paused\n")


def test_a_line_that_is_no_command_is_bad_usage(controller, here, capsys):
    controller.answer = {
        "success": False,
        "message": "no such verb",
        "data": {"suggestions": ["stop swarm"]},
    }
    assert cli.run(["stap", "swarm"]) == 2


@pytest.mark.parametrize("words", [[""], [" "], ["--", ""]])
def test_an_empty_line_is_bad_usage_and_not_sent(words, controller, here, capsys):
    assert cli.run(words) == 2
    assert "an empty line asks for nothing" in capsys.readouterr().err
    assert controller.heard == []


def test_json_is_the_answer_itself(controller, here, capsys):
    assert cli.run(["pause", "swarm", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == controller.answer


def test_an_answer_cannot_command_the_terminal(controller, here, capsys):
    controller.answer["message"] = "one\n\ttwo \x1b[2J"
    cli.run(["status"])
    assert capsys.readouterr().out == "one\n    two \ufffd[2J\n"


def test_the_repository_may_be_named_from_elsewhere(controller, repository, tmp_path):
    assert swarm(tmp_path, "-C", str(repository), "status").returncode == 0
    assert controller.heard == ["status"]


def test_a_controller_that_takes_too_long_is_given_up(controller, here, capsys):
    controller.silent = True
    assert cli.run(["status", "--timeout", "0.05"]) == 1
    assert "did not answer within 0.05 s" in capsys.readouterr().err


@pytest.mark.parametrize("seconds", ["0", "-1", "soon", "nan", "inf"])
def test_a_time_limit_is_a_number_above_zero(seconds, here, capsys):
    assert cli.run(["status", f"--timeout={seconds}"]) == 2
    assert "--timeout needs a number of seconds" in capsys.readouterr().err


def test_asking_for_the_status_imports_nothing_heavy(controller, repository):
    program = (
        "import sys\nbefore = set(sys.modules)\n"  # measuring coverage imports, too
        f"sys.path.insert(0, {str(TOP)!r})\nsys.argv[1:] = ['status']\n"
        "from adapters.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print(sorted({set(HEAVY)!r} & (set(sys.modules) - before)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=repository,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout == "done\n[]\n"


def test_help_is_printed_into_a_closed_pipe_without_a_word(repository):
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "--help"],
        cwd=repository,
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    os.close(writing)
    assert done.stderr == b""


def test_a_terminal_of_another_encoding_gets_escapes(controller, repository):
    controller.answer["message"] = "購物車"
    done = swarm(repository, "status", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stdout) == (0, "\\u8cfc\\u7269\\u8eca\n")


# --------------------------------------------------------------- with nothing running


@pytest.mark.parametrize("line", KNOWN)
def test_lines_known_by_heart_mean_what_the_grammar_says(line):
    assert KNOWN[line] == understand(line)


def test_the_swarm_that_is_meant_may_be_named():
    assert understand("status swarm checkout").swarm == "checkout"


def test_commands_need_a_controller(here, capsys):
    assert cli.run(["pause", "swarm"]) == 1
    assert capsys.readouterr().err == (
        "swarm: no controller runs, so nobody can carry out 'pause swarm': "
        "start one with `swarm up SPEC`\n"
    )


def test_a_command_without_what_it_needs_is_bad_usage(here, capsys):
    assert cli.run(["run", "task"]) == 2
    assert "`run task` needs id" in capsys.readouterr().err


@pytest.fixture
def dead(here):
    """Leave a file that died in the inbox of the spores."""
    folder = here / ".swarm" / "spores" / "dead"
    folder.mkdir(parents=True)
    (folder / "7f3a.md").write_text("stpo swarm", encoding="utf-8")
    bury(folder, folder / "7f3a.md", "7f3a.txt", "it is no command", tries=5)
    return folder


def test_dead_messages_in_files_are_told(dead, capsys):
    assert cli.run(["list", "dead", "messages"]) == 0
    told = capsys.readouterr().out
    assert "those of NATS" in told
    assert "stpo swarm" in told
    assert "it is no command (5 tries" in told
    assert cli.run(["show", "message", "7f3a", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["data"]["text"] == "stpo swarm"


def test_a_dead_message_that_is_not_there_is_refused(here, capsys):
    assert cli.run(["show", "message", "7f3a"]) == 1
    assert "there is no dead message 7f3a" in capsys.readouterr().err
    assert cli.run(["list", "dead", "messages"]) == 0
    assert "there are no dead messages" in capsys.readouterr().out


def test_dropping_needs_a_controller(dead, capsys):
    assert cli.run(["drop", "message", "7f3a", "because=old"]) == 1
    assert "nobody can carry out 'drop message'" in capsys.readouterr().err
    assert list(dead.iterdir())


def test_what_is_no_command_is_refused_with_suggestions(here, capsys):
    assert cli.run(["stap", "swarm"]) == 2
    assert "stop swarm" in capsys.readouterr().err


@pytest.mark.parametrize("line", ["status", "status swarm", "status swarm detailed"])
def test_the_status_before_any_run_says_so(line, here, capsys):
    assert cli.run(line.split()) == 0
    assert capsys.readouterr().out == (
        "nothing runs here, and no swarm has run here yet: "
        "start one with `swarm up SPEC`\n"
    )


def test_a_controller_that_is_starting_is_named(here, capsys):
    with ControllerLock(here / ".swarm"):
        assert cli.run(["status"]) == 1
    assert f"the controller with pid {os.getpid()} is starting" in (
        capsys.readouterr().err
    )


def test_outside_of_a_repository_nothing_can_be_asked(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.run(["status"]) == 2
    assert "is in no git repository" in capsys.readouterr().err


@pytest.fixture
def past(here: Path) -> Path:
    """Leave the state of a swarm whose controller is gone."""
    database = here / ".swarm" / "swarm.db"
    database.parent.mkdir()
    swarm = Swarm.launch(swarm="checkout", target="main", specs=["s"], settings={})
    task = Task.register(
        swarm="checkout", task="1.1", title="Add a cart", spec="s", line=1,
        optional=False, depends_on=[], brief={},
    )  # fmt: skip
    receipt = Receipt("c", "t", "a", "c", "", datetime.now(tz=timezone.utc), True, "{}")
    with open_store(database) as store:
        store.commit([swarm, task], receipt)
        Projector(store, store.views(), ALL_VIEWS).run_until_current()
    return here


def test_the_status_is_read_from_the_last_state(past, capsys):
    assert cli.run(["status", "swarm", "detailed"]) == 0
    first, *rest = capsys.readouterr().out.splitlines()
    assert first == "nothing runs here now; this is the last known state"
    assert "checkout" in rest[0]
    assert any("1.1" in line and "Add a cart" in line for line in rest)


def test_the_last_state_is_also_given_as_json(past, capsys):
    assert cli.run(["status", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["success"], answer["data"]["running"]) == (True, False)


def test_a_database_that_cannot_be_read_is_a_sentence(past, capsys):
    (past / ".swarm" / "swarm.db").write_bytes(b"no database" * 100)
    assert cli.run(["status"]) == 1
    said = capsys.readouterr().err
    assert "cannot be read" in said
    assert "move `.swarm/swarm.db` aside" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["task", "99"], "there is no task 99: did you mean 1.1?"),
        (["swarm", "nosuch"], "there is no swarm nosuch: did you mean checkout?"),
        (["instance", "kiro-1"], "there is no instance kiro-1"),
    ],
)
def test_what_is_not_there_is_refused(words, said, past, capsys):
    assert cli.run(["status", *words]) == 1
    assert said in capsys.readouterr().err


def test_one_task_is_told_alone(past, capsys):
    assert cli.run(["status", "task", "1.1"]) == 0
    _, first, *_ = capsys.readouterr().out.splitlines()
    assert first == "task 1.1: Add a cart"
