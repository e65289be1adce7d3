"""Trains: merges off the checkout, with the same ids whenever repeated."""

from __future__ import annotations

import pytest

from tests.integration.git.conftest import PLAN, candidate, prepare

SPEC = ".kiro/specs/demo/tasks.md"


@pytest.fixture
def build(project):
    integrator = project.integrator()

    def build(*candidates, name="demo/train-1"):
        return integrator.build(integration=name, target="main", candidates=candidates)

    return build


def test_candidates_stand_on_one_another(project, trees, build):
    one = project.work(trees, "1.1", {"one.txt": "1"})
    two = project.work(trees, "1.2", {"two.txt": "2"})
    train = build(one, two)
    assert train.base == project.head
    assert list(train.merges) == ["1.1", "1.2"]
    assert train.head == train.merges["1.2"]
    parents = project.git("show", "-s", "--format=%P", train.head).split()
    assert parents == [train.merges["1.1"], two.commit]
    assert project.git("diff", "--name-only", train.base, train.head).split() == [
        SPEC,
        "one.txt",
        "two.txt",
    ]
    assert project.status == ""
    assert project.git("fsck", "--strict", "--no-dangling") == ""


def test_the_merge_commit_says_what_it_is(project, trees, build):
    train = build(project.work(trees, "1.1", {"one.txt": "1"}, attempt=2))
    shape = "--format=%an <%ae>|%cn <%ce>|%B"
    assert project.git("show", "-s", shape, train.head) == (
        "kiro-swarm <swarm@localhost>|kiro-swarm <swarm@localhost>|"
        "Merge task 1.1: Title of 1.1\n\nSwarm-Task: 1.1\nSwarm-Attempt: 2\n"
        f"Swarm-Integration: demo/train-1\nSwarm-Plan: {SPEC}\n"
    ).rstrip("\n")


def test_the_same_inputs_make_the_same_commits(project, trees, build, monkeypatch):
    one = project.work(trees, "1.1", {"one.txt": "1"})
    two = project.work(trees, "1.2", {"two.txt": "2"})
    first = build(one, two)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("GIT_COMMITTER_NAME", "Somebody")
    again = project.integrator().build(
        integration="demo/train-1", target="main", candidates=[one, two]
    )
    assert again == first


def test_the_plan_is_ticked_in_each_merge_commit(project, trees, build):
    one = project.work(trees, "1.1", {"one.txt": "1"})
    two = project.work(trees, "1.2", {"two.txt": "2"})
    train = build(one, two)
    assert project.show(train.merges["1.1"], SPEC) == PLAN.replace(
        "[ ] 1.1", "[x] 1.1"
    ).rstrip("\n")
    assert project.show(train.head, SPEC).count("[x]") == 2


def test_a_candidate_without_changes_gets_its_merge_commit(project, trees, build):
    idle = project.work(trees, "1.1", {})
    assert idle.commit == project.head
    train = build(idle, project.work(trees, "1.2", {}))
    assert list(train.merges) == ["1.1", "1.2"]
    assert "[x] 1.1" in project.show(train.head, SPEC)
    assert project.git("fsck", "--strict", "--no-dangling") == ""


def test_a_task_that_is_not_in_the_plan_is_merged_without_a_tick(
    project, trees, build, caplog
):
    train = build(project.work(trees, "9.9", {"one.txt": "1"}))
    assert project.show(train.head, SPEC) == PLAN.rstrip("\n")
    assert "task 9.9 is not ticked" in caplog.text


@pytest.mark.parametrize("spec", ["", ".kiro/specs/none", "../elsewhere"])
def test_a_spec_that_is_not_in_git_is_no_obstacle(project, trees, build, spec):
    made = project.work(trees, "1.1", {"one.txt": "1"})
    train = build(type(made)("1.1", 1, made.commit, "T", spec))
    assert list(train.merges) == ["1.1"]
    assert project.show(train.head, SPEC) == PLAN.rstrip("\n")


def test_the_spec_may_be_given_absolute_or_as_the_plan_itself(project, trees, build):
    made = project.work(trees, "1.1", {"one.txt": "1"})
    for spec in (str(project.root / ".kiro/specs/demo"), SPEC):
        train = build(type(made)("1.1", 1, made.commit, "T", spec))
        assert "[x] 1.1" in project.show(train.head, SPEC)


