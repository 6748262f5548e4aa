# SPDX-License-Identifier: Apache-2.0
"""A client process that a test can stop and continue: `python -m support.reader HOST:PORT STREAMS`.

Folds STREAMS watches on one connection. At each checkpoint it prints a line of JSON: the stream's number, the
revision, the digest (which the fold has verified) and the number of messages so far.
"""

import json
import sys
import threading

import grpc

from support.api import pb_grpc
from support.fold import Watch


def _follow(stub, number):
    watch = Watch(stub, timeout_s=600)
    for message in iter(watch.next, None):
        if watch.fold.exact:
            header = message.checkpoint.header
            line = {
                "stream": number,
                "revision": header.revision,
                "digest": header.digest,
                "messages": len(watch.messages),
            }
            # One write, unlike print(), so that lines of two threads do not mix.
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()


def _main(address, streams):
    with grpc.insecure_channel(address) as channel:
        stub = pb_grpc.CoprocessorStatusServiceStub(channel)
        threads = [threading.Thread(target=_follow, args=[stub, number]) for number in range(int(streams))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


if __name__ == "__main__":
    _main(*sys.argv[1:])
