// SPDX-License-Identifier: Apache-2.0
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import rollcall.v1.Header;
import rollcall.v1.ListNodesRequest;
import rollcall.v1.ListNodesResponse;
import rollcall.v1.NodeView;
import rollcall.v1.WatchStatusRequest;
import rollcall.v1.WatchStatusResponse;

/** A client of Rollcall on grpc-java; ../README.md says what it prints. */
final class Main {
  /** Returns whether the watch goes on. */
  private interface OnCheckpoint {
    boolean call(Nodes nodes, Header header);
  }

  private final ManagedChannel channel;

  private Main(ManagedChannel channel) {
    this.channel = channel;
  }

  private static synchronized void print(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private static boolean printState(Nodes nodes, Header header) {
    print(nodes.line(header));
    return true;
  }

  private static void printEnd(StatusRuntimeException error) throws InvalidProtocolBufferException {
    ErrorInfo info = ErrorInfo.getDefaultInstance();
    Status status = StatusProto.fromThrowable(error);
    for (Any detail : status.getDetailsList()) {
      if (detail.is(ErrorInfo.class)) info = detail.unpack(ErrorInfo.class);
    }
    print(String.format("{\"status\": \"%s\", \"reason\": \"%s\", \"domain\": \"%s\"}",
        error.getStatus().getCode(), info.getReason(), info.getDomain()));
  }

  private ListNodesResponse listPage(ListNodesRequest request) {
    return ClientCalls.blockingUnaryCall(channel, StatusService.LIST_NODES, CallOptions.DEFAULT, request);
  }

  private void list() {
    Nodes nodes = new Nodes();
    ListNodesRequest.Builder request = ListNodesRequest.newBuilder().setView(NodeView.NODE_VIEW_FULL);
    ListNodesResponse page;
    do {
      page = listPage(request.build());
      nodes.update(page.getNodesList());
      request.setPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());
    printState(nodes, page.getHeader());
  }

  /** Watches until onCheckpoint returns false, and cancels the call then. */
  private void watch(CallOptions options, Runnable onMessage, OnCheckpoint onCheckpoint) {
    Context.CancellableContext context = Context.current().withCancellation();
    context.run(() -> {
      WatchStatusRequest request = WatchStatusRequest.newBuilder().setView(NodeView.NODE_VIEW_FULL).build();
      Iterator<WatchStatusResponse> messages =
          ClientCalls.blockingServerStreamingCall(channel, StatusService.WATCH_STATUS, options, request);
      Nodes nodes = new Nodes();
      boolean more = true;
      while (more && messages.hasNext()) {
        WatchStatusResponse message = messages.next();
        onMessage.run();
        if (nodes.apply(message)) more = onCheckpoint.call(nodes, message.getCheckpoint().getHeader());
      }
      context.cancel(null);
    });
  }

  private void watchUntil(long revision, Runnable onMessage) {
    watch(CallOptions.DEFAULT, onMessage,
        (nodes, header) -> printState(nodes, header) && header.getRevision() < revision);
  }

  private void cancel() {
    Context.CancellableContext context = Context.current().withCancellation();
    context.run(() -> watch(CallOptions.DEFAULT, () -> {}, (nodes, header) -> {
      printState(nodes, header);
      context.cancel(null);
      return true;
    }));
  }

  private void slow(long revision) {
    boolean[] waited = {false};
    watchUntil(revision, () -> {
      if (waited[0]) return;
      waited[0] = true;
      print("{\"waiting\": true}");
      try {
        while (System.in.read() != '\n') {}
      } catch (IOException error) {
        throw new IllegalStateException(error);
      }
    });
  }

  private void many(int count, long revision) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    List<Future<?>> watches = new ArrayList<>();
    for (int i = 0; i < count; ++i) {
      watches.add(threads.submit(() -> watch(CallOptions.DEFAULT, () -> {},
          (nodes, header) -> header.getRevision() < revision || !printState(nodes, header))));
    }
    for (Future<?> watch : watches) watch.get();
    threads.shutdown();
  }

  private void run(String[] words) throws Exception {
    switch (words[1]) {
      case "list" -> list();
      case "watch" -> watchUntil(Long.parseLong(words[2]), () -> {});
      case "error" -> listPage(ListNodesRequest.newBuilder().setPageToken("x").build());
      case "deadline" -> watch(CallOptions.DEFAULT.withDeadlineAfter(Long.parseLong(words[2]), TimeUnit.MILLISECONDS),
          () -> {}, Main::printState);
      case "cancel" -> cancel();
      case "slow" -> slow(Long.parseLong(words[2]));
      case "many" -> many(Integer.parseInt(words[2]), Long.parseLong(words[3]));
      default -> throw new IllegalArgumentException("unknown scenario " + words[1]);
    }
  }

  public static void main(String[] words) throws Exception {
    ManagedChannel channel = Grpc.newChannelBuilder(words[0], InsecureChannelCredentials.create()).build();
    try {
      new Main(channel).run(words);
    } catch (StatusRuntimeException error) {
      printEnd(error);
    } finally {
      channel.shutdownNow();
    }
  }
}
