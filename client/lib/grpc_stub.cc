// SPDX-License-Identifier: Apache-2.0
#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>
#include <grpcpp/grpcpp.h>

#include <cstdio>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "client/lib/failed_stub.h"
#include "client/lib/grpc_channel.h"
#include "client/lib/grpc_credentials.h"
#include "client/lib/grpc_errno.h"
#include "client/lib/make_error.h"
#include "client/lib/stub.h"
#include "client/lib/transport/proxy.h"
#include "client/lib/transport/token_file.h"
#include "client/lib/transport/transport_error.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "rollcall/client/connector.h"
#include "rollcall/client/error.h"
#include "rollcall/instant.h"
#include "rollcall/v1/rollcall.grpc.pb.h"

namespace rollcall::client {
namespace {

using Service = v1::CoprocessorStatusService;
using grpc::health::v1::Health;

// How a server is reached.
struct Route {
  Security security;
  std::optional<Proxy> proxy;
};

absl::Status ToStatus(const grpc::Status& status, const Route& route) {
  if (status.ok()) return absl::OkStatus();
  absl::Status error = ExplainTransportError(MakeServerError(static_cast<absl::StatusCode>(status.error_code()),
                                                             status.error_message(), status.error_details()),
                                             route.security);
  return route.proxy.has_value() ? NameProxy(error, *route.proxy) : error;
}

absl::Status AddToken(const TransportOptions& transport, grpc::ClientContext& context) {
  if (transport.token_file.empty()) return absl::OkStatus();
  const absl::StatusOr<std::string> token = ReadToken(transport.token_file);
  if (!token.ok()) return MakeUnusableFilesError(token.status());
  context.AddMetadata("authorization", absl::StrCat("Bearer ", *token));
  return absl::OkStatus();
}

// A server-streaming call with its own completion queue, so that a read can have a time limit without another thread.
class GrpcWatchStream final : public WatchStream {
 public:
  GrpcWatchStream(Service::Stub& stub, std::unique_ptr<grpc::ClientContext> context,
                  const v1::WatchStatusRequest& request, const Route& route, Cancellation& cancellation)
      : route_(route),
        context_(std::move(context)),
        reader_(stub.PrepareAsyncWatchStatus(context_.get(), request, &queue_)),
        registration_(std::in_place, cancellation, [this] { context_->TryCancel(); }) {
    reader_->StartCall(this);
  }

  ~GrpcWatchStream() override {
    registration_.reset();
    context_->TryCancel();
    void* tag = nullptr;
    bool ok = false;
    if (pending_ != Operation::kNone) {
      queue_.Next(&tag, &ok);
      pending_ = Operation::kNone;
    }
    if (!finished_) Finish().IgnoreError();
    queue_.Shutdown();
    while (queue_.Next(&tag, &ok)) {
    }
  }

  WatchRead Next(Instant until, v1::WatchStatusResponse& message) override {
    CHECK(!finished_);
    while (true) {
      if (pending_ == Operation::kNone) BeginRead();
      void* tag = nullptr;
      bool ok = false;
      // gRPC converts the time to a clock that cannot be set, at once.
      if (queue_.AsyncNext(&tag, &ok, absl::ToChronoTime(until.WallAt(Instant::Now()))) !=
          grpc::CompletionQueue::GOT_EVENT) {
        return WatchRead::kTimeout;
      }
      const Operation completed = std::exchange(pending_, Operation::kNone);
      if (!ok) return WatchRead::kEnd;
      if (completed == Operation::kRead) {
        message = std::move(buffer_);
        return WatchRead::kMessage;
      }
    }
  }

  absl::Status Finish() override {
    CHECK(!finished_);
    CHECK(pending_ == Operation::kNone);
    finished_ = true;
    grpc::Status status;
    reader_->Finish(&status, this);
    void* tag = nullptr;
    bool ok = false;
    queue_.Next(&tag, &ok);
    if (status.ok()) return absl::UnavailableError("the server ended the watch without a reason");
    return ToStatus(status, route_);
  }

 private:
  enum class Operation { kNone, kStart, kRead };

  void BeginRead() {
    pending_ = Operation::kRead;
    reader_->Read(&buffer_, this);
  }

