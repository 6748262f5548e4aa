# SPDX-License-Identifier: Apache-2.0
"""A whole cluster: three brokers, three replicas, nodes, agents with leases, a reaper, watchers and lists."""

from soak.gauges import Gauge
from soak.publishers import LeasedNode, SteadyPublisher
from soak.shown_states import ShownStates
from soak.watchers import Lister, make_watchers
from support.api import pb
from support.compare import assert_equals_reference, list_all
from support.crowd import Crowd
from support.http_port import SERVED
from support.kafka_cluster import KafkaCluster
from support.process import Child
from support.reaper import Reaper
from support.rollcalld import Rollcalld
from support.tools import program
from support.topic import COMPACTED, Topic
from support.waiting import DEADLINE_S, wait_until

LEASED = (1001, 1002, 1003)
_SETTLE_S = 3 * DEADLINE_S
_ACKS = 20  # records after which publishing counts as going on
_ATTEMPTS = 200  # to see the topic and a list at one revision, while agents go on renewing their leases


class World:
    """The first replica, the first agent and `rollcall watch` are never restarted: a slow leak would be seen in
    them."""

    def __init__(self, folder, seed, watchers):
        self.folder = folder
        self.shown = ShownStates()
        self.kafka = KafkaCluster(folder / "kafka")
        self._seed, self._watchers = seed, watchers
        self._running = []
        self._reapers = 0

    def start(self):
        self.kafka.start()
        config = COMPACTED | {"min.insync.replicas": "2"}
        self.topic = Topic(self.kafka.addresses, "soak").create(config=config, replication_factor=3)
        self.servers = [self._new_server(f"replica-{number}") for number in range(3)]
        self.publisher = self._begin(SteadyPublisher(self.topic, self._seed))
        self.nodes = [LeasedNode(self.topic, self.folder, node_id) for node_id in LEASED]
        self.start_reaper()
        self.crowd = self._begin(Crowd(self.servers, make_watchers(self.shown, self._watchers)))
        self.lister = self._begin(Lister(self.servers, self.shown))
        addresses = ",".join(server.address for server in self.servers)
        watch = [program("rollcall"), "--server", addresses, "watch", "--format", "log"]
        self.watch = Child(watch, self.folder, "watch")
        self.gauges = [
            Gauge("rollcalld", self.servers[0].child),
            Gauge("rollcall-agent run", self.nodes[0].child),
            Gauge("rollcall watch", self.watch),
        ]

    def stop(self):
        for thread in self._running:
            thread.stopping.set()
        if hasattr(self, "publisher"):
            self.publisher.go_on()
        for child in self._children():
            child.kill()
        self.kafka.stop()

    def finish(self):
        """Ends what calls and publishes. Fails if one of it failed."""
        self.publisher.go_on()
        for thread in self._running:
            thread.finish()

    def start_reaper(self):
        self._reapers += 1
        self.reaper = Reaper(self.folder, self._reapers, self.topic, self.servers).wait_healthy()

    def settle(self):
        """Waits until records flow, every replica shows them as current, every watcher has them, and every node with a
        lease is up. Compares the replicas with the topic. Fails if a process has ended."""
        self._check_threads()
        self.publisher.wait_acked(_ACKS)
        newest = self.publisher.newest
        for server in self.servers:
            wait_until(lambda: self._is_current(server, newest), f"{server.address} shows {newest}", _SETTLE_S)
        self.crowd.wait_revision(newest, _SETTLE_S)
        for node in self.nodes:
            self.wait_state(node.node_id, pb.NodeStatus.STATE_UP)
        self._compare_with_topic()
        self._check_threads()
        for child in self._children():
            assert child.running(), f"it ended by itself\n{child.report()}"

    def wait_state(self, node_id, state):
        """Waits until the first replica shows a node in this state. Returns the node."""
        return wait_until(
            lambda: next((node for node in self._show(node_id) if node.state == state), None),
            lambda: f"node {node_id} is {pb.NodeStatus.State.Name(state)}: {self._show(node_id)}",
            _SETTLE_S,
        )

    def sample(self):
        for gauge in self.gauges:
            gauge.sample()

    def _show(self, node_id):
        request = pb.ListNodesRequest(filter=pb.Filter(node_ids=[node_id]))
        return self.servers[0].stub.ListNodes(request, timeout=DEADLINE_S).nodes

    def _is_current(self, server, revision):
        header = server.stub.ListNodes(pb.ListNodesRequest(page_size=1), timeout=DEADLINE_S).header
        return header.revision >= revision and header.source_state == pb.SOURCE_STATE_CURRENT

    def _compare_with_topic(self):
        self.publisher.pause()
        try:
            for server in self.servers:
                wait_until(lambda: self._equals_topic(server), "a list has the topic's newest revision", _SETTLE_S)
        finally:
            self.publisher.go_on()

    def _equals_topic(self, server):
        """False if an agent published between the two readings."""
        records = self.topic.records()
        header, nodes = list_all(server, min_revision=records[-1].offset, view=pb.NODE_VIEW_FULL)
        if header.revision != records[-1].offset:
            return False
        assert_equals_reference(header, nodes, records)
        self.shown.note("all", header)
        return True

    def _check_threads(self):
        for thread in self._running:
            thread.check()

    def _new_server(self, name):
        folder = self.folder / name
        folder.mkdir()
        return Rollcalld(folder, self.topic.brokers, self.topic.name, *SERVED).start().wait_serving()

    def _begin(self, thread):
        thread.start()
        self._running.append(thread)
        return thread

    def _children(self):
        holders = [*getattr(self, "servers", []), *getattr(self, "nodes", []), getattr(self, "reaper", None)]
        children = [holder.child for holder in holders if holder is not None]
        return children + ([self.watch] if hasattr(self, "watch") else [])
