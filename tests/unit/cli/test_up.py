from __future__ import annotations

from pathlib import Path

import pytest

from adapters.campaign.options import UpOptions, default_instances
from adapters.cli.errors import BadUsage
from adapters.cli.up import make_parser, read_options


def test_without_options_the_defaults_hold(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert read_options([]) == UpOptions(
        repo=tmp_path.resolve(), instances=default_instances()
    )


def test_every_option_arrives(tmp_path):
    words = (
        f"a -C {tmp_path} b --instances 3 --agent command:x --gate one --gate two "
        "--target trunk --bus spores --json --order sequential --include-optional "
        "--tries 5 --quiet --debug"
    )
    assert read_options(words.split()) == UpOptions(
        specs=("a", "b"),
        repo=tmp_path.resolve(),
        instances=3,
        agent="command:x",
        gates=("one", "two"),
        no_gate=False,
        target="trunk",
        bus="spores",
        order="sequential",
        include_optional=True,
        tries=5,
        json=True,
        quiet=True,
        debug=True,
    )


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["--instances", "0"], "a whole number from 1 to 64 is needed, not '0'"),
        (["--instances", "many"], "--instances: a whole number .* not 'many'"),
        (["--tries", "-1"], "--tries: "),
        (["--bus", "pigeon"], "'pigeon'.*auto"),
        (["--gate"], "--gate"),
        (["--gate", "x", "--no-gate"], "exclude each other"),
        (["--nope"], "--nope"),
        (["--inst", "2"], "--inst"),
        (["--repo", "/nowhere/at/all"], "there is no folder /nowhere/at/all"),
    ],
)
def test_bad_usage_is_one_sentence_that_names_the_culprit(argv, message):
    with pytest.raises(BadUsage, match=message) as caught:
        read_options(argv)
    assert "\n" not in str(caught.value)


def test_the_help_names_the_agents_and_the_exit_statuses():
    text = make_parser().format_help()
    assert all(part in text for part in ("command:CMD", "recorded:DIR", "Exit status"))


def test_there_are_two_to_four_instances_by_default():
    assert 2 <= default_instances() <= 4


def test_options_do_not_change():
    with pytest.raises(AttributeError):
        UpOptions().repo = Path("/")  # type: ignore[misc]
