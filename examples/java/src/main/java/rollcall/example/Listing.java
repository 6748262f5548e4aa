// SPDX-License-Identifier: Apache-2.0
package rollcall.example;

import io.grpc.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import rollcall.v1.Coprocessor;
import rollcall.v1.ListCoprocessorsRequest;
import rollcall.v1.ListCoprocessorsResponse;
import rollcall.v1.NodeStatus;

/** Lists all coprocessors, page by page, and prints them as a table. */
final class Listing {
  private static final long DEADLINE_S = 10; // for all pages, attempts and pauses together

  private final List<Coprocessor> rows = new ArrayList<>();
  private final List<NodeStatus> notUp = new ArrayList<>();

  static void print(Replicas replicas) throws Replicas.Final, InterruptedException {
    FutureTask<Listing> listing = new FutureTask<>(() -> list(replicas));
    Thread thread = new Thread(listing);
    thread.setDaemon(true); // it may still wait for a server when the program ends
    thread.start();
    try {
      listing.get(DEADLINE_S, TimeUnit.SECONDS).print();
    } catch (TimeoutException error) {
      throw new Replicas.Final("no list within " + DEADLINE_S + " s");
    } catch (ExecutionException error) {
      if (error.getCause() instanceof Replicas.Final failure) throw failure;
      throw new IllegalStateException(error.getCause());
    }
  }

  private static Listing list(Replicas replicas) throws Replicas.Final, InterruptedException {
    Listing listing = new Listing();
    String pageToken = "";
    while (true) {
      try {
        ListCoprocessorsRequest request = ListCoprocessorsRequest.newBuilder().setPageToken(pageToken).build();
        ListCoprocessorsResponse page = replicas.stub().listCoprocessors(request);
        listing.rows.addAll(page.getCoprocessorsList());
        listing.notUp.addAll(page.getNodesNotUpList());
        pageToken = page.getNextPageToken();
        if (!pageToken.isEmpty()) continue;
        replicas.succeeded();
        return listing;
      } catch (StatusException error) {
        // The page's token is good on another replica too.
        if (replicas.failed(error) != Failure.Remedy.START_AGAIN) continue;
        listing = new Listing();
        pageToken = "";
      }
    }
  }

  private void print() {
    int idWidth = Math.max(4, width(rows.stream().map(row -> String.valueOf(row.getNodeId())).toList()));
    int nameWidth = Math.max(4, width(rows.stream().map(Coprocessor::getName).toList()));
    String format = "%-" + idWidth + "s  %-" + nameWidth + "s  %s";
    System.out.printf(format + "%n", "NODE", "NAME", "INPUT TOPICS");
    for (Coprocessor row : rows) {
      String topics = String.join(",", row.getInputTopicsList());
      System.out.println(String.format(format, row.getNodeId(), row.getName(), topics).stripTrailing());
    }
    if (notUp.isEmpty()) return;
    System.out.println(notUp.stream()
        .map(node -> " " + node.getNodeId() + "=" + Nodes.stateName(node))
        .collect(Collectors.joining("", "not up:", "")));
  }

  private static int width(List<String> cells) {
    return cells.stream().mapToInt(String::length).max().orElse(0);
  }
}
