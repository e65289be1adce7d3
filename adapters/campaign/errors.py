"""Errors of a campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapters.campaign.report import UpReport


class CampaignBroken(Exception):
    """The controller had to give up; what was done is kept and can be continued.

    `report` tells how far it came; None when it broke before there was anything.
    """

    report: UpReport | None = None