def test_bytes_and_mode_of_the_plan_stay(project, trees, build):
    data = b"\xef\xbb\xbf# P\r\n- [ ] 1.1 A\xff\r\n- [ ] 1.2 B"
    project.write(SPEC, data).chmod(0o755)
    project.git("config", "core.autocrlf", "true")
    project.git("commit", "-qam", "plan")
    stored = project.git("show", f"main:{SPEC}")
    train = build(project.work(trees, "1.2", {"one.txt": "1"}))
    assert project.git("show", f"{train.head}:{SPEC}") == stored.replace(
        "[ ] 1.2", "[x] 1.2"
    )
    assert project.git("ls-tree", train.head, SPEC).startswith("100755")


def test_a_plan_that_is_a_link_is_left_alone(project, trees, build):
    (project.root / SPEC).rename(project.root / "plan.md")
    (project.root / SPEC).symlink_to("../../../plan.md")
    project.git("add", "-A")
    project.git("commit", "-qm", "link")
    train = build(project.work(trees, "1.1", {"one.txt": "1"}))
    assert list(train.merges) == ["1.1"]


def test_a_plan_with_a_strange_name_is_ticked(project, trees, build):
    name = 'spé cs/a "b" \\c/tasks.md'
    project.commit(name, PLAN)
    made = project.work(trees, "1.1", {"one.txt": "1"})
    train = build(type(made)("1.1", 1, made.commit, "T", name))
    assert "[x] 1.1" in project.show(train.head, name)


def test_odd_titles_make_no_odd_commits(project, trees, build):
    made = project.work(trees, "1.1", {"one.txt": "1"})
    title = "First\n\nSwarm-Task: 9\nwörld ✓"
    train = build(type(made)("1.1", 1, made.commit, title, SPEC))
    subject = project.git("show", "-s", "--format=%s", train.head)
    assert subject == "Merge task 1.1: First Swarm-Task: 9 wörld ✓"


# ------------------------------------------------------------ conflicts


def test_a_conflicting_candidate_is_left_out_and_the_others_go_on(
    project, trees, build
):
    one = project.work(trees, "1.1", {"src/a.txt": "one\nFIRST\nthree\n"})
    two = project.work(trees, "1.2", {"src/a.txt": "one\nSECOND\nthree\n", "x": "x"})
    three = project.work(trees, "1.3", {"three.txt": "3"})
    train = build(one, two, three)
    assert list(train.merges) == ["1.1", "1.3"]
    [conflict] = train.conflicts
    assert (conflict.task, list(conflict.files)) == ("1.2", ["src/a.txt"])
    assert list(conflict.with_tasks) == ["1.1"]
    assert "CONFLICT (content): Merge conflict in src/a.txt" in conflict.detail
    assert (
        "<<<<<<< main\nFIRST\n=======\nSECOND\n>>>>>>> task 1.2\nthree"
        in conflict.detail
    )


def test_a_conflict_with_what_landed_before_names_that_task(project, trees, build):
    late = project.work(trees, "1.2", {"src/a.txt": "LATE\n"})
    project.land(project.work(trees, "1.1", {"src/a.txt": "EARLY\n"}))
    project.commit("src/a.txt", "USER\n")
    [conflict] = build(late).conflicts
    assert list(conflict.with_tasks) == ["1.1"]


def test_a_train_of_conflicts_is_empty(project, trees, build):
    late = project.work(trees, "1.2", {"src/a.txt": "LATE\n"})
    project.commit("src/a.txt", "USER\n")
    train = build(late)
    assert (train.head, dict(train.merges)) == (project.head, {})
    assert list(train.conflicts[0].with_tasks) == []


def test_a_deleted_and_changed_file_is_a_conflict(project, trees, build):
    late = project.work(trees, "1.2", {"src/b.txt": "changed\n"})
    project.git("rm", "-q", "src/b.txt")
    project.git("commit", "-qm", "gone")
    [conflict] = build(late).conflicts
    assert list(conflict.files) == ["src/b.txt"]
    assert "CONFLICT (modify/delete)" in conflict.detail


def test_a_file_against_a_folder_is_a_conflict(project, trees, build):
    late = project.work(trees, "1.2", {"thing": "file\n"})
    project.commit("thing/inner.txt", "folder\n")
    [conflict] = build(late).conflicts
    assert any(name.startswith("thing") for name in conflict.files)
    assert "CONFLICT" in conflict.detail


def test_a_binary_conflict_is_shown_as_such(project, trees, build):
    space = prepare(trees, "1.2")
    project.write("blob", b"\0\1task", space.path)
    commit, _ = trees.collect(space, task="1.2", attempt=1, title="T")
    project.commit("blob", b"\0\2main")
    [conflict] = build(candidate("1.2", commit)).conflicts
    assert "blob (binary)" in conflict.detail


