"""Chooses how a run is shown."""

from __future__ import annotations

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
    return PlainView(out)
