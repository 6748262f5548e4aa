# SPDX-License-Identifier: Apache-2.0
"""Replicas with callers, an agent and a reaper: something for every metric to tell of. scripts/pictures uses it."""

import itertools

from support.agent_run import AgentRun
from support.api import pb
from support.background import Background
from support.certificates import Authority
from support.fold import Watch
from support.http_port import SERVED, http_address
from support.metrics import read
from support.reaper import Reaper
from support.topic import status_json
from support.waiting import DEADLINE_S


class Traffic(Background):
    """Changes and calls, so that every panel has something to show."""

    def __init__(self, topic, servers):
        super().__init__()
        self._topic, self._servers = topic, servers

    def work(self):
        watch = Watch(self._servers[0].stub)
        for number in itertools.count():
            if self.stopping.wait(0.1):
                return watch.stop()
            running = {"input_topics": ["foo"], "state": "running"}
            watch.until_revision(self._topic.publish(1, {f"copro_{number % 3}": running}))
            for server in self._servers:
                server.stub.ListNodes(pb.ListNodesRequest(), timeout=DEADLINE_S)


class Site:
    """Two replicas with callers, one with TLS that nobody calls, an agent and a reaper."""

    def __init__(self, topic, folder, start_server):
        self.topic = topic
        topic.publish(2, status="down")
        topic.produce(b"3", status_json(3, {"mask": {"input_topics": ["a"], "state": "errored"}}, lease_s=0.01))
        self.servers = [start_server(topic, *SERVED) for _ in range(2)]
        self._secured = self._start_secured(start_server, folder)
        self.agent = AgentRun(topic, folder, "agent", "-", "--lease", "60s", "--metrics-listen", "127.0.0.1:0")
        self.agent.write('{"node_id":5,"status":"up","coprocessors":{}}')
        # Of the two nodes with a lease one is silent, which is above this share. So it stays stale.
        self.reaper = Reaper(folder, 0, topic, self.servers, "--max-share", "0.1")
        self.traffic = Traffic(topic, self.servers)
        self.traffic.start()

    def _start_secured(self, start_server, folder):
        issued = Authority(folder, "authority").issue("server")
        keys = ("--tls-cert", str(issued.certificate), "--tls-key", str(issued.key))
        return start_server(self.topic, *SERVED, *keys, wait=False)

    def addresses(self):
        """Of the metrics, but for those of the replica with TLS, {job: [HOST:PORT]}."""
        servers = [http_address(server) for server in self.servers]
        return {"rollcalld": servers, "rollcall-agent": [self.agent.metrics_address(), self.reaper.metrics_address()]}

    def texts(self):
        """What each program serves of metrics now."""
        plain = [address for addresses in self.addresses().values() for address in addresses]
        return [read(address) for address in (*plain, http_address(self._secured))]

    def stop(self):
        self.traffic.finish()
        self.agent.child.kill()
        self.reaper.child.kill()