  const Route route_;
  const std::unique_ptr<grpc::ClientContext> context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::ClientAsyncReader<v1::WatchStatusResponse>> reader_;
  std::optional<Cancellation::Registration> registration_;
  v1::WatchStatusResponse buffer_;
  Operation pending_ = Operation::kStart;
  bool finished_ = false;
};

class GrpcStub final : public Stub {
 public:
  GrpcStub(const std::shared_ptr<grpc::Channel>& channel, TransportOptions transport, Route route)
      : transport_(std::move(transport)),
        route_(std::move(route)),
        stub_(Service::NewStub(channel)),
        health_(Health::NewStub(channel)) {}

  absl::Status ListNodes(const v1::ListNodesRequest& request, absl::Duration timeout,
                         v1::ListNodesResponse& response) override {
    return Call(*stub_, &Service::Stub::ListNodes, request, timeout, response);
  }

  absl::Status ListCoprocessors(const v1::ListCoprocessorsRequest& request, absl::Duration timeout,
                                v1::ListCoprocessorsResponse& response) override {
    return Call(*stub_, &Service::Stub::ListCoprocessors, request, timeout, response);
  }

  absl::Status ListChanges(const v1::ListChangesRequest& request, absl::Duration timeout,
                           v1::ListChangesResponse& response) override {
    return Call(*stub_, &Service::Stub::ListChanges, request, timeout, response);
  }

  std::unique_ptr<WatchStream> WatchStatus(const v1::WatchStatusRequest& request, Cancellation& cancellation) override {
    auto context = std::make_unique<grpc::ClientContext>();
    if (absl::Status added = AddToken(transport_, *context); !added.ok()) return std::make_unique<FailedStream>(added);
    return std::make_unique<GrpcWatchStream>(*stub_, std::move(context), request, route_, cancellation);
  }

  absl::StatusOr<Serving> CheckHealth(absl::Duration timeout) override {
    grpc::health::v1::HealthCheckRequest request;
    request.set_service(Service::service_full_name());
    grpc::health::v1::HealthCheckResponse response;
    absl::Status status = Call(*health_, &Health::Stub::Check, request, timeout, response);
    if (!status.ok()) return status;
    const bool serves = response.status() == grpc::health::v1::HealthCheckResponse::SERVING;
    return serves ? Serving::kYes : Serving::kNo;
  }

 private:
  template <typename ServiceStub, typename Request, typename Response>
  absl::Status Call(ServiceStub& stub,
                    grpc::Status (ServiceStub::*method)(grpc::ClientContext*, const Request&, Response*),
                    const Request& request, absl::Duration timeout, Response& response) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
    if (absl::Status added = AddToken(transport_, context); !added.ok()) return added;
    return ToStatus((stub.*method)(&context, request, &response), route_);
  }

  const TransportOptions transport_;
  const Route route_;
  const std::unique_ptr<Service::Stub> stub_;
  const std::unique_ptr<Health::Stub> health_;
};

class GrpcConnector final : public Connector {
 public:
  explicit GrpcConnector(const GrpcOptions& options) : options_(options) { CountCpusBeforeConnecting(); }

  std::unique_ptr<Stub> Connect(const std::string& server) override {
    const TransportOptions& transport = options_.transport;
    absl::Status usable = CheckTokenIsSafe(transport, server);
    const auto credentials = MakeGrpcCredentials(transport.tls);
    usable.Update(credentials.status());
    if (!usable.ok()) return std::make_unique<FailedStub>(MakeUnusableFilesError(usable));
    const auto proxy = ProxyFor(transport.proxy, server);
    if (!proxy.ok()) return std::make_unique<FailedStub>(MakeUnusableProxyError(proxy.status()));
    const std::string& target = proxy->has_value() ? (*proxy)->address : server;
    const Route route = {.security = transport.tls.has_value() ? Security::kTls : Security::kClearText,
                         .proxy = *proxy};
    return std::make_unique<GrpcStub>(
        grpc::CreateCustomChannel(target, *credentials, MakeChannelArguments(options_, server, *proxy)), transport,
        route);
  }

 private:
  const GrpcOptions options_;
};

// The process ends right after such a line, and nothing else says why.
void LogFailedAssertions(gpr_log_func_args* line) {
  if (!absl::StartsWith(line->message, "assertion failed")) return;
  std::fprintf(stderr, "%s:%d: %s\n", line->file, line->line, line->message);
}

}  // namespace

std::unique_ptr<Connector> MakeGrpcConnector(const GrpcOptions& options) {
  return std::make_unique<GrpcConnector>(options);
}

std::string GrpcVersion() { return grpc::Version(); }

void MuteLibraryLogs() {
  gpr_set_log_function(LogFailedAssertions);
  google::protobuf::SetLogHandler(nullptr);
}

}  // namespace rollcall::client
