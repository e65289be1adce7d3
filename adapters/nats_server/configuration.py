"""The configuration file of the embedded server."""

from __future__ import annotations

import os
import string
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.nats_server.record import Record

# What a quoted string of the server's configuration holds as it is.
PLAIN = frozenset((string.ascii_letters + string.digits + "/._-+:@, ").encode())

# `sync_interval: always` makes "published" mean "on the disk". Passwords stay plain,
# since the file is its owner's alone and hashing costs 50 ms for each connection.
TEMPLATE = """\
# Written by swarm at each start of its embedded server.
server_name: swarm
listen: "127.0.0.1:{port}"
log_file: {log}
logfile_size_limit: 8MB
logfile_max_num: 3
max_payload: 8MB
write_deadline: "10s"
jetstream {{
  store_dir: {store}
  sync_interval: always
  max_memory_store: 64MB
  max_file_store: 8GB
}}
authorization {{
  user: {user}
  password: {password}
}}
"""


def configuration(record: Record, *, store: Path, log: Path) -> str:
    """Write out the configuration: loopback only, one user, JetStream in `store`."""
    return TEMPLATE.format(
        port=record.port,
        log=quoted(str(log)),
        store=quoted(str(store)),
        user=quoted(record.user),
        password=quoted(record.password),
    )


def quoted(text: str) -> str:
    r"""Write a string as the server's configuration reads it.

    Its escapes are not JSON's (there is no `\u`), but `\xHH` stands for any byte: so
    every path can be written, even one that is no UTF-8.
    """
    written = (
        chr(byte) if byte in PLAIN else f"\\x{byte:02x}" for byte in os.fsencode(text)
    )
    return f'"{"".join(written)}"'
