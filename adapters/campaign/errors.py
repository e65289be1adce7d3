"""Errors of a campaign."""

from __future__ import annotations


class CampaignBroken(Exception):
    """The controller had to give up; what was done is kept and can be continued."""
