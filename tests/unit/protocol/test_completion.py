from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from commands.protocol.completion import complete, script


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["sto"], ["stop"]),
        (["stop", ""], ["swarm", "instance", "instances"]),
        (["stop", "instance", "kiro-3", "g"], ["graceful"]),
        (["stop", "swarm", "now", "n"], []),
        (["run", "task", "1", "timeout=3", "t"], []),
        (["run", "task", "1", "t"], ["timeout="]),
        (["paint", "fence", ""], []),
    ],
)
def test_words_are_completed(words: list[str], found: list[str]) -> None:
    assert complete(words) == found


def test_nothing_typed_offers_the_verbs_of_people() -> None:
    assert "run" in complete([])
    assert "ready" not in complete([""])


def test_other_shells_are_refused() -> None:
    with pytest.raises(ValueError, match="bash, zsh, fish"):
        script("tcsh")
    assert "bashcompinit" in script("zsh")


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash here")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (["swi"], {"switch"}),
        (["res"], {"resume", "restart", "resolve"}),
        (["stop", "i"], {"instance", "instances"}),
        (["stop", "instance", "k", "gr"], {"graceful"}),
        (["run", "task", "t"], {"timeout="}),
        (["stop", "instances", "r"], {"running"}),
        (["stop", "instances", "t"], {"timeout="}),
        (["pl"], {"plan"}),
    ],
)
def test_bash_completes_with_the_script(typed: list[str], found: set[str]) -> None:
    words = " ".join(f"'{word}'" for word in ["swarm", *typed])
    asked = (
        f"{script('bash', first=['plan'])}\nCOMP_WORDS=({words}); COMP_CWORD={len(typed)}; _swarm; "
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    answer = subprocess.run(
        ["bash", "--norc", "-c", asked], capture_output=True, text=True, timeout=20
    )
    assert answer.stderr == ""
    assert set(answer.stdout.split()) == found


def test_fish_gets_the_same_words() -> None:
    written = script("fish", first=["plan"])
    cases = dict(
        re.findall(r"case '([^']*)'\n +printf '%s\\n' (.*)$", written, re.MULTILINE)
    )
    assert {"run", "plan"} <= set(cases[""].split())
    assert cases["stop"].split() == ["swarm", "instance", "instances"]
    for words in (["stop", "instance"], ["stop", "instances"], ["run", "task"]):
        assert cases[" ".join(words)].split() == complete([*words, "x", ""])


@pytest.mark.skipif(not shutil.which("fish"), reason="no fish here")
def test_fish_completes_with_the_script() -> None:
    asked = f"{script('fish')}\ncomplete -C 'swarm stop instances gr'"
    answer = subprocess.run(
        ["fish", "--no-config", "-c", asked], capture_output=True, text=True, timeout=20
    )
    assert answer.stderr == ""
    assert answer.stdout.split() == ["graceful"]
