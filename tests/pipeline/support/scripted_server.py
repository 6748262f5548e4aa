# SPDX-License-Identifier: Apache-2.0
"""A server that answers each call as a script says, as rollcalld does seldom or never, and remembers what it was asked.

A step of the script is a function (request, context): of a list it returns the response, of a watch it yields messages.
"""

import threading
import time
from concurrent import futures
from dataclasses import dataclass

import grpc
from google.protobuf import any_pb2, duration_pb2
from google.rpc import error_details_pb2, status_pb2

from support.api import pb, pb_grpc

_OPTIONS = [("grpc.http2.min_ping_interval_without_data_ms", 1000)]  # clients may send PINGs, as to a rollcalld
_LONGEST_S = 24 * 3600  # grpcio gives a call without a deadline a time that is far away


@dataclass
class Call:
    request: object
    began_s: float
    has_deadline: bool
    answered_s: float  # right before the last message or the error was sent, or when it began


class ScriptedServer(pb_grpc.CoprocessorStatusServiceServicer):
    """`lists`, `watches`: one step for each call. A call that is not in the script gets an error that is final."""

    def __init__(self, watches, lists):
        self._watches = list(watches)
        self._lists = list(lists)
        self.watches = []
        self.lists = []
        self._server = grpc.server(futures.ThreadPoolExecutor(8), options=_OPTIONS)
        pb_grpc.add_CoprocessorStatusServiceServicer_to_server(self, self._server)
        self.address = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()

    def close(self):
        self._server.stop(None).wait()

    def pauses(self):
        """For how long after each watch the next one was not begun."""
        return [after.began_s - before.answered_s for before, after in zip(self.watches, self.watches[1:])]

    def list_pauses(self):
        return [after.began_s - before.answered_s for before, after in zip(self.lists, self.lists[1:])]

    def tokens(self):
        return [call.request.resume_token for call in self.watches]

    def ListCoprocessors(self, request, context):
        return _next_step(self._lists, self.lists, request, context)(request, context)

    def WatchStatus(self, request, context):
        step = _next_step(self._watches, self.watches, request, context)
        call = self.watches[-1]
        for message in step(request, _Timed(context, call)):
            call.answered_s = time.monotonic()
            yield message


class _Timed:
    """A context that notes when an error is sent."""

    def __init__(self, context, call):
        self._context, self._call = context, call

    def __getattr__(self, name):
        return getattr(self._context, name)

    def abort(self, code, text):
        self._call.answered_s = time.monotonic()
        self._context.abort(code, text)


def _next_step(steps, calls, request, context):
    left_s = context.time_remaining()
    now_s = time.monotonic()
    calls.append(Call(request, now_s, left_s is not None and left_s < _LONGEST_S, now_s))
    return steps[len(calls) - 1] if len(calls) <= len(steps) else error("UNIMPLEMENTED", text="not in the script")


def error(code, reason="", domain="rollcall.v1", retry_delay_s=None, text="as the script says"):
    """A step of a list: an error, with ErrorInfo if there is a reason."""
    details = []
    if reason:
        details.append(error_details_pb2.ErrorInfo(reason=reason, domain=domain))
    if retry_delay_s is not None:
        delay = duration_pb2.Duration(seconds=retry_delay_s)
        details.append(error_details_pb2.RetryInfo(retry_delay=delay))

    def end(_, context):
        code_value = getattr(grpc.StatusCode, code)
        if details:
            status = status_pb2.Status(code=code_value.value[0], message=text, details=map(_pack, details))
            context.set_trailing_metadata([("grpc-status-details-bin", status.SerializeToString())])
        context.abort(code_value, text)

    return end


def _pack(message):
    packed = any_pb2.Any()
    packed.Pack(message)
    return packed


def page(*rows, not_up=(), next_page_token=""):
    """A step of a list: rows are (node id, name, input topics), those of not_up (node id, state)."""
    response = pb.ListCoprocessorsResponse(next_page_token=next_page_token)
    for node_id, name, topics in rows:
        response.coprocessors.add(node_id=node_id, name=name, input_topics=topics)
    for node_id, state in not_up:
        response.nodes_not_up.add(node_id=node_id, state=state)
    return lambda request, context: response


def silent(_, context):
    """A step of a list: no answer, until the client cancels."""
    _wait_canceled(context)
    return pb.ListCoprocessorsResponse()


def messages(*sent, then=None):
    """A step of a watch: sends these, and then ends with the error `then`, or stays open until the client cancels."""

    def run(request, context):
        yield from sent
        if then:
            then(request, context)
        else:
            _wait_canceled(context)

    return run


def ended_with_ok(*sent):
    """A step of a watch that ends as no rollcalld ends it."""
    return lambda request, context: iter(sent)


def _wait_canceled(context):
    ended = threading.Event()
    if context.add_callback(ended.set):
        ended.wait()  # close() ends the call, too