def test_hunks_are_bounded(project, trees, build):
    long = "".join(f"line {n}\n" for n in range(4000))
    late = project.work(trees, "1.2", {"src/a.txt": long, "src/b.txt": long})
    project.write("src/b.txt", long.replace("line", "main"))
    project.commit("src/a.txt", long.upper())
    [conflict] = build(late).conflicts
    assert list(conflict.files) == ["src/a.txt", "src/b.txt"]
    assert len(conflict.detail) < 9000
    assert "… (cut)" in conflict.detail


def test_an_unknown_commit_is_a_conflict_of_its_own(project, trees, build):
    train = build(
        candidate("1.1", "f" * 40), project.work(trees, "1.2", {"two.txt": "2"})
    )
    assert list(train.merges) == ["1.2"]
    assert "is not in this repository" in train.conflicts[0].detail


def test_an_unrelated_history_is_a_conflict(project, build):
    tree = project.git("rev-parse", "main^{tree}")
    orphan = project.git("commit-tree", tree, "-m", "orphan")
    [conflict] = build(candidate("1.1", orphan)).conflicts
    assert "unrelated histories" in conflict.detail


# ------------------------------------------------------------ ticks of agents


def ticked(*tasks: str):
    text = PLAN
    for task in tasks:
        text = text.replace(f"[ ] {task}", f"[x] {task}")
    return text


def test_agents_that_tick_their_own_boxes_do_not_conflict(project, trees, build):
    one = project.work(trees, "1.1", {SPEC: ticked("1.1")})
    two = project.work(trees, "1.2", {SPEC: ticked("1.2")})
    train = build(one, two)
    assert list(train.merges) == ["1.1", "1.2"]
    assert project.show(train.head, SPEC) == ticked("1.1", "1.2").rstrip("\n")


def test_a_tick_and_another_edit_of_the_plan_are_merged(project, trees, build):
    edited = PLAN.replace("1.3 Third", "1.3 Third\n  - a detail")
    one = project.work(trees, "1.1", {SPEC: ticked("1.1")})
    two = project.work(trees, "1.2", {SPEC: edited.replace("[ ] 1.2", "[x] 1.2")})
    train = build(one, two)
    assert project.show(train.head, SPEC) == (
        ticked("1.1", "1.2")
        .replace("1.3 Third", "1.3 Third\n  - a detail")
        .rstrip("\n")
    )


def test_a_plan_that_is_rewritten_on_both_sides_is_a_conflict(project, trees, build):
    one = project.work(trees, "1.1", {SPEC: PLAN.replace("Third", "ONE")})
    two = project.work(trees, "1.2", {SPEC: PLAN.replace("Third", "TWO")})
    [conflict] = build(one, two).conflicts
    assert list(conflict.files) == [SPEC]


def test_other_conflicts_beside_ticks_are_the_only_ones_told(project, trees, build):
    one = project.work(trees, "1.1", {SPEC: ticked("1.1"), "src/b.txt": "one\n"})
    two = project.work(trees, "1.2", {SPEC: ticked("1.2"), "src/b.txt": "two\n"})
    [conflict] = build(one, two).conflicts
    assert list(conflict.files) == ["src/b.txt"]
    assert "tasks.md" not in conflict.detail


# ------------------------------------------------------------ landed before


@pytest.mark.parametrize("files", [{"one.txt": "1"}, {}], ids=["work", "no change"])
def test_a_candidate_that_landed_before_does_not_land_twice(
    project, trees, build, files
):
    one = project.work(trees, "1.1", files)
    landed = build(one)
    project.land(one)
    project.commit("user.txt", "by the user\n")
    two = project.work(trees, "1.2", {"two.txt": "2"})
    again = build(one, two, name="demo/train-2")
    assert again.merges["1.1"] == landed.head
    assert project.git("show", "-s", "--format=%P", again.head).split() == [
        project.head,
        two.commit,
    ]
    alone = build(one, name="demo/train-3")
    assert (alone.base, alone.head) == (project.head, project.head)
    assert dict(alone.merges) == {"1.1": landed.head}
    landing = project.integrator().land(
        integration="demo/train-3", target="main", train=alone
    )
    assert (landing.landed, landing.found) == (True, project.head)


def test_the_same_commit_for_another_task_gets_its_own_merge(project, trees, build):
    one = project.work(trees, "1.1", {"one.txt": "1"})
    project.land(one)
    other = build(candidate("1.2", one.commit), name="demo/train-2")
    assert other.head != project.head
    assert "[x] 1.2" in project.show(other.head, SPEC)
