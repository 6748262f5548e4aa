// SPDX-License-Identifier: Apache-2.0
package rollcall.example;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

import rollcall.v1.CoprocessorStatusServiceGrpc;
import rollcall.v1.CoprocessorStatusServiceGrpc.CoprocessorStatusServiceBlockingV2Stub;

/** The servers, and what to do when a call to one fails: "Errors" and "Pauses" at the top of rollcall.proto. */
final class Replicas {
  /** No other call is of use. */
  static final class Final extends Exception {
    Final(String message) {
      super(message);
    }
  }

  private static final long FIRST_BACKOFF_MS = 100;
  private static final long LONGEST_BACKOFF_MS = 5000;
  /** What the watch makes of a digest that differs. No server sends it. */
  static final Status WRONG_DIGEST = Status.DATA_LOSS;

  private final List<String> servers;
  private final List<ManagedChannel> channels;
  private int current;
  private int failures; // in a row
  private long backoffMs;
  private long askedForMs; // the longest pause that a server asked for since the last one

  Replicas(String servers) {
    this.servers = List.of(servers.split(","));
    channels = this.servers.stream()
        .map(server -> Grpc.newChannelBuilder(server, InsecureChannelCredentials.create()).build())
        .toList();
    succeeded();
  }

  CoprocessorStatusServiceBlockingV2Stub stub() {
    // The pauses here are enough. Those of the library grow to two minutes, also if a server is back long since.
    channels.get(current).resetConnectBackoff();
    return CoprocessorStatusServiceGrpc.newBlockingV2Stub(channels.get(current));
  }

  /** All pages of a list are there, or a checkpoint had the right digest. */
  void succeeded() {
    failures = 0;
    backoffMs = FIRST_BACKOFF_MS;
    askedForMs = 0;
  }

  /** Waits until the next call may be made. Returns whether it must start again, without a token. */
  boolean failed(StatusException error) throws Final, InterruptedException {
    Status.Code code = error.getStatus().getCode();
    String reason = readDetails(error);
    boolean ours = reason != null;
    String what = servers.get(current) + ": " + String.join(" ",
        Stream.of(code.name(), reason, error.getStatus().getDescription()).filter(Objects::nonNull).toList());
    if (isFinal(code, ours)) throw new Final(what);
    boolean startsAgain = code == WRONG_DIGEST.getCode() || (ours && code == Status.Code.ABORTED);
    long pauseMs = pauseMs(code, startsAgain);
    System.err.printf(Locale.ROOT, "%s; trying again in %.1f s%n", what, pauseMs / 1000.0);
    current = (current + 1) % servers.size();
    Thread.sleep(pauseMs);
    return startsAgain;
  }

  private static boolean isFinal(Status.Code code, boolean ours) {
    return switch (code) {
      case UNAVAILABLE, RESOURCE_EXHAUSTED, ABORTED -> false;
      case INVALID_ARGUMENT, NOT_FOUND, FAILED_PRECONDITION, OUT_OF_RANGE, UNIMPLEMENTED, UNAUTHENTICATED,
          PERMISSION_DENIED -> true;
      default -> ours; // if it is not from this API, it may be the code of a lost server, which depends on the library
    };
  }

  private long pauseMs(Status.Code code, boolean startsAgain) {
    failures++;
    boolean first = failures == 1;
    boolean replicasLeft = failures % servers.size() != 0;
    if (code != WRONG_DIGEST.getCode() && (startsAgain ? first : replicasLeft)) return 0;
    long pauseMs = Math.max(askedForMs, (long) (backoffMs * ThreadLocalRandom.current().nextDouble(0.5, 1)));
    backoffMs = Math.min(LONGEST_BACKOFF_MS, 2 * backoffMs);
    askedForMs = 0;
    return pauseMs;
  }

  /** Notes the pause that the server asks for. Returns the reason, or null if the error is not from this API. */
  private String readDetails(StatusException error) {
    String reason = null;
    try {
      for (Any detail : StatusProto.fromThrowable(error).getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          ErrorInfo info = detail.unpack(ErrorInfo.class);
          if (info.getDomain().equals("rollcall.v1")) reason = info.getReason();
        } else if (detail.is(RetryInfo.class)) {
          var delay = detail.unpack(RetryInfo.class).getRetryDelay();
          askedForMs = Math.max(askedForMs, delay.getSeconds() * 1000 + delay.getNanos() / 1_000_000);
        }
      }
    } catch (InvalidProtocolBufferException notFromThisApi) {
      return null;
    }
    return reason;
  }
}
