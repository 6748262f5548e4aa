#include "server/api/service.h"

namespace rollcall::api {

grpc::ServerUnaryReactor* Service::ListNodes(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                             grpc::ByteBuffer* response) {
  return lists_.ListNodes(context, request, response);
}

grpc::ServerUnaryReactor* Service::ListCoprocessors(grpc::CallbackServerContext* context,
                                                    const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  return lists_.ListCoprocessors(context, request, response);
}

}  // namespace rollcall::api
