// SPDX-License-Identifier: Apache-2.0
// The bare stream server: what gRPC C++ itself costs to send one prepared message to every open stream at a steady
// rate.
//
// It has one completion queue with one thread, as rollcalld has, and serves the same method, so that the same client
// drives both. It has nothing else: no topic, no state, no checkpoints.
#include <grpcpp/alarm.h>
#include <grpcpp/grpcpp.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <string>
#include <unordered_set>
#include <utility>

#include "base/regular_file.h"
#include "rollcall/v1/rollcall.grpc.pb.h"

namespace rollcall::bench {
namespace {

using Service = v1::CoprocessorStatusService::WithRawMethod_WatchStatus<v1::CoprocessorStatusService::Service>;
using Clock = std::chrono::system_clock;

constexpr size_t kMaxPemBytes = 1 << 20;

struct Options {
  std::string listen = "127.0.0.1:0";
  size_t message_bytes = 700;
  int rate = 50;         // messages a second to each stream; 0: only one, when the stream opens
  std::string tls_cert;  // PEM files; empty: no TLS
  std::string tls_key;
};

// A message of `size` bytes with one `updated` node. All streams share its bytes.
grpc::ByteBuffer MakeMessage(size_t size) {
  v1::WatchStatusResponse message;
  message.add_updated()->set_status_text("");
  const size_t overhead = 10;  // tags and lengths
  message.mutable_updated(0)->set_status_text(std::string(size > overhead ? size - overhead : 0, '.'));
  const grpc::Slice slice(message.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

struct Stream {
  Stream() : writer(&context) {}
  grpc::ServerContext context;
  grpc::ByteBuffer request;
  grpc::ServerAsyncWriter<grpc::ByteBuffer> writer;
  bool is_open = false;
  bool is_writing = false;
};

class RawStreamServer {
 public:
  explicit RawStreamServer(const Options& options) : options_(options), message_(MakeMessage(options.message_bytes)) {}

  // Returns the address that it serves; empty if it cannot listen.
  std::string Start() {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort(options_.listen, Credentials(), &port);
    builder.RegisterService(&service_);
    queue_ = builder.AddCompletionQueue();
    server_ = builder.BuildAndStart();
    return server_ == nullptr ? "" : "127.0.0.1:" + std::to_string(port);
  }

  // Serves until the process ends. Call it after Start().
  void Run() {
    WaitForCall();
    if (options_.rate > 0) SetTick(Clock::now());
    void* tag = nullptr;
    bool ok = false;
    while (queue_->Next(&tag, &ok)) {
      if (tag == nullptr) {
        OnTick();
      } else {
        OnStream(static_cast<Stream*>(tag), ok);
      }
    }
  }

 private:
  std::shared_ptr<grpc::ServerCredentials> Credentials() const {
    if (options_.tls_cert.empty()) return grpc::InsecureServerCredentials();
    grpc::SslServerCredentialsOptions tls;
    tls.pem_key_cert_pairs.push_back(
        {*ReadRegularFile(options_.tls_key, kMaxPemBytes), *ReadRegularFile(options_.tls_cert, kMaxPemBytes)});
    return grpc::SslServerCredentials(tls);
  }

  void WaitForCall() {
    auto* stream = new Stream();
    service_.RequestWatchStatus(&stream->context, &stream->request, &stream->writer, queue_.get(), queue_.get(),
                                stream);
  }

  void SetTick(Clock::time_point at) {
    next_tick_ = at;
    tick_.Set(queue_.get(), at, nullptr);
  }

  void OnTick() {
    for (Stream* stream : streams_) Send(*stream);
    SetTick(next_tick_ + std::chrono::nanoseconds(std::chrono::seconds(1)) / options_.rate);
  }

  void OnStream(Stream* stream, bool ok) {
    if (!ok) {  // its client has disconnected
      streams_.erase(stream);
      delete stream;
      return;
    }
    stream->is_writing = false;
    if (std::exchange(stream->is_open, true)) return;
    WaitForCall();
    streams_.insert(stream);
    Send(*stream);
  }

  void Send(Stream& stream) {
    if (stream.is_writing) return;
    stream.is_writing = true;
    stream.writer.Write(message_, &stream);
  }

  const Options options_;
  const grpc::ByteBuffer message_;
  Service service_;
  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  std::unique_ptr<grpc::Server> server_;
  std::unordered_set<Stream*> streams_;
  grpc::Alarm tick_;
  Clock::time_point next_tick_;
};

int Main(int argc, char** argv) {
  Options options;
  CLI::App app("Sends one prepared message to every stream, at a steady rate", "raw_stream_server");
  app.add_option("--listen", options.listen, "HOST:PORT");
  app.add_option("--message-bytes", options.message_bytes, "Size of the message");
  app.add_option("--rate", options.rate, "Messages a second to each stream; 0: only one");
  app.add_option("--tls-cert", options.tls_cert, "File of the certificate; TLS is spoken if there is one");
  app.add_option("--tls-key", options.tls_key, "File of its key");
  CLI11_PARSE(app, argc, argv);
  RawStreamServer server(options);
  const std::string address = server.Start();
  if (address.empty()) return 1;
  std::cout << "serving on " << address << std::endl;
  server.Run();
  return 0;
}

}  // namespace
}  // namespace rollcall::bench

int main(int argc, char** argv) { return rollcall::bench::Main(argc, argv); }
