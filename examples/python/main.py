# SPDX-License-Identifier: Apache-2.0
"""Prints the coprocessors of a cluster as a table, then the state of its nodes and every change of it.

    python main.py HOST:PORT[,HOST:PORT...] [REVISION]

The servers are replicas: any of them may answer. With REVISION, ends once it has printed that revision or a later one.
"""

import argparse
import asyncio
import signal
import sys

from errors import Failure
from listing import list_all, print_table
from replicas import Replicas
from watch import Watch

LISTING_S = 10  # for all pages, all attempts and the pauses between them


async def show(servers, revision):
    replicas = Replicas(servers)
    try:
        async with asyncio.timeout(LISTING_S):
            rows, not_up = await replicas.run(list_all)
        replicas.succeeded()
        print_table(rows, not_up)
        watch = Watch(replicas, revision)
        await replicas.run(watch.stream, watch.start_again)
    finally:
        await replicas.close()


async def main(servers, revision):
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, asyncio.current_task().cancel)
    try:
        await show(servers.split(","), revision)
    except asyncio.CancelledError:
        sys.exit(0 if revision is None else 1)  # a signal is the way to end a watch that waits for nothing
    except TimeoutError:
        sys.exit(f"no server answered the whole listing within {LISTING_S} s")
    except Failure as final:
        sys.exit(str(final))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Lists the coprocessors of a cluster, and watches them.")
    parser.add_argument("servers", help="HOST:PORT[,HOST:PORT...]")
    parser.add_argument("revision", nargs="?", type=int, help="end after this revision (default: at SIGINT or SIGTERM)")
    asyncio.run(main(**vars(parser.parse_args())))
