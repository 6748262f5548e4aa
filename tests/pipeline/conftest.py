# SPDX-License-Identifier: Apache-2.0
"""Fixtures: one Kafka for the whole run, one topic for each test, and servers that do not outlive their test."""

import itertools
import pathlib
import shutil
import signal
import tempfile
import uuid

import pytest
from confluent_kafka import Producer

from support.agent_run import AgentRun
from support.divided_kafka import DividedKafka
from support.kafka_broker import KafkaBroker
from support.kafka_client import client_settings
from support.kafka_cluster import KafkaCluster
from support.process import Child
from support.proxied_kafka import ProxiedKafka
from support.rollcalld import Rollcalld
from support.secured_kafka import SecuredKafka
from support.tools import program
from support.topic import Topic
from support.waiting import DEADLINE_S
from support.watched_topic import WatchedTopic

_kafka = pytest.StashKey[KafkaBroker]()
_servers = pytest.StashKey[list]()
_agents = pytest.StashKey[list]()
_numbers = itertools.count(1)


def _is_worker(config):
    return hasattr(config, "workerinput")


def pytest_sessionstart(session):
    """Starts Kafka once, in the process that distributes the tests. The workers get its address."""
    config = session.config
    if _is_worker(config) or config.option.collectonly:
        return
    config.stash[_kafka] = KafkaBroker(pathlib.Path(tempfile.mkdtemp(prefix="rollcall-kafka-")))
    config.stash[_kafka].start()


def pytest_collection_modifyitems(items):
    """The longest file begins first, so that it does not end long after the others."""
    items.sort(key=lambda item: item.path.name != "test_soak.py")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    node.workerinput["kafka"] = node.config.stash[_kafka].address


def pytest_sessionfinish(session, exitstatus):
    broker = session.config.stash.get(_kafka, None)
    if broker is None:
        return
    broker.stop()
    if exitstatus not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED) and broker.child:
        print(f"\nKafka's log:\n{broker.child.report()}")
    shutil.rmtree(broker.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def brokers(request):
    """HOST:PORT of the run's Kafka."""
    config = request.config
    return config.workerinput["kafka"] if _is_worker(config) else config.stash[_kafka].address


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("run")


@pytest.fixture(scope="session")
def new_topic(brokers, run_folder):
    """new_topic(create=True, **how): a topic that no other test uses; with create=False only its name is chosen."""

    def make(create=True, **how):
        name = f"status.{run_folder.parent.name}.{next(_numbers)}"
        topic = Topic(brokers, name)
        return topic.create(**how) if create else topic

    return make


@pytest.fixture
def topic(new_topic):
    return new_topic()


@pytest.fixture
def topic_of_four_nodes(topic):
    for node in range(4):
        topic.publish(node, {"name_a": ["foo"]})
    return topic


@pytest.fixture
def producer(brokers):
    """For transactions."""
    producer = Producer(client_settings(brokers, {"transactional.id": str(uuid.uuid4())}))
    producer.init_transactions(DEADLINE_S)
    return producer


@pytest.fixture(scope="module")
def module_topic(new_topic):
    return new_topic()


def _started(kafka):
    try:
        kafka.start()
        yield kafka
    finally:
        kafka.stop()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Three brokers, for the tests that kill, pause and restart them."""
    yield from _started(KafkaCluster(tmp_path_factory.mktemp("cluster")))


@pytest.fixture(scope="module")
def divided(tmp_path_factory):
    """Three brokers and a controller, for the tests that cut a broker off from the others."""
    yield from _started(DividedKafka(tmp_path_factory.mktemp("divided")))


@pytest.fixture(scope="module")
def own_kafka(tmp_path_factory):
    """A broker for the tests that stop and kill it."""
    yield from _started(KafkaBroker(tmp_path_factory.mktemp("own")))


@pytest.fixture(scope="session")
def proxied_kafka(tmp_path_factory):
    """A broker behind a proxy, for the tests that disturb the connection between it and a server."""
    yield from _started(ProxiedKafka(tmp_path_factory.mktemp("proxied")))


@pytest.fixture(scope="session")
def secured_kafka(tmp_path_factory):
    """A broker that authenticates and authorizes its clients."""
    yield from _started(SecuredKafka(tmp_path_factory.mktemp("secured")))


def _server_factory(request, folder):
    servers = []

    def start(topic, *flags, wait=True, listen="127.0.0.1:0", executable=None, **environment):
        server = Rollcalld(folder, topic.brokers, topic.name, *flags, executable=executable, **environment)
        servers.append(server)
        server.start(listen)
        return server.wait_serving() if wait else server

    request.node.stash[_servers] = servers
    return start, servers


def _stop_all(servers):
    """Stops the servers that still run. Each must end with 0 (so under sanitizers with nothing to report), unless
    killed."""
    try:
        for server in (server for server in servers if server.child):
            if server.child.running():
                server.stop()
            code = server.child.wait()
            assert code in (0, -signal.SIGKILL), f"rollcalld crashed with {code}\n{server.child.report()}"
    finally:
        for server in servers:
            server.close()


@pytest.fixture
def start_server(request, tmp_path):
    """start_server(topic, *flags, wait=True, listen=…, **environment): a rollcalld for this test. Waits until its
    health is SERVING."""
    start, servers = _server_factory(request, tmp_path)
    yield start
    _stop_all(servers)


@pytest.fixture(scope="module")
def start_module_server(request, tmp_path_factory):
    start, servers = _server_factory(request, tmp_path_factory.mktemp("module"))
    yield start
    _stop_all(servers)


@pytest.fixture
def server(start_server, topic):
    """A rollcalld for this test's topic."""
    return start_server(topic)


@pytest.fixture
def watched(topic, server):
    """This test's topic with a few nodes, its rollcalld, and a watch that has received them."""
    watched = WatchedTopic(topic, server)
    watched.start()
    yield watched
    watched.watch.stopping.set()


@pytest.fixture
def start_client(tmp_path):
    """start_client(server, *arguments): a `rollcall` in the background, whose output goes to files."""
    clients = []

    def start(server, *arguments):
        command = [program("rollcall"), "--server", server.address, *arguments]
        clients.append(Child(command, tmp_path, f"rollcall-{len(clients)}"))
        return clients[-1]

    yield start
    for client in clients:
        client.kill()


@pytest.fixture
def start_agent(request, tmp_path):
    """start_agent(topic, *arguments, **environment): a `rollcall-agent run` for this test."""
    agents = []
    request.node.stash[_agents] = agents

    def start(topic, *arguments, **environment):
        agents.append(AgentRun(topic, tmp_path, f"agent-{len(agents)}", *arguments, **environment))
        return agents[-1]

    yield start
    for agent in agents:
        agent.child.kill()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Adds the logs of its servers to the report of a failed test."""
    report = yield
    if report.failed:
        for name in ("cluster", "divided", "own_kafka", "proxied_kafka", "secured_kafka"):
            if kafka := getattr(item, "funcargs", {}).get(name):
                report.sections.append((name, kafka.report()))
        for node in (item, item.parent):
            for server in node.stash.get(_servers, []):
                if server.child:
                    report.sections.append((f"rollcalld {server.address}", server.child.report()))
        for agent in item.stash.get(_agents, []):
            report.sections.append(("rollcall-agent", agent.child.report()))
    return report
