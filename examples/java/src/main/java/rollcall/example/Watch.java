// SPDX-License-Identifier: Apache-2.0
package rollcall.example;

import com.google.protobuf.Duration;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import rollcall.v1.Checkpoint;
import rollcall.v1.Coprocessor;
import rollcall.v1.NodeStatus;
import rollcall.v1.WatchStatusRequest;
import rollcall.v1.WatchStatusResponse;

/** Folds a watch into the state of all nodes, as the manual of WatchStatus in rollcall.proto says. */
final class Watch {
  private static final long HEARTBEAT_S = 2;
  private static final long FIRST_MESSAGE_S = 15; // until then a server may wait for the token's revision
  private static final long SILENCE_S = 2 * HEARTBEAT_S + 5; // a watch that is silent for this long is dead

  private final Replicas replicas;
  private final SortedMap<Integer, NodeStatus> nodes = new TreeMap<>();
  private String resumeToken = ""; // of the checkpoint at which `nodes` is the state
  private boolean digestWasWrong;
  private String printed = "";

  Watch(Replicas replicas) {
    this.replicas = replicas;
  }

  /** Prints each new state. Returns after the first one of this revision or a later one. */
  void printUntil(long revision) throws Replicas.Final, InterruptedException {
    while (true) {
      try {
        follow(revision);
        return;
      } catch (StatusException error) {
        if (replicas.failed(error)) resumeToken = "";
      }
    }
  }

  /** One stream, without a deadline, which would end it. */
  private void follow(long until) throws StatusException, InterruptedException {
    BlockingClientCall<?, WatchStatusResponse> call = replicas.stub().watchStatus(WatchStatusRequest.newBuilder()
        .setResumeToken(resumeToken)
        .setHeartbeatInterval(Duration.newBuilder().setSeconds(HEARTBEAT_S))
        .build());
    // Since the last checkpoint. It is dropped with the stream, because the next replica may not have come so far.
    List<WatchStatusResponse> aside = new ArrayList<>();
    try {
      WatchStatusResponse message = read(call, FIRST_MESSAGE_S);
      while (true) {
        aside.add(message);
        if (message.hasCheckpoint()) {
          aside.forEach(this::apply);
          aside.clear();
          complete(message.getCheckpoint());
          if (message.getCheckpoint().getHeader().getRevision() >= until) return;
        }
        message = read(call, SILENCE_S);
      }
    } finally {
      call.cancel("this watch is over", null);
    }
  }

  private static WatchStatusResponse read(BlockingClientCall<?, WatchStatusResponse> call, long limitS)
      throws StatusException, InterruptedException {
    try {
      WatchStatusResponse message = call.read(limitS, TimeUnit.SECONDS);
      if (message != null) return message;
      throw error(Status.UNKNOWN, "ended with OK, which Rollcall never does, but a proxy may");
    } catch (TimeoutException silence) {
      throw error(Status.CANCELLED, "silent for " + limitS + " s");
    }
  }

  private void apply(WatchStatusResponse message) {
    if (message.hasSnapshotStarted()) nodes.clear();
    message.getUpdatedList().forEach(node -> nodes.put(node.getNodeId(), node));
    message.getRemovedList().forEach(node -> nodes.remove(node.getNodeId()));
  }

  private void complete(Checkpoint checkpoint) throws StatusException {
    // Unsigned numbers in a long: the sum wraps as it must, and == and != compare them.
    if (nodes.values().stream().mapToLong(NodeStatus::getFingerprint).sum() != checkpoint.getHeader().getDigest()) {
      String again = digestWasWrong ? " again: a fault of this client or of the server" : "";
      digestWasWrong = true;
      throw error(Replicas.WRONG_DIGEST, "the digest differs" + again);
    }
    digestWasWrong = false;
    resumeToken = checkpoint.getResumeToken();
    replicas.succeeded();
    String line = nodes.values().stream()
        .map(Watch::text)
        .collect(Collectors.joining("", "revision " + checkpoint.getHeader().getRevision() + ":", ""));
    if (!line.equals(printed)) System.out.println(line); // a heartbeat may bring nothing new
    printed = line;
  }

  private static String text(NodeStatus node) {
    String names = node.getCoprocessorsList().stream().map(Coprocessor::getName).collect(Collectors.joining(","));
    return " " + node.getNodeId() + "=" + Listing.stateName(node) + "(" + names + ")";
  }

  private static StatusException error(Status status, String description) {
    return status.withDescription(description).asException();
  }
}
