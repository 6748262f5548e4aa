// SPDX-License-Identifier: Apache-2.0
package rollcall.example;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An error of a call, and what to do about it: the table "Errors" at the top of rollcall.proto. */
final class Failure {
  enum Remedy { GIVE_UP, RETRY, START_AGAIN }

  /** For errors that are not Rollcall's. Which code a lost server has depends on the library, so all others are retried. */
  private static final Set<Status.Code> FINAL_CODES = Set.of(
      Status.Code.INVALID_ARGUMENT, Status.Code.NOT_FOUND, Status.Code.FAILED_PRECONDITION, Status.Code.OUT_OF_RANGE,
      Status.Code.UNIMPLEMENTED, Status.Code.UNAUTHENTICATED, Status.Code.PERMISSION_DENIED);

  private final Status status;
  private final String reason; // empty if the error is not Rollcall's
  final Duration retryDelay;

  Failure(StatusException error) {
    com.google.rpc.Status details = StatusProto.fromThrowable(error);
    ErrorInfo info = find(details, ErrorInfo.getDefaultInstance());
    RetryInfo retry = find(details, RetryInfo.getDefaultInstance());
    status = error.getStatus();
    reason = info.getDomain().equals("rollcall.v1") ? info.getReason() : "";
    retryDelay = Duration.ofSeconds(retry.getRetryDelay().getSeconds(), retry.getRetryDelay().getNanos());
  }

  Remedy remedy() {
    return switch (reason) {
      case "INVALID_FIELD", "UNKNOWN_FILTER", "PAGE_TOKEN_INVALID", "UNAUTHENTICATED", "PERMISSION_DENIED",
          "TOPIC_UNSUITABLE" -> Remedy.GIVE_UP;
      case "SHUTTING_DOWN", "CATCHING_UP", "TOPIC_MISSING", "BROKER_UNREACHABLE", "REVISION_NOT_REACHED",
          "WATCHER_LIMIT", "LIST_LIMIT", "OVERLOADED" -> Remedy.RETRY;
      case "PAGE_TOKEN_EXPIRED" -> Remedy.START_AGAIN;
      case "" -> FINAL_CODES.contains(status.getCode()) ? Remedy.GIVE_UP : Remedy.RETRY;
      default -> remedyOfUnknownReason();
    };
  }

  private Remedy remedyOfUnknownReason() {
    return switch (status.getCode()) {
      case UNAVAILABLE, RESOURCE_EXHAUSTED -> Remedy.RETRY;
      case ABORTED -> Remedy.START_AGAIN;
      default -> Remedy.GIVE_UP;
    };
  }

  /** CODE REASON message. */
  @Override
  public String toString() {
    return Stream.of(status.getCode().name(), reason, Objects.requireNonNullElse(status.getDescription(), ""))
        .filter(word -> !word.isEmpty())
        .collect(Collectors.joining(" "));
  }

  /** The detail of this type, or `none`. */
  private static <T extends Message> T find(com.google.rpc.Status details, T none) {
    @SuppressWarnings("unchecked") // getClass() of a T
    Class<T> type = (Class<T>) none.getClass();
    for (Any detail : details.getDetailsList()) {
      try {
        if (detail.is(type)) return detail.unpack(type);
      } catch (InvalidProtocolBufferException error) {
        return none; // not from Rollcall
      }
    }
    return none;
  }
}
