"""Spec folders as the write side gets them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from adapters.kiro.plans import KiroPlans
from domain.errors import Refused
from tests.unit.kiro.reading import text

PLAN = """
    - [x] 1. Base
      - make a folder
      - _Requirements: 1.1, 2_
    - [ ] 2. Rest
      - [ ] 2.1 Message router
        - _Requirements: 1.1-1.2_
      - [ ]* 2.2 Extras
    - [ ] 3. End
"""
REQUIREMENTS = """
    ### Requirement 1: One

    1. WHEN a THE system SHALL b
    2. WHEN c THE system SHALL d

    ### Requirement 2: Two

    1. THE system SHALL e
"""


@pytest.fixture
def spec(tmp_path):
    """Write the files of a spec, `tasks` and others by name."""

    def write(slug="checkout", tasks=PLAN, folder=".kiro/specs", **files):
        place = tmp_path / folder / slug
        place.mkdir(parents=True)
        for name, block in {"tasks": tasks, **files}.items():
            if block is not None:
                (place / f"{name}.md").write_text(text(block), "utf-8")
        return place

    return write


def read(root, *specs, **options):
    return list(KiroPlans(root, **options).read(specs))


def refusal(root, *specs, **options):
    with pytest.raises(Refused) as caught:
        read(root, *specs, **options)
    return str(caught.value)


def test_leaves_come_in_an_order_in_which_they_can_run(tmp_path, spec):
    spec(tasks="- [ ] 1. A\n  - _Depends: 2_\n- [ ] 2. B\n  - _Depends: None_\n")
    planned = read(tmp_path, "checkout")
    assert [(t.task, t.depends_on) for t in planned] == [("2", ()), ("1", ("2",))]


def test_a_planned_task_carries_all_that_an_agent_must_know(tmp_path, spec):
    spec(requirements=REQUIREMENTS, design="## Message Router\n\nRoutes.\n")
    one, two, extra, end = read(tmp_path, "checkout")
    assert (one.task, one.title, one.line, one.ticked) == ("1", "Base", 1, True)
    assert one.spec == ".kiro/specs/checkout"
    assert one.brief["details"].startswith("- make a folder\n")
    assert [r["id"] for r in one.brief["requirements"]] == ["1.1", "2"]
    assert "THE system SHALL e" in one.brief["requirements"][1]["text"]
    assert two.brief["requirements"][1] == {
        "id": "1.2",
        "text": "WHEN c THE system SHALL d",
    }
    assert two.brief["design"] == "## Message Router\n\nRoutes."
    assert two.brief["policy"] == []
    assert (extra.optional, extra.ticked) == (True, False)
    assert end.brief == {"details": "", "requirements": [], "design": "", "policy": []}


def test_all_requirements_are_written_out_in_the_brief(tmp_path, spec):
    spec(tasks="- [ ] 1. A\n  - _Requirements: All_\n", requirements=REQUIREMENTS)
    (task,) = read(tmp_path, "checkout")
    assert [r["id"] for r in task.brief["requirements"]] == ["1", "2"]


def test_a_brief_carries_the_text_of_the_tasks_above(tmp_path, spec):
    spec(
        tasks="""
            - [ ] 1. Base
              - keep it small
              - _Requirements: 1.2_
              - [ ] 1.1 Inner
                - do it
        """,
        requirements=REQUIREMENTS,
    )
    (task,) = read(tmp_path, "checkout")
    assert task.brief["details"] == (
        "- do it\n\nIt is a part of 1 Base:\n- keep it small\n- _Requirements: 1.2_"
    )
    assert [r["id"] for r in task.brief["requirements"]] == ["1.2"]


def test_a_brief_names_the_heading_of_a_task_without_an_id(tmp_path, spec):
    spec(tasks="### Colours\n- [ ] Define the system\n")
    (task,) = read(tmp_path, "checkout")
    assert task.brief["details"] == "It stands under the heading 'Colours'."


def test_a_bugfix_gives_the_criteria_where_there_are_no_requirements(tmp_path, spec):
    spec(
        tasks="- [ ] 1. A\n  - _Requirements: 2.1_\n",
        bugfix="### Expected Behavior\n\n2.1 THE system SHALL work\n",
    )
    (task,) = read(tmp_path, "checkout")
    assert task.brief["requirements"][0]["text"] == "THE system SHALL work"


def test_skipping_an_optional_task_loses_no_order(tmp_path, spec):
    place = spec(tasks=PLAN.replace("[x]", "[ ]"))
    waits = {t.task: t.depends_on for t in read(tmp_path, "checkout")}
    assert waits["3"] == ("2.1", "2.2", "1")
    (place / "tasks.md").write_text(text(PLAN), "utf-8")
    waits = {t.task: t.depends_on for t in read(tmp_path, "checkout")}
    assert waits["3"] == ("2.1", "2.2")


def test_a_brief_points_to_what_holds_for_all_work(tmp_path, spec):
    spec()
    steering = tmp_path / ".kiro" / "steering"
    steering.mkdir()
    for name, front in {
        "product": "",
        "structure": "---\ninclusion: always\n---\n",
        "quoted": "---\r\ninclusion: 'always'\r\n---\r\n",
        "titled": "---\ntitle: x\n---\n",
        "api": '---\ninclusion: fileMatch\nfileMatchPattern: "api/*"\n---\n',
        "trouble": "---\ninclusion: manual\n---\n",
    }.items():
        (steering / f"{name}.md").write_bytes(f"{front}# Rules\n".encode())
    (tmp_path / "AGENTS.md").write_text("# Agents\n", "utf-8")
    for task in read(tmp_path, "checkout"):
        (sentence,) = task.brief["policy"]
        assert sentence == (
            "What holds for all work in this repository stands in "
            "`.kiro/steering/product.md`, `.kiro/steering/quoted.md`, "
            "`.kiro/steering/structure.md`, `.kiro/steering/titled.md`, "
            "`AGENTS.md`: read it."
        )


def test_a_tick_where_tasks_land_counts_as_well(tmp_path, spec):
    spec()
    asked = []

    def landed(path):
        asked.append(path)
        return (
            text(PLAN).replace("[ ] 2.1", "[x] 2.1").replace("[x] 1", "[ ] 1").encode()
        )

    planned = read(tmp_path, "checkout", landed=landed)
    assert asked == [".kiro/specs/checkout/tasks.md"]
    assert [t.task for t in planned if t.ticked] == ["1", "2.1"]


def test_a_tick_of_another_task_with_the_same_number_does_not_count(tmp_path, spec):
    spec(tasks="- [ ] 1. Something new\n- [ ] 2. Rest\n")
    planned = read(
        tmp_path, "checkout", landed=lambda _: b"- [x] 1. Old\n- [x] 2. Rest\n"
    )
    assert [t.ticked for t in planned] == [False, True]


def test_a_plan_that_is_not_where_tasks_land_counts_alone(tmp_path, spec):
    spec()
    planned = read(tmp_path, "checkout", landed=lambda _: None)
    assert [t.task for t in planned if t.ticked] == ["1"]


@pytest.mark.parametrize(
    "name",
    [
        "checkout",
        "checkout/",
        ".kiro/specs/checkout",
        ".kiro/specs/checkout/",
        "./.kiro/specs/checkout/tasks.md",
    ],
)
def test_a_spec_may_be_named_by_slug_folder_or_file(tmp_path, spec, name):
    spec()
    assert read(tmp_path, name)[0].spec == ".kiro/specs/checkout"


def test_a_spec_may_be_named_by_an_absolute_path(tmp_path, spec):
    place = spec()
    assert read(tmp_path, str(place / "tasks.md"))[0].spec == ".kiro/specs/checkout"


def test_a_spec_may_be_named_from_the_working_directory(tmp_path, spec, monkeypatch):
    monkeypatch.chdir(spec())
    assert read(tmp_path, "tasks.md")[0].spec == ".kiro/specs/checkout"


def test_a_spec_may_live_elsewhere_in_the_repository(tmp_path, spec):
    spec(folder="packages/app/specs")
    planned = read(tmp_path, "packages/app/specs/checkout")
    assert planned[0].spec == "packages/app/specs/checkout"


def test_the_only_spec_needs_no_name(tmp_path, spec):
    spec()
    assert len(read(tmp_path)) == 4


def test_no_name_among_several_specs_is_refused(tmp_path, spec):
    spec()
    spec("login")
    assert refusal(tmp_path) == "say which spec is meant: there are checkout, login"


def test_no_specs_at_all_is_refused(tmp_path):
    assert "make .kiro/specs/<slug>/tasks.md" in refusal(tmp_path)
    assert "there are no specs yet" in refusal(tmp_path, "x")


def test_an_unknown_spec_is_refused_with_the_nearest_one(tmp_path, spec):
    spec()
    spec("login")
    assert refusal(tmp_path, "chekout").endswith("did you mean checkout?")
    assert refusal(tmp_path, "zzz").endswith("the specs are checkout, login")


@pytest.mark.parametrize("name", ["", " ", "\0"])
def test_an_empty_or_impossible_name_is_refused(tmp_path, spec, name):
    spec()
    assert "there is no spec" in refusal(tmp_path, name)


def test_a_spec_without_a_plan_is_refused(tmp_path, spec):
    spec(tasks=None, design="x")
    assert "has no tasks.md" in refusal(tmp_path, "checkout")


def test_a_spec_outside_of_the_repository_is_refused(tmp_path, spec):
    place = spec()
    inner = tmp_path / "repository"
    inner.mkdir()
    assert "outside of the repository" in refusal(inner, str(place))


def test_a_plan_without_tasks_is_refused(tmp_path, spec):
    spec(tasks="# Nothing\n")
    assert refusal(tmp_path, "checkout") == (
        "the plan cannot be run:\n  .kiro/specs/checkout/tasks.md:1: there is no task in "
        "this plan: write check boxes, '- [ ] 1. Title'"
    )


def test_every_problem_is_named_with_its_line(tmp_path, spec):
    spec(
        tasks="""
            - [ ] 1. A
              - _Depends: 2_
            - [ ] 2. B
              - _Depends: 1_
            - [ ] 3. C
              - _Depends: 3, 9.9_
        """
    )
    lines = refusal(tmp_path, "checkout").split("\n")
    assert lines[0] == "the plan cannot be run:"
    assert lines[1].startswith(
        "  .kiro/specs/checkout/tasks.md:6: task 3 depends on 9.9"
    )
    assert lines[2].startswith("  .kiro/specs/checkout/tasks.md:6: task 3 (line 5) dep")
    assert "1 (line 1) → 2 (line 3) → 1 (line 1)" in lines[3]
    assert len(lines) == 4


def test_duplicate_ids_are_refused_unless_allowed(tmp_path, spec):
    spec(tasks="- [ ] 1. A\n- [ ] 1. B\n")
    assert "tasks.md:2: the id 1 was used before, in line 1" in refusal(
        tmp_path, "checkout"
    )
    planned = read(tmp_path, "checkout", allow_duplicates=True)
    assert [t.task for t in planned] == ["1", "1-dup2"]


def test_a_dependency_on_a_duplicate_id_is_refused_even_so(tmp_path, spec):
    spec(tasks="- [ ] 1. A\n- [ ] 1. B\n- [ ] 2. C\n  - _Depends: 1_\n")
    message = refusal(tmp_path, "checkout", allow_duplicates=True)
    assert "tasks.md:4: the id 1 is used by more than one task" in message


# ------------------------------------------------------------------ several specs


def test_the_tasks_of_several_specs_are_named_with_their_slug(tmp_path, spec):
    spec("one", "- [ ] 1. A\n- [ ] 2. B\n")
    spec("two", "- [ ] 1. C\n")
    planned = {t.task: t for t in read(tmp_path, "one", "two")}
    assert set(planned) == {"one/1", "one/2", "two/1"}
    assert planned["one/2"].depends_on == ("one/1",)
    assert planned["two/1"].spec == ".kiro/specs/two"


def test_a_spec_given_twice_is_read_once(tmp_path, spec):
    spec()
    assert len(read(tmp_path, "checkout", ".kiro/specs/checkout")) == 4


def test_two_specs_of_one_name_are_refused(tmp_path, spec):
    spec()
    spec(folder="other")
    assert "have the same name" in refusal(tmp_path, "checkout", "other/checkout")


def test_a_task_may_depend_on_a_task_of_another_spec(tmp_path, spec):
    spec("one", "- [ ] 1. A\n  - _Depends: two/1_\n")
    spec("two", "- [ ] 1. B\n  - [ ] 1.1 C\n  - [ ] 1.2 D\n")
    planned = read(tmp_path, "one", "two")
    assert planned[-1].task == "one/1"
    assert planned[-1].depends_on == ("two/1.1", "two/1.2")


def test_a_cycle_through_two_specs_is_refused(tmp_path, spec):
    spec("one", "- [ ] 1. A\n  - _Depends: two/1_\n")
    spec("two", "- [ ] 1. B\n  - _Depends: one/1_\n")
    assert "one/1 (line 1) → two/1 (line 1) → one/1 (line 1)" in refusal(
        tmp_path, "one", "two"
    )


def test_an_unknown_task_of_another_spec_is_refused(tmp_path, spec):
    spec("one", "- [ ] 1. A\n  - _Depends: two/7_\n")
    spec("two", "- [ ] 1. B\n")
    for specs in (["one"], ["one", "two"]):
        assert "depends on two/7, which that spec does not have" in refusal(
            tmp_path, *specs
        )


def test_a_spec_that_is_not_in_the_swarm_must_be_done(tmp_path, spec):
    spec("one", "- [ ] 1. A\n  - _Depends: two/1, two/2, two/3_\n")
    spec("two", "- [x] 1. B\n- [ ]* 2. C\n- [ ] 3. D\n")
    message = refusal(tmp_path, "one")
    assert "depends on two/3, which is not done: add two to the swarm" in message
    assert len(message.split("\n")) == 2


def test_a_spec_that_does_not_exist_is_refused(tmp_path, spec):
    spec("one", "- [ ] 1. A\n  - _Depends: three/1_\n")
    assert "depends on three/1, and there is no such spec here" in refusal(
        tmp_path, "one"
    )


def test_a_task_may_name_its_own_spec(tmp_path, spec):
    spec("one", "- [ ] 1. A\n- [ ] 2. B\n  - _Depends: one/1_\n")
    assert read(tmp_path, "one")[1].depends_on == ("1",)


def test_a_task_may_not_depend_on_itself_by_way_of_its_spec(tmp_path, spec):
    spec("one", "- [ ] 1. A\n- [ ] 2. B\n  - _Depends: one/2_\n")
    assert "2 (line 2) → 2 (line 2)" in refusal(tmp_path, "one")


# ------------------------------------------------------------------ the order


def test_the_order_is_chosen_by_argument_or_by_the_settings_file(tmp_path, spec):
    spec(tasks="- [ ] 1. A\n- [ ] 2. B\n")
    assert KiroPlans(tmp_path).order == "siblings-parallel"
    assert read(tmp_path, "checkout", order="declared-only")[1].depends_on == ()
    for toml in ('[plan]\norder = "declared-only"\n', 'order = "declared-only"\n'):
        (tmp_path / "swarm.toml").write_text(toml)
        assert read(tmp_path, "checkout")[1].depends_on == ()
    assert read(tmp_path, "checkout", order="sequential")[1].depends_on == ("1",)


@pytest.mark.parametrize(
    ("toml", "problem"),
    [
        ('[plan]\norder = "fast"\n', "there is no order policy fast: the policies are"),
        ("[plan]\nspeed = 1\n", "has no setting speed: there are order and"),
        ("[plan]\nwrite_states = 1\n", "write_states in"),
        ("plan = 3\n", "is no table"),
        ("[plan\n", "cannot be read"),
    ],
)
def test_settings_that_cannot_be_understood_are_refused(tmp_path, spec, toml, problem):
    spec()
    (tmp_path / "swarm.toml").write_text(toml)
    assert problem in refusal(tmp_path, "checkout")


def test_an_unknown_order_is_refused(tmp_path, spec):
    spec()
    assert "there is no order policy quick" in refusal(tmp_path, order="quick")


def test_a_file_that_cannot_be_read_is_refused(tmp_path, spec):
    place = spec()
    (place / "requirements.md").write_bytes(b"\xff### Requirement 1\n\n1. \xfe\n")
    assert len(read(tmp_path, "checkout")) == 4
    (place / "design.md").symlink_to("design.md")
    assert len(read(tmp_path, "checkout")) == 4


def test_reading_plans_imports_nothing_heavy():
    code = (
        "import sys, adapters.kiro.plans, adapters.kiro.ticker;"
        "print([m for m in ('pydantic', 'eventsourcing', 'click', 'sqlalchemy',"
        " 'git', 'nats', 'rich') if m in sys.modules])"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert shown.stdout.strip() == "[]"


def test_a_long_row_of_ticked_tasks_stays_small(tmp_path, spec):
    many = 1500
    rows = [f"- [x] {n}. T{n}\n  - _Depends: {n - 1}_" for n in range(2, many + 1)]
    spec(tasks="\n".join(["- [x] 1. T1", *rows]) + "\n")
    planned = read(tmp_path, "checkout")
    assert len(planned) == many
    assert sum(len(task.depends_on) for task in planned) < 2 * many
