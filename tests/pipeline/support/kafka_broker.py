"""A real Apache Kafka (KRaft, one process) on free loopback ports, from the jars in .deps/kafka/lib."""

import socket
import subprocess

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from support.paths import DEPS
from support.process import Child

_PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:{broker},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{broker}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
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
"""

_LOGGING = """\
log4j.rootLogger=WARN, out
log4j.appender.out=org.apache.log4j.ConsoleAppender
log4j.appender.out.layout=org.apache.log4j.PatternLayout
log4j.appender.out.layout.ConversionPattern=%d %p %m (%c)%n
"""


def free_port():
    """A port that nobody listens on now. Somebody else may take it, so callers try again."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class KafkaBroker:
    def __init__(self, folder):
        self.folder = folder
        self._java = ["java", "-Xmx512m", f"-Dlog4j.configuration=file:{folder}/log4j.properties", "-cp", f"{DEPS}/kafka/lib/*"]
        self.address = None
        self.child = None

    def start(self):
        assert any((DEPS / "kafka" / "lib").glob("kafka_*.jar")), f"no Kafka in {DEPS}/kafka/lib; run scripts/install-deps test"
        (self.folder / "log4j.properties").write_text(_LOGGING)
        for attempts_left in (2, 1, 0):
            try:
                return self._start_on(free_port(), free_port())
            except AssertionError:
                self.child.kill()
                if not attempts_left or "already in use" not in self.child.report():
                    raise

    def stop(self):
        if self.child:
            self.child.kill()  # its data goes away with its folder: nothing needs to be saved

    def _start_on(self, broker, controller):
        properties = self.folder / f"server-{broker}.properties"
        properties.write_text(_PROPERTIES.format(broker=broker, controller=controller, folder=self.folder))
        self._storage_tool("format", "--ignore-formatted", "-t", self._storage_tool("random-uuid"), "-c", properties)
        self.child = Child(self._java + ["kafka.Kafka", properties], self.folder, f"kafka-{broker}")
        self.address = f"127.0.0.1:{broker}"
        self.child.wait_for(self._answers, "Kafka answers")

    def _storage_tool(self, *arguments):
        command = self._java + ["kafka.tools.StorageTool", *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, f"{' '.join(command)}: {done.stdout}{done.stderr}"
        return done.stdout.strip().splitlines()[-1]

    def _answers(self):
        try:
            return AdminClient({"bootstrap.servers": self.address, "log_level": 0}).list_topics(timeout=2).brokers
        except KafkaException:
            return None
