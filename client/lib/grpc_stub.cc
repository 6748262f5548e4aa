// SPDX-License-Identifier: Apache-2.0
#include "client/lib/grpc_stub.h"

#include <grpcpp/grpcpp.h>

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "base/instant.h"
#include "client/lib/error.h"
#include "rollcall/v1/rollcall.grpc.pb.h"

namespace rollcall::client {
namespace {

using Service = v1::CoprocessorStatusService;

// A node in the FULL view takes a little more than 2 MiB at most, and a page ends when it has passed 1 MiB.
constexpr int kMaxMessageBytes = 16 << 20;

absl::Status ToStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  return MakeServerError(static_cast<absl::StatusCode>(status.error_code()), status.error_message(),
                         status.error_details());
}

bool IsOnThisMachine(absl::string_view server) {
  return absl::StartsWith(server, "unix:") || absl::StartsWith(server, "127.") ||
         absl::StartsWith(server, "localhost:") || absl::StartsWith(server, "[::1]");
}

grpc::ChannelArguments ChannelArguments(const GrpcOptions& options, const std::string& server) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  // gRPC uses its "minimum reconnect backoff" as the time limit of one attempt to connect. The default is 20 s.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS,
                   static_cast<int>(absl::ToInt64Milliseconds(options.connect_attempt)));
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  // A proxy named in the environment cannot be the way to this machine.
  if (IsOnThisMachine(server)) arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return arguments;
}

// A server-streaming call with its own completion queue, so that a read can have a time limit without another thread.
class GrpcWatchStream final : public WatchStream {
 public:
  GrpcWatchStream(Service::Stub& stub, const v1::WatchStatusRequest& request, Cancellation& cancellation)
      : reader_(stub.PrepareAsyncWatchStatus(&context_, request, &queue_)),
        registration_(std::in_place, cancellation, [this] { context_.TryCancel(); }) {
    reader_->StartCall(this);
  }

  ~GrpcWatchStream() override {
    registration_.reset();
    context_.TryCancel();
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
    return ToStatus(status);
  }

 private:
  enum class Operation { kNone, kStart, kRead };

  void BeginRead() {
    pending_ = Operation::kRead;
    reader_->Read(&buffer_, this);
  }

  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::ClientAsyncReader<v1::WatchStatusResponse>> reader_;
  std::optional<Cancellation::Registration> registration_;
  v1::WatchStatusResponse buffer_;
  Operation pending_ = Operation::kStart;
  bool finished_ = false;
};

class GrpcStub final : public Stub {
 public:
  explicit GrpcStub(const std::shared_ptr<grpc::Channel>& channel) : stub_(Service::NewStub(channel)) {}

  absl::Status ListNodes(const v1::ListNodesRequest& request, absl::Duration timeout,
                         v1::ListNodesResponse& response) override {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
    return ToStatus(stub_->ListNodes(&context, request, &response));
  }

  absl::Status ListCoprocessors(const v1::ListCoprocessorsRequest& request, absl::Duration timeout,
                                v1::ListCoprocessorsResponse& response) override {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
    return ToStatus(stub_->ListCoprocessors(&context, request, &response));
  }

  std::unique_ptr<WatchStream> WatchStatus(const v1::WatchStatusRequest& request, Cancellation& cancellation) override {
    return std::make_unique<GrpcWatchStream>(*stub_, request, cancellation);
  }

 private:
  std::unique_ptr<Service::Stub> stub_;
};

class GrpcConnector final : public Connector {
 public:
  explicit GrpcConnector(const GrpcOptions& options) : options_(options) {}

  std::unique_ptr<Stub> Connect(const std::string& server) override {
    return std::make_unique<GrpcStub>(
        grpc::CreateCustomChannel(server, grpc::InsecureChannelCredentials(), ChannelArguments(options_, server)));
  }

 private:
  const GrpcOptions options_;
};

}  // namespace

std::unique_ptr<Connector> MakeGrpcConnector(const GrpcOptions& options) {
  return std::make_unique<GrpcConnector>(options);
}

}  // namespace rollcall::client
