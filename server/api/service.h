// The API's one gRPC service, put together from handlers of two styles.
//
// The lists are raw callback methods: they answer with bytes that were joined, not serialised, and say what is wrong
// with a request that does not parse (a typed method answers UNIMPLEMENTED without a word). WatchStatus is a raw method
// on a completion queue: whoever serves watches asks for calls with RequestWatchStatus().
#pragma once

#include <grpcpp/grpcpp.h>

#include "rollcall/v1/rollcall.grpc.pb.h"
#include "server/api/list_handlers.h"

namespace rollcall::api {

namespace internal {
using Contract = v1::CoprocessorStatusService;
using ServiceBase = Contract::WithRawCallbackMethod_ListNodes<
    Contract::WithRawCallbackMethod_ListCoprocessors<Contract::WithRawMethod_WatchStatus<Contract::Service>>>;
}  // namespace internal

class Service final : public internal::ServiceBase {
 public:
  // `lists` must outlive the server that this is registered with.
  explicit Service(ListHandlers& lists) : lists_(lists) {}

  using internal::ServiceBase::ListCoprocessors;
  using internal::ServiceBase::ListNodes;
  grpc::ServerUnaryReactor* ListNodes(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                      grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* ListCoprocessors(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                             grpc::ByteBuffer* response) override;

 private:
  ListHandlers& lists_;
};

}  // namespace rollcall::api
