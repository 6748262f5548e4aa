// SPDX-License-Identifier: Apache-2.0
package rollcall.example;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

import rollcall.v1.Coprocessor;
import rollcall.v1.NodeStatus;
import rollcall.v1.WatchStatusResponse;

/** The nodes that this client holds: the manual of WatchStatus in rollcall.proto. */
final class Nodes {
  // The two belong together: both change at a checkpoint and at no other time.
  private final SortedMap<Integer, NodeStatus> nodes = new TreeMap<>();
  private String resumeToken = "";

  private final List<WatchStatusResponse> aside = new ArrayList<>();

  String resumeToken() {
    return resumeToken;
  }

  /** The next watch then begins with a snapshot. */
  void forgetToken() {
    resumeToken = "";
  }

  void dropAside() {
    aside.clear();
  }

  /** Returns whether the message has a checkpoint, up to which all messages have taken effect then. */
  boolean add(WatchStatusResponse message) {
    aside.add(message);
    if (!message.hasCheckpoint()) return false;
    aside.forEach(this::apply);
    aside.clear();
    resumeToken = message.getCheckpoint().getResumeToken();
    return true;
  }

  private void apply(WatchStatusResponse message) {
    if (message.hasSnapshotStarted()) nodes.clear();
    message.getUpdatedList().forEach(node -> nodes.put(node.getNodeId(), node));
    message.getRemovedList().forEach(node -> nodes.remove(node.getNodeId()));
  }

  /** An unsigned number in a long: the sum wraps as it must, and == compares it. */
  long digest() {
    return nodes.values().stream().mapToLong(NodeStatus::getFingerprint).sum();
  }

  @Override
  public String toString() {
    return nodes.values().stream()
        .map(node -> " " + node.getNodeId() + "=" + stateName(node) + names(node))
        .collect(Collectors.joining());
  }

  private static String names(NodeStatus node) {
    return node.getCoprocessorsList().stream().map(Coprocessor::getName).collect(Collectors.joining(",", "(", ")"));
  }

  /** UP for STATE_UP, and the number for a state that is newer than this program. */
  static String stateName(NodeStatus node) {
    return node.getState() == NodeStatus.State.UNRECOGNIZED
        ? String.valueOf(node.getStateValue())
        : node.getState().name().replaceFirst("^STATE_", "");
  }
}
