# SPDX-License-Identifier: Apache-2.0
"""The server under test, a process."""

import re
import signal

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from support.api import pb_grpc
from support.process import Child
from support.tools import program
from support.waiting import DEADLINE_S

SERVICE = "rollcall.v1.CoprocessorStatusService"
_SERVING = re.compile(r"^serving on (\S+)$", re.MULTILINE)


class Rollcalld:
    """Its command may be that of another version of rollcalld: `executable`."""

    def __init__(self, folder, brokers, topic_name, *flags, executable=None, **environment):
        self._folder = folder
        self.executable = executable or program("rollcalld")
        # Tests that are not about draining do not wait for it.
        self._environment = {"ROLLCALL_DRAIN": "0s"} | environment
        self._arguments = ["--brokers", brokers, "--topic", topic_name, *flags]
        self._starts = 0
        self.child = None
        self.address = None
        self.channel = None

    def start(self, listen="127.0.0.1:0"):
        """Starts it and waits until it listens. It may not have read its topic yet."""
        self._starts += 1
        command = [self.executable, "--listen", listen, *self._arguments]
        self.child = Child(command, self._folder, f"rollcalld-{id(self)}-{self._starts}", **self._environment)
        self.address = self.child.wait_for(lambda: _SERVING.search(self.child.stdout()), "rollcalld listens")[1]
        options = [("grpc.enable_retries", 0), ("grpc.use_local_subchannel_pool", 1)]
        self.channel = self.connect(options)
        return self

    def set_environment(self, **variables):
        """Of its later starts."""
        self._environment |= variables

    def connect(self, options):
        return grpc.insecure_channel(self.address, options=options)

    def restart(self):
        """Stops it cleanly and starts it again on the same port."""
        self.stop()
        return self.start(self.address)

    def kill_and_restart(self):
        """Kills it (SIGKILL) and starts it again on the same port."""
        self.close()
        return self.start(self.address)

    def stop(self):
        """Stops it by SIGTERM. Fails unless it ends with 0."""
        self.channel.close()
        code = self.child.stop()
        assert code == 0, f"rollcalld ended with {code}\n{self.child.report()}"

    def close(self):
        """Kills it if it still runs."""
        if self.channel:
            self.channel.close()
        if self.child:
            self.child.kill()

    def terminate(self):
        self.child.signal(signal.SIGTERM)

    @property
    def stub(self):
        return pb_grpc.CoprocessorStatusServiceStub(self.channel)

    def health(self, service=SERVICE):
        request = health_pb2.HealthCheckRequest(service=service)
        answer = health_pb2_grpc.HealthStub(self.channel).Check(request, timeout=DEADLINE_S)
        return health_pb2.HealthCheckResponse.ServingStatus.Name(answer.status)

    def wait_serving(self, deadline_s=DEADLINE_S):
        self.child.wait_for(lambda: self.health() == "SERVING", "health becomes SERVING", deadline_s)
        return self
