"""Waiting until a call works, or until it fails."""

from __future__ import annotations

import anyio

from bus.errors import BusUnavailable


async def until_it_works(call, *arguments):
    with anyio.fail_after(10):
        while True:
            try:
                return await call(*arguments)
            except BusUnavailable:
                await anyio.sleep(0.05)


async def until_it_fails(call, *arguments):
    with anyio.fail_after(12):
        while True:
            try:
                await call(*arguments)
            except BusUnavailable:
                return
