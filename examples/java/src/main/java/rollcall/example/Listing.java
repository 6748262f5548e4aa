// SPDX-License-Identifier: Apache-2.0
package rollcall.example;

import io.grpc.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import rollcall.v1.Coprocessor;
import rollcall.v1.ListCoprocessorsRequest;
import rollcall.v1.ListCoprocessorsResponse;
import rollcall.v1.NodeStatus;

/** Lists all coprocessors, page by page, and prints them as a table. */
final class Listing {
  private static final long ATTEMPT_S = 3; // for one page of one replica, so that one that hangs leaves time for the others
  private static final long LISTING_S = 10; // no attempt begins later

  static void print(Replicas replicas) throws Replicas.Final, InterruptedException {
    List<ListCoprocessorsResponse> pages = allPages(replicas);
    List<Coprocessor> rows = pages.stream().flatMap(page -> page.getCoprocessorsList().stream()).toList();
    int idWidth = rows.stream().mapToInt(row -> String.valueOf(row.getNodeId()).length()).reduce(4, Math::max);
    int nameWidth = rows.stream().mapToInt(row -> row.getName().length()).reduce(4, Math::max);
    String format = "%-" + idWidth + "s  %-" + nameWidth + "s  %s";
    System.out.println(String.format(format, "NODE", "NAME", "INPUT TOPICS"));
    for (Coprocessor row : rows) {
      String topics = String.join(",", row.getInputTopicsList());
      System.out.println(String.format(format, row.getNodeId(), row.getName(), topics).stripTrailing());
    }
    String notUp = pages.stream()
        .flatMap(page -> page.getNodesNotUpList().stream())
        .map(node -> " " + node.getNodeId() + "=" + stateName(node))
        .collect(Collectors.joining());
    if (!notUp.isEmpty()) System.out.println("not up:" + notUp);
  }

  private static List<ListCoprocessorsResponse> allPages(Replicas replicas)
      throws Replicas.Final, InterruptedException {
    List<ListCoprocessorsResponse> pages = new ArrayList<>();
    String pageToken = "";
    long began = System.nanoTime();
    while (System.nanoTime() - began < TimeUnit.SECONDS.toNanos(LISTING_S)) {
      try {
        ListCoprocessorsRequest request = ListCoprocessorsRequest.newBuilder().setPageToken(pageToken).build();
        ListCoprocessorsResponse page =
            replicas.stub().withDeadlineAfter(ATTEMPT_S, TimeUnit.SECONDS).listCoprocessors(request);
        pages.add(page);
        pageToken = page.getNextPageToken();
        if (!pageToken.isEmpty()) continue;
        replicas.succeeded();
        return pages;
      } catch (StatusException error) {
        if (!replicas.failed(error)) continue; // the token may be good on the next replica, too
        pages.clear();
        pageToken = "";
      }
    }
    throw new Replicas.Final("no whole list within " + LISTING_S + " s");
  }

  /** UP for STATE_UP, and the number for a state that is newer than this program. */
  static String stateName(NodeStatus node) {
    return node.getState() == NodeStatus.State.UNRECOGNIZED
        ? String.valueOf(node.getStateValue())
        : node.getState().name().replaceFirst("^STATE_", "");
  }

  private Listing() {}
}
