# SPDX-License-Identifier: Apache-2.0
"""Watchers whose machine vanishes without closing its connections. A separate file, because the test takes half a
minute."""

import grpc
import pytest

from support.api import pb_grpc
from support.fold import Watch
from support.http_port import SERVED
from support.metrics import wait_watchers
from support.proxy import Proxy, any_bytes
from support.proxy_faults import Vanishes

pytestmark = pytest.mark.release_only

_WITHIN_S = 60
_VANISHING = 3  # watchers


@pytest.fixture
def server(start_server, topic):
    return start_server(topic, *SERVED)


@pytest.fixture
def proxied_stub(server):
    proxy = Proxy(server.address, any_bytes)
    with grpc.insecure_channel(proxy.address, options=[("grpc.use_local_subchannel_pool", 1)]) as channel:
        yield proxy, pb_grpc.CoprocessorStatusServiceStub(channel)
    proxy.close()


def test_a_watcher_that_vanished_is_given_up(server, topic, proxied_stub):
    proxy, stub = proxied_stub
    last = topic.publish(1)
    watches = [Watch(stub, min_revision=last) for _ in range(_VANISHING)]
    other = Watch(server.stub, min_revision=last, heartbeat_interval={"seconds": 1})
    for watch in [*watches, other]:
        watch.until_revision(last)
    wait_watchers(server, _VANISHING + 1)
    with proxy.does(Vanishes()) as fault:
        other.until_revision(topic.publish(2))
        wait_watchers(server, 1, _WITHIN_S)
        assert fault.met, "nothing was sent to the vanished watchers"
        other.until_revision(topic.publish(3))
    for watch in watches:
        watch.failure()
        assert sorted(watch.fold.nodes) == [1], "the watcher had not vanished"
