// SPDX-License-Identifier: Apache-2.0
package rollcall.example;

import com.google.protobuf.Duration;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import rollcall.v1.Header;
import rollcall.v1.WatchStatusRequest;
import rollcall.v1.WatchStatusResponse;

/** Watches the cluster. A watch goes on over the end of its stream, on whichever replica answers. */
final class Watch {
  private static final long HEARTBEAT_S = 2;
  /** A watch that is silent for longer is dead, whatever its connection says. */
  private static final long SILENCE_S = 2 * HEARTBEAT_S + 5;

  private enum Outcome { REACHED, DIGEST_DIFFERS }

  private final Replicas replicas;
  private final Nodes nodes = new Nodes();
  private String shown = "";

  Watch(Replicas replicas) {
    this.replicas = replicas;
  }

  /** Prints a line for each state. Returns at the first one of this revision or of a later one. */
  void printUntil(OptionalLong revision) throws Replicas.Final, InterruptedException {
    while (true) {
      try {
        if (follow(revision) == Outcome.REACHED) return;
        nodes.forgetToken();
        replicas.digestDiffered();
      } catch (StatusException error) {
        if (replicas.failed(error) == Failure.Remedy.START_AGAIN) nodes.forgetToken();
      }
    }
  }

  /** One call. It has no deadline, because that would end the watch. */
  private Outcome follow(OptionalLong revision) throws StatusException, InterruptedException {
    nodes.dropAside();
    BlockingClientCall<?, WatchStatusResponse> call = replicas.stub().watchStatus(WatchStatusRequest.newBuilder()
        .setResumeToken(nodes.resumeToken())
        .setHeartbeatInterval(Duration.newBuilder().setSeconds(HEARTBEAT_S))
        .build());
    try {
      while (true) {
        WatchStatusResponse message = next(call);
        if (!nodes.add(message)) continue;
        Header header = message.getCheckpoint().getHeader();
        if (header.getDigest() != nodes.digest()) return Outcome.DIGEST_DIFFERS;
        replicas.succeeded();
        print(header.getRevision());
        if (revision.isPresent() && header.getRevision() >= revision.getAsLong()) return Outcome.REACHED;
      }
    } finally {
      call.cancel("this watch is over", null);
    }
  }

  private static WatchStatusResponse next(BlockingClientCall<?, WatchStatusResponse> call)
      throws StatusException, InterruptedException {
    try {
      WatchStatusResponse message = call.read(SILENCE_S, TimeUnit.SECONDS);
      if (message == null) throw Status.UNAVAILABLE.withDescription("the watch ended").asException();
      return message;
    } catch (TimeoutException error) {
      throw Status.CANCELLED.withDescription("silent for " + SILENCE_S + " s").asException();
    }
  }

  private void print(long revision) {
    String line = "revision " + revision + ":" + nodes;
    if (!line.equals(shown)) System.out.println(line);
    shown = line;
  }
}
