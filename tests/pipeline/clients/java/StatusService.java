// SPDX-License-Identifier: Apache-2.0
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;

import rollcall.v1.ListNodesRequest;
import rollcall.v1.ListNodesResponse;
import rollcall.v1.WatchStatusRequest;
import rollcall.v1.WatchStatusResponse;

/** The methods of the service, which grpc-java's own generator for protoc would write. */
final class StatusService {
  private static final String NAME = "rollcall.v1.CoprocessorStatusService";

  static final MethodDescriptor<ListNodesRequest, ListNodesResponse> LIST_NODES =
      MethodDescriptor.<ListNodesRequest, ListNodesResponse>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName(MethodDescriptor.generateFullMethodName(NAME, "ListNodes"))
          .setRequestMarshaller(ProtoUtils.marshaller(ListNodesRequest.getDefaultInstance()))
          .setResponseMarshaller(ProtoUtils.marshaller(ListNodesResponse.getDefaultInstance()))
          .build();

  static final MethodDescriptor<WatchStatusRequest, WatchStatusResponse> WATCH_STATUS =
      MethodDescriptor.<WatchStatusRequest, WatchStatusResponse>newBuilder()
          .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
          .setFullMethodName(MethodDescriptor.generateFullMethodName(NAME, "WatchStatus"))
          .setRequestMarshaller(ProtoUtils.marshaller(WatchStatusRequest.getDefaultInstance()))
          .setResponseMarshaller(ProtoUtils.marshaller(WatchStatusResponse.getDefaultInstance()))
          .build();

  private StatusService() {}
}
