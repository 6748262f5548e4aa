// SPDX-License-Identifier: Apache-2.0
package rollcall.example;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import rollcall.v1.CoprocessorStatusServiceGrpc;
import rollcall.v1.CoprocessorStatusServiceGrpc.CoprocessorStatusServiceBlockingV2Stub;

/** The servers to call, and the pauses between calls: "Errors" and "Pauses" at the top of rollcall.proto. For one thread. */
final class Replicas {
  /** A failure after which no other call is of use. */
  static final class Final extends Exception {
    Final(String message) {
      super(message);
    }
  }

  private static final long FIRST_BACKOFF_MS = 100;
  private static final long LONGEST_BACKOFF_MS = 5000;

  private final List<String> servers;
  private final List<ManagedChannel> channels;
  private int current;
  // Since a list was answered or a digest was right:
  private int failures;
  private int restarts;
  private int wrongDigests;
  private long backoffMs;
  private Duration askedFor; // the longest pause that a replica asked for since the last one

  Replicas(String servers) {
    this.servers = List.of(servers.split(","));
    channels = this.servers.stream().map(Replicas::connect).toList();
    succeeded();
  }

  private static ManagedChannel connect(String server) {
    return Grpc.newChannelBuilder(server, InsecureChannelCredentials.create())
        // A host that is gone does not close its connection, and a later call would use it again.
        .keepAliveTime(10, TimeUnit.SECONDS)
        .keepAliveTimeout(5, TimeUnit.SECONDS)
        .keepAliveWithoutCalls(true)
        .build();
  }

  CoprocessorStatusServiceBlockingV2Stub stub() {
    // The library's own backoff grows to two minutes, also if a server is back long since. The pauses here are enough.
    channels.get(current).resetConnectBackoff();
    return CoprocessorStatusServiceGrpc.newBlockingV2Stub(channels.get(current));
  }

  void succeeded() {
    failures = restarts = wrongDigests = 0;
    backoffMs = FIRST_BACKOFF_MS;
    askedFor = Duration.ZERO;
  }

  /** Says what failed, and returns when the next call may be made. */
  Failure.Remedy failed(StatusException error) throws Final, InterruptedException {
    Failure failure = new Failure(error);
    String what = servers.get(current) + ": " + failure;
    if (failure.retryDelay.compareTo(askedFor) > 0) askedFor = failure.retryDelay;
    boolean waits = switch (failure.remedy()) {
      case GIVE_UP -> throw new Final(what);
      case RETRY -> moveOn();
      case START_AGAIN -> ++restarts > 1;
    };
    sayAndSleep(what, waits ? nextPauseMs() : 0);
    return failure.remedy();
  }

  /** A pause each time, because a client that is at fault itself must not ask for snapshots in a loop. */
  void digestDiffered() throws InterruptedException {
    String server = servers.get(current);
    String again = ++wrongDigests > 1 ? " again: a fault of this client or of the server" : "";
    moveOn();
    sayAndSleep(server + ": the digest differs" + again, nextPauseMs());
  }

  /** Moves on to the next replica, and returns whether each has been tried since the last pause. */
  private boolean moveOn() {
    current = (current + 1) % servers.size();
    return ++failures % servers.size() == 0;
  }

  private long nextPauseMs() {
    long ownMs = (long) (backoffMs * ThreadLocalRandom.current().nextDouble(0.5, 1));
    long pauseMs = Math.max(ownMs, askedFor.toMillis());
    backoffMs = Math.min(LONGEST_BACKOFF_MS, 2 * backoffMs);
    askedFor = Duration.ZERO;
    return pauseMs;
  }

  private static void sayAndSleep(String what, long pauseMs) throws InterruptedException {
    System.err.printf(Locale.ROOT, "%s; trying again in %.1f s%n", what, pauseMs / 1000.0);
    Thread.sleep(pauseMs);
  }
}
