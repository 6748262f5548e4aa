# SPDX-License-Identifier: Apache-2.0
"""One module for each row, with its NAME and make(bench) -> Row."""

from harness.rows import (
    connections,
    filters,
    history,
    hostile,
    idle,
    latency,
    list_command,
    lists,
    memory,
    resume,
    start,
    stopped,
    watch_burst,
    watch_paced,
    watch_tls,
)

ALL = {
    module.NAME: module
    for module in (
        start,
        list_command,
        history,
        lists,
        watch_paced,
        watch_tls,
        connections,
        watch_burst,
        hostile,
        latency,
        idle,
        stopped,
        memory,
        filters,
        resume,
    )
}
