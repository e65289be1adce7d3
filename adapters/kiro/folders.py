"""Where the spec folders of a repository are, and which one a person means."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from domain.errors import Refused

SPECS = Path(".kiro") / "specs"


def find_spec(root: Path, spec: str) -> Path:
    """Find the folder of a spec from its slug, its path, or the path of its tasks.md.

    Paths may be absolute, from the repository's root, or from the working directory.

    Raises:
        Refused: there is no such spec in the repository, or it has no tasks.md.

    """
    asked = Path(spec)
    places = [root / SPECS / asked, root / asked, Path.cwd() / asked]
    for place in places if spec.strip() else []:
        folder = place.parent if place.name == "tasks.md" else place
        if (folder / "tasks.md").is_file():
            return _inside(root, folder, spec)
    for place in places if spec.strip() else []:
        if place.is_dir():
            raise Refused(f"the spec {spec} has no tasks.md in {place}")
    raise Refused(f"there is no spec {spec} in {root / SPECS}: {_others(root, spec)}")


def list_specs(root: Path) -> list[str]:
    """List the slugs of all specs of the repository that have a tasks.md."""
    folder = root / SPECS
    if not folder.is_dir():
        return []
    return sorted(one.parent.name for one in folder.glob("*/tasks.md"))


def _inside(root: Path, folder: Path, spec: str) -> Path:
    real = folder.resolve()
    try:
        return Path(real.relative_to(root.resolve()).as_posix())
    except ValueError:
        raise Refused(
            f"the spec {spec} is outside of the repository {root}: its boxes could not "
            "be ticked there; copy it into .kiro/specs"
        ) from None


def _others(root: Path, spec: str) -> str:
    known = list_specs(root)
    if not known:
        return "there are no specs yet; make .kiro/specs/<slug>/tasks.md"
    near = get_close_matches(Path(spec).name, known, n=1)
    if near:
        return f"did you mean {near[0]}?"
    return f"the specs are {', '.join(known)}"
