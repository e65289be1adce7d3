"""Requirements, acceptance criteria, and what tasks refer to."""

from __future__ import annotations

import pytest

from adapters.kiro.document import Document
from adapters.kiro.requirements import read_requirements
from tests.unit.kiro.reading import read, task, text

REQUIREMENTS = """
    # Requirements Document

    ## Introduction

    1. not a criterion

    ## Requirements

    ### Requirement 1: Log in

    **User Story:** As a user, I want to log in.

    #### Acceptance Criteria

    1. WHEN the password is right THE system SHALL let me in
    2. IF the password is wrong
       THEN the system SHALL say so
       - in words

    ### Requirement 2

    #### Acceptance Criteria

    1. THE system SHALL log out

    ## Glossary

    1. not a criterion either
"""


def known(block, **options):
    return read_requirements(Document(text(block).encode()), **options)


def test_criteria_are_found_by_requirement_and_number():
    found = known(REQUIREMENTS)
    assert list(found.ids) == ["1", "1.1", "1.2", "2", "2.1"]
    assert found.find("1.1") == "WHEN the password is right THE system SHALL let me in"
    assert found.find("1.2") == (
        "IF the password is wrong\n   THEN the system SHALL say so\n   - in words"
    )


def test_a_requirement_is_its_story_with_all_its_criteria():
    whole = known(REQUIREMENTS).find("1")
    assert whole.startswith("Log in\n**User Story:** As a user")
    assert "1.1. WHEN" in whole
    assert "1.2. IF" in whole


@pytest.mark.parametrize(
    ("heading", "criterion"),
    [
        ("### Requirement 3 - Title", "1. WHEN"),
        ("### 3. Title", "1) WHEN"),
        ("### R3: Title", "1. WHEN"),
        ("### REQ-3 Title", "1. WHEN"),
        ("### 需求 3：标题", "1. 当"),
        ("### 要件 3: 題", "1. 時"),
        ("### 요구사항 3: 제목", "1. 때"),
        ("### Требование 3: Имя", "1. КОГДА"),
        ("### Requisito 3: Título", "1. CUANDO"),
        ("### Title", "3.1 WHEN"),
        ("### Requirement 3", "- 3.1 WHEN"),
        ("### Requirement 3", "- **3.1**: WHEN"),
    ],
)
def test_requirements_are_numbered_in_many_ways(heading, criterion):
    found = known(f"{heading}\n\n#### Acceptance Criteria\n\n{criterion} it works\n")
    assert found.find("3.1").endswith("it works")


def test_letters_before_a_number_do_not_matter_when_nothing_has_them():
    assert known(REQUIREMENTS).find("R2.1") == "THE system SHALL log out"


def test_numbers_inside_fences_are_text():
    found = known("### Requirement 1\n\n1. WHEN\n```\n2. no\n```\n")
    assert list(found.ids) == ["1", "1.1"]
    assert "2. no" in found.find("1.1")


def test_an_unknown_reference_finds_nothing():
    assert known(REQUIREMENTS).find("9.9") == ""
    assert not known("nothing here")


BUGFIX = """
    # Bugfix

    ## Bug Analysis

    ### Current Behavior (Defect)

    1.1 WHEN the list is empty THEN the system crashes

    ### Expected Behavior (Correct)

    2.1 WHEN the list is empty THEN the system SHALL show nothing

    ### Unchanged Behavior (Regression Prevention)

    1. WHEN the list is full THEN the system SHALL CONTINUE TO show it
"""


def test_the_sections_of_a_bugfix_count_from_one_to_three():
    found = known(BUGFIX, bugfix=True)
    assert found.find("1.1").endswith("crashes")
    assert found.find("2.1").endswith("show nothing")
    assert found.find("3.1").endswith("CONTINUE TO show it")
    assert "2.1. WHEN" in found.find("2")


# ------------------------------------------------------------------ references


@pytest.mark.parametrize(
    ("line", "ids"),
    [
        ("- _Requirements: 1.1, 2.1_", ["1.1", "2.1"]),
        ("_Requirements: 1.1, 2.1_", ["1.1", "2.1"]),
        ("- **Requirements:** 1.1; 2.1", ["1.1", "2.1"]),
        ("- Requirements: 1.1 and 2.1", ["1.1", "2.1"]),
        ("- _Requirements: 1.1-1.2_", ["1.1", "1.2"]),
        ("- _Requirements: 1.1–2.1_", ["1.1", "1.2", "2.1"]),
        ("- _Requirements: All_", ["All"]),
        ("- _Requirements: All requirements - validation_", ["All"]),
        ("- _Requirements: 2.1 (and the rest)_", ["2.1"]),
        ("- _Requirements: Requirement 1, Requirement 2.1_", ["1", "2.1"]),
        ("- _Requirements: R1.1, DR8_", ["R1.1", "DR8"]),
        ("- **Validates: Requirements 1.1, 2.1**", ["1.1", "2.1"]),
        ("- _需求: 1.1、2.1_", ["1.1", "2.1"]),
        ("- _要件：1.1・2.1_", ["1.1", "2.1"]),
        ("- _要件: 全般_", ["All"]),
        ("- _요구사항: 1.1, 2.1_", ["1.1", "2.1"]),
        ("- _Requisitos: 1.1, 2.1_", ["1.1", "2.1"]),
        ("- _Требования: 1.1, 2.1_", ["1.1", "2.1"]),
    ],
)
def test_a_line_of_requirements_is_understood(line, ids):
    plan = read(f"- [ ] 1. A\n  {line}\n", REQUIREMENTS)
    assert list(plan.tasks[0].requirements) == ids


def test_a_range_counts_where_the_requirements_are_not_known():
    found = task("- [ ] 1. A\n  - _Requirements: 3.2-3.4, 1.1-2.5_\n")
    assert list(found.requirements) == ["3.2", "3.3", "3.4", "1.1-2.5"]


def test_several_lines_of_requirements_are_joined():
    block = "- [ ] 1. A\n  - _Requirements: 1.1_\n  - **Validates: Requirements 1.2**\n"
    assert list(task(block).requirements) == ["1.1", "1.2"]


def test_requirements_that_do_not_exist_are_remarked():
    plan = read("- [ ] 1. A\n  - _Requirements: 1.1, 1.9, DR2, speed_\n", REQUIREMENTS)
    assert [(r.line, r.message) for r in plan.remarks] == [
        (
            1,
            (
                "task 1 names the requirements 1.9, DR2, which the requirements of the "
                "spec do not have"
            ),
        )
    ]


def test_nothing_is_remarked_where_there_are_no_requirements():
    assert not read("- [ ] 1. A\n  - _Requirements: 1.1_\n").remarks


def test_requirements_inside_fences_do_not_count():
    assert task("- [ ] 1. A\n  ```\n  Requirements: 1.1\n  ```\n").requirements == ()
