"""Chooses how a run is shown."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TextIO

from adapters.cli.plain_view import PlainView, SilentView

if TYPE_CHECKING:
    from adapters.campaign.options import UpOptions
    from adapters.campaign.view import ProgressView


def open_view(options: UpOptions, out: TextIO, err: TextIO) -> ProgressView:
    """Open the view that fits the options and where the output goes.

    Nothing with `--quiet`; with `--json` plain lines on stderr, as stdout is for the
    object; else the live view on a terminal and plain lines elsewhere.
    """
    if options.quiet:
        return SilentView()
    if options.json:
        return PlainView(err)
    if _can_draw(out):
        from adapters.cli.live_view import LiveView

        return LiveView(out)
    return PlainView(out)


def _can_draw(out: TextIO) -> bool:
    """Tell whether a terminal can move its cursor and show more than ASCII."""
    kind = os.environ.get("TERM", "")  # noqa: TID251  (of the terminal, no setting)
    utf8 = (out.encoding or "").lower().replace("-", "").startswith("utf")
    return out.isatty() and utf8 and kind not in {"", "dumb", "unknown"}
