"""The page on subjects says what is so."""

from __future__ import annotations

import re
from pathlib import Path

from bus import subjects
from bus.memory import MemoryTransport
from bus.nats import codec, dead, streams
from bus.nats.transport import NatsTransport
from bus.relay import COMMAND, VERSION
from bus.spores.codec import from_text, to_text
from bus.spores.folders import Folders
from bus.spores.transport import SporeTransport

PAGE = (Path(__file__).parents[3] / "docs/reference/subjects.md").read_text("utf-8")


def column(heading: str) -> set[str]:
    """Give the first column of the table below a heading."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `?([^|`]+?)`? +\|", section, re.MULTILINE))


def filled(subject: str) -> str:
    return re.sub(r"<(\w+)>", r"\1", subject)


def test_every_subject_is_on_the_page():
    action = subjects.action("tenant", "verb", "noun")
    assert {filled(subject) for subject in column("Subjects")} - {"subject"} == {
        action,
        subjects.command("tenant"),
        subjects.event("tenant", "kind", "aggregate_id", "event_name"),
        subjects.result("tenant", "correlation_id"),
        subjects.log("tenant", "instance"),
        subjects.dead_letter("tenant", action),
    }


def test_every_header_is_on_the_page():
    given = {codec.ID, codec.CORRELATION, codec.CAUSATION, codec.ACTOR}
    given |= {codec.SENT_AT, codec.REPLY_TO, codec.DEDUP}
    assert column("The envelope") - {"header"} == given
    for header in (dead.REASON, dead.ORIGIN, dead.TRIES, VERSION, COMMAND):
        assert f"`{header}`" in PAGE


def test_every_stream_is_on_the_page():
    made = [
        streams.actions_stream("default"),
        streams.events_stream("default"),
        streams.dead_stream("default"),
    ]
    assert column("Streams") - {"stream"} == {stream["name"] for stream in made}
    assert f"`{streams.CONSUMER}`" in PAGE


def test_every_folder_is_on_the_page(tmp_path):
    Folders(tmp_path).make()
    made = {f"{folder.name}/" for folder in tmp_path.iterdir()}
    assert column("Spores") - {"folder"} == made


def test_what_each_transport_can_is_on_the_page():
    for transport in (MemoryTransport, SporeTransport, NatsTransport):
        assert transport.features.name in PAGE
    durable = re.search(r"^\| outlives.*$", PAGE, re.MULTILINE)
    remote = re.search(r"^\| other hosts.*$", PAGE, re.MULTILINE)
    door = re.search(r"^\| a door.*$", PAGE, re.MULTILINE)
    order = (MemoryTransport, SporeTransport, NatsTransport)
    for row, feature in ((durable, "durable"), (remote, "remote"), (door, "text_door")):
        said = re.findall(r"yes|no", row[0].split("|", 2)[2] if row else "")
        assert said == ["yes" if getattr(t.features, feature) else "no" for t in order]


def test_the_spore_on_the_page_is_one():
    (example,) = re.findall(
        r"^````markdown\n(.*?)^````", PAGE, re.MULTILINE | re.DOTALL
    )
    assert to_text(from_text(example, fallback_id="x")) == example
