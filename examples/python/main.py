# SPDX-License-Identifier: Apache-2.0
"""Lists the coprocessors of a cluster, and watches them over any loss of servers. README.md says how to run it."""

import argparse
import asyncio
import contextlib
import math
import signal

from listing import print_list
from replicas import Replicas
from watch import Watch


async def main(servers, revision):
    if revision == math.inf:  # otherwise an early end must not look as if the revision had been reached
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, asyncio.current_task().cancel)
    replicas = Replicas(servers.split(","))
    with contextlib.suppress(asyncio.CancelledError):
        await print_list(replicas)
        await Watch(replicas).print_until(revision)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Lists the coprocessors of a cluster, and watches them.")
    parser.add_argument("servers", help="HOST:PORT[,HOST:PORT...]")
    parser.add_argument("revision", nargs="?", type=int, default=math.inf, help="end after this revision")
    asyncio.run(main(**vars(parser.parse_args())))
