// SPDX-License-Identifier: Apache-2.0
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import rollcall.v1.Header;
import rollcall.v1.NodeStatus;
import rollcall.v1.RemovedNode;
import rollcall.v1.WatchStatusResponse;

/** The nodes that a client holds. Messages of a watch wait aside for a checkpoint, as the API's manual says. */
final class Nodes {
  private final Map<Integer, NodeStatus> nodes = new TreeMap<>();
  private final List<WatchStatusResponse> aside = new ArrayList<>();

  void update(List<NodeStatus> updated) {
    updated.forEach(node -> nodes.put(node.getNodeId(), node));
  }

  /** Returns whether the message ended with a checkpoint. */
  boolean apply(WatchStatusResponse message) {
    aside.add(message);
    if (!message.hasCheckpoint()) return false;
    for (WatchStatusResponse each : aside) {
      if (each.hasSnapshotStarted()) nodes.clear();
      update(each.getUpdatedList());
      for (RemovedNode node : each.getRemovedList()) nodes.remove(node.getNodeId());
    }
    aside.clear();
    return true;
  }

  /** The line for this state. */
  String line(Header header) {
    long digest = nodes.values().stream().mapToLong(NodeStatus::getFingerprint).sum();
    if (digest != header.getDigest()) throw new IllegalStateException("the digest of " + header + " is " + digest);
    return String.format(
        "{\"revision\": \"%d\", \"digest\": \"%s\", \"nodes\": [%s], \"raw_bytes\": %d}",
        header.getRevision(),
        Long.toUnsignedString(digest),
        nodes.keySet().stream().map(String::valueOf).collect(Collectors.joining(", ")),
        nodes.values().stream().mapToLong(node -> node.getRawValue().size()).sum());
  }
}
