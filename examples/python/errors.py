# SPDX-License-Identifier: Apache-2.0
"""What follows from an error: the table "Errors" in rollcall.proto."""

import enum

from google.rpc import error_details_pb2, status_pb2
from grpc import StatusCode as Code


class Verdict(enum.Enum):
    FINAL = enum.auto()
    RETRY = enum.auto()  # once on each replica, then after a pause
    START_AGAIN = enum.auto()  # without a token; from the second failure in a row on after a pause
    START_AGAIN_LATER = enum.auto()  # without a token, always after a pause


FINAL_REASONS = {
    *("INVALID_FIELD", "UNKNOWN_FILTER", "PAGE_TOKEN_INVALID"),
    *("UNAUTHENTICATED", "PERMISSION_DENIED", "TOPIC_UNSUITABLE"),
}
RETRY_REASONS = {
    *("SHUTTING_DOWN", "CATCHING_UP", "TOPIC_MISSING", "BROKER_UNREACHABLE"),
    *("REVISION_NOT_REACHED", "WATCHER_LIMIT", "LIST_LIMIT", "OVERLOADED"),
}
# With a reason that this program does not know. All other codes are final.
VERDICT_OF_CODE = {
    Code.UNAVAILABLE: Verdict.RETRY,
    Code.RESOURCE_EXHAUSTED: Verdict.RETRY,
    Code.ABORTED: Verdict.START_AGAIN,
}
# Without a reason, so not from this API. All other codes are worth another call.
FINAL_CODES = {
    *(Code.INVALID_ARGUMENT, Code.NOT_FOUND, Code.FAILED_PRECONDITION, Code.OUT_OF_RANGE),
    *(Code.UNIMPLEMENTED, Code.UNAUTHENTICATED, Code.PERMISSION_DENIED),
}


class Failure(Exception):
    """Why an attempt failed; its text is for people."""

    def __init__(self, verdict, text, retry_delay_s=0.0):
        super().__init__(text)
        self.verdict = verdict
        self.retry_delay_s = retry_delay_s


def failure_of(error):
    """What a grpc.aio.AioRpcError means."""
    info, retry = error_details_pb2.ErrorInfo(), error_details_pb2.RetryInfo()
    packed = error.trailing_metadata().get("grpc-status-details-bin", b"")
    for detail in status_pb2.Status.FromString(packed).details:
        detail.Unpack(info) or detail.Unpack(retry)
    reason = info.reason if info.domain == "rollcall.v1" else ""
    text = " ".join(filter(None, [error.code().name, reason, error.details()]))
    return Failure(_verdict(error.code(), reason), text, retry.retry_delay.ToTimedelta().total_seconds())


def _verdict(code, reason):
    if reason == "PAGE_TOKEN_EXPIRED":
        return Verdict.START_AGAIN
    if reason in FINAL_REASONS:
        return Verdict.FINAL
    if reason in RETRY_REASONS:
        return Verdict.RETRY
    if reason:
        return VERDICT_OF_CODE.get(code, Verdict.FINAL)
    return Verdict.FINAL if code in FINAL_CODES else Verdict.RETRY
