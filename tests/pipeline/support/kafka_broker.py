# SPDX-License-Identifier: Apache-2.0
"""A real Apache Kafka (KRaft) on free loopback ports, from the jars in .deps/kafka/lib, with one or more brokers."""

import signal
import subprocess

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from support.kafka_client import client_settings
from support.paths import DEPS
from support.ports import free_port, start_on_free_ports
from support.process import Child

_PROPERTIES = """\
process.roles=broker,controller
node.id={node_id}
controller.quorum.voters={voters}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:{broker_port},PROXIED://127.0.0.1:{proxied_port},CONTROLLER://127.0.0.1:{controller_port}
advertised.listeners=PLAINTEXT://127.0.0.1:{broker_port},PROXIED://{proxy}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={folder}/data
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
log.cleaner.backoff.ms=200
log.cleaner.dedupe.buffer.size=16777216
{more}"""

_LOGGING = """\
log4j.rootLogger=WARN, out
log4j.appender.out=org.apache.log4j.ConsoleAppender
log4j.appender.out.layout=org.apache.log4j.PatternLayout
log4j.appender.out.layout.ConversionPattern=%d %p %m (%c)%n
"""

_QUICK_TO_START = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


class KafkaBroker:
    """One process that is both broker and controller. It keeps its ports and data when it is killed and launched again.

    Clients that connect to `proxied_address` are referred to `proxy`, the HOST:PORT of a proxy before this broker.
    `more` are lines of its settings, which may name {broker_port}, {controller_port} and {proxied_port}. Of two lines
    with one name the last one counts.
    """

    def __init__(self, folder, node_id=1, heap="512m", more="", proxy=None):
        self.folder = folder
        self.node_id = node_id
        self._proxy = proxy
        self._more = more
        self._java = [
            "java",
            f"-Xmx{heap}",
            *_QUICK_TO_START,
            f"-Dlog4j.configuration=file:{folder}/log4j.properties",
            "-cp",
            f"{DEPS}/kafka/lib/*",
        ]
        self._launches = 0
        self._properties = folder / "server.properties"
        self.address = None
        self.proxied_address = None
        self.child = None
        self.paused = False

    def start(self):
        """Starts it as a cluster of one broker."""
        start_together([self])

    def stop(self):
        if self.child:
            self.child.kill()  # its data is deleted with its folder, so nothing needs to be saved

    def launch(self):
        """Starts its process on its ports."""
        self._launches += 1
        self.paused = False
        self.child = Child(self._java + ["kafka.Kafka", self._properties], self.folder, f"kafka-{self._launches}")

    def wait_answers(self):
        self.child.wait_for(self._answers, "Kafka answers")

    def pause(self):
        self.paused = True
        self.child.signal(signal.SIGSTOP)

    def resume(self):
        self.child.signal(signal.SIGCONT)
        self.paused = False

    def report(self):
        return self.child.report() if self.child else ""

    def responsive(self):
        return self.child.running() and not self.paused

    def partition(self, topic):
        """The topic's only partition, as this broker knows it; None if the broker does not answer."""
        try:  # a new client knows no other broker
            known = AdminClient(client_settings(self.address)).list_topics(topic, timeout=2)
        except KafkaException:
            return None
        return known.topics[topic].partitions.get(0)

    def take_ports(self):
        """Chooses ports. Returns its entry for the list of controllers."""
        jars = DEPS / "kafka" / "lib"
        assert any(jars.glob("kafka_*.jar")), f"no Kafka in {jars}; run scripts/install-deps test"
        self._broker_port, self._proxied_port, self._controller_port = free_port(), free_port(), free_port()
        self.address = f"127.0.0.1:{self._broker_port}"
        self.proxied_address = f"127.0.0.1:{self._proxied_port}"
        return f"{self.node_id}@127.0.0.1:{self._controller_port}"

    def format(self, cluster_id, voters):
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "log4j.properties").write_text(_LOGGING)
        self._properties.write_text(
            _PROPERTIES.format(
                node_id=self.node_id,
                voters=voters,
                broker_port=self._broker_port,
                controller_port=self._controller_port,
                proxied_port=self._proxied_port,
                proxy=self._proxy or self.proxied_address,
                folder=self.folder,
                more=self._more.format(
                    broker_port=self._broker_port,
                    controller_port=self._controller_port,
                    proxied_port=self._proxied_port,
                ),
            )
        )
        self._storage_tool("format", "--ignore-formatted", "-t", cluster_id, "-c", self._properties)

    def new_cluster_id(self):
        return self._storage_tool("random-uuid")

    def _storage_tool(self, *arguments):
        command = self._java + ["kafka.tools.StorageTool", *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, f"{' '.join(command)}: {done.stdout}{done.stderr}"
        return done.stdout.strip().splitlines()[-1]

    def _answers(self):
        try:
            return AdminClient(client_settings(self.address)).list_topics(timeout=2).brokers
        except KafkaException:
            return None


def start_together(brokers):
    """Starts brokers that form one cluster. Tries other ports if another process took one of the chosen ones."""
    cluster_id = brokers[0].new_cluster_id()  # one for all attempts: a folder that is formatted keeps its id
    start_on_free_ports(lambda: _start(brokers, cluster_id), lambda: any(map(_lost_a_port, brokers)))


def _lost_a_port(broker):
    return broker.child and "already in use" in broker.child.report()


def _start(brokers, cluster_id):
    try:
        _launch(brokers, cluster_id)
    except AssertionError:
        for broker in brokers:
            broker.stop()
        raise


def _launch(brokers, cluster_id):
    voters = ",".join([broker.take_ports() for broker in brokers])
    for broker in brokers:
        broker.format(cluster_id, voters)
    for broker in brokers:
        broker.launch()
    for broker in brokers:
        broker.wait_answers()
