# SPDX-License-Identifier: Apache-2.0
"""gRPC's own interoperability tests, as grpc-go and grpc-java have them, against a grpc.testing.TestService on this
server's transport (tests/interop).
"""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.clients import QUICK_TO_START
from support.paths import DEPS
from support.process import Child
from support.tools import program, run_tool

# What it takes to pass them: a method with one request, or with a stream of requests, responses or both.
UNARY = ["empty_unary", "large_unary", "special_status_message", "unimplemented_method", "unimplemented_service"]
UNARY += ["pick_first_unary"]
SERVER_STREAMING = ["server_streaming"]
CLIENT_STREAMING = ["client_streaming", "cancel_after_begin"]
BIDIRECTIONAL = ["ping_pong", "empty_stream", "timeout_on_sleeping_server", "cancel_after_first_response"]
UNARY_AND_BIDIRECTIONAL = ["status_code_and_message", "custom_metadata"]
CASES = UNARY + SERVER_STREAMING + CLIENT_STREAMING + BIDIRECTIONAL + UNARY_AND_BIDIRECTIONAL

_JAVA = "io.grpc.testing.integration.TestServiceClient"
_SERVING = re.compile(r"^serving on (\S+:\d+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """HOST:PORT of a TestService, which ends with 0 after all cases."""
    child = Child([program("test_service")], tmp_path_factory.mktemp("service"), "service")
    yield child.wait_for(lambda: _SERVING.search(child.stdout()), "the TestService listens")[1]
    assert child.stop() == 0, child.report()


def _run(address, case):
    return run_tool(DEPS / "clients" / "go" / "interop", address, case)


def _run_java(address, case, *flags):
    host, port = address.rsplit(":", 1)
    program = ["java", *QUICK_TO_START, "-cp", f"{DEPS}/clients/java/interop/*", _JAVA]
    server = [f"--server_host={host}", f"--server_port={port}", "--use_tls=false"]
    return run_tool(*program, *server, f"--test_case={case}", *flags)


@pytest.mark.parametrize("case", CASES)
def test_case(service, case):
    _run(service, case).check()


# Java has two clients of its own for HTTP/2: that of Netty, and that of OkHttp.
@pytest.mark.release_only
@pytest.mark.parametrize("transport", ["netty", "okhttp"])
@pytest.mark.parametrize("case", CASES)
def test_case_of_java(service, case, transport):
    done = _run_java(service, case, f"--use_okhttp={str(transport == 'okhttp').lower()}").check()
    assert "Test completed." in done.stdout, done


def test_cases_do_not_disturb_each_other(service):
    with ThreadPoolExecutor(len(CASES)) as threads:
        for done in threads.map(lambda case: _run(service, case), CASES * 4):
            done.check()
