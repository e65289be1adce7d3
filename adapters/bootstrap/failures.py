"""What broke a controller, told in one sentence."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from adapters.campaign.errors import CampaignBroken
from domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)


@contextmanager
def told_in_one_sentence() -> Iterator[None]:
    """Turn whatever escapes the loops into one error that a person can read.

    Raises:
        Refused: the campaign was refused by the core.
        CampaignBroken: anything else.

    """
    try:
        yield
    except BaseException as error:
        first = _first(error)
        if isinstance(first, (Refused, CampaignBroken)):
            raise first from error
        if not isinstance(first, Exception):
            raise
        log.exception("the controller gave up")
        raise CampaignBroken(
            f"{type(first).__name__}: {first}. Everything that was done is kept: see "
            ".swarm/logs/controller.log, then run `swarm up` again to go on"
        ) from error


def _first(error: BaseException) -> BaseException:
    """Dig the first cause out of groups within groups."""
    while getattr(error, "exceptions", ()):
        error = error.exceptions[0]  # type: ignore[attr-defined]
    return error
