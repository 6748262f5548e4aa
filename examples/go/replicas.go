// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"log"
	"math/rand/v2"
	"time"

	"google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	pb "rollcall-example/rollcallv1"
)

const firstBackoff, longestBackoff = 100 * time.Millisecond, 5 * time.Second

// wrongDigest is what the watch makes of a digest that differs. No server sends it.
const wrongDigest = codes.DataLoss

// replicas knows which server is called next, and when: "Errors" and "Pauses" in rollcall.proto.
type replicas struct {
	servers  []string
	clients  []pb.CoprocessorStatusServiceClient
	current  int
	failures int // in a row
	backoff  time.Duration
	askedFor time.Duration // the longest pause that a server asked for since the last one
}

func connect(servers []string) *replicas {
	r := &replicas{servers: servers}
	r.succeeded()
	// The pauses here are enough. Those of the library grow to two minutes, also if a server is back long since.
	everySecond := backoff.Config{BaseDelay: time.Second, MaxDelay: time.Second}
	options := []grpc.DialOption{
		grpc.WithConnectParams(grpc.ConnectParams{Backoff: everySecond, MinConnectTimeout: 5 * time.Second}),
		grpc.WithTransportCredentials(insecure.NewCredentials()),
	}
	for _, server := range servers {
		channel, err := grpc.NewClient(server, options...)
		if err != nil {
			log.Fatalf("%s: %v", server, err)
		}
		r.clients = append(r.clients, pb.NewCoprocessorStatusServiceClient(channel))
	}
	return r
}

func (r *replicas) client() pb.CoprocessorStatusServiceClient { return r.clients[r.current] }

// succeeded is called when all pages of a list are there, or a checkpoint had the right digest.
func (r *replicas) succeeded() { r.failures, r.backoff, r.askedFor = 0, firstBackoff, 0 }

// failed waits until the next call may be made. It returns whether that must start again, without a token.
func (r *replicas) failed(err error) (startAgain bool) {
	failure, ours, reason := status.Convert(err), false, ""
	for _, detail := range failure.Details() {
		switch detail := detail.(type) {
		case *errdetails.ErrorInfo:
			ours, reason = detail.Domain == "rollcall.v1", detail.Reason+" "
		case *errdetails.RetryInfo:
			r.askedFor = max(r.askedFor, detail.RetryDelay.AsDuration())
		}
	}
	text := fmt.Sprintf("%s: %v %s%s", r.servers[r.current], code.Code(failure.Code()), reason, failure.Message())
	if isFinal(failure.Code(), ours) {
		log.Fatal(text)
	}
	startAgain = failure.Code() == wrongDigest || (ours && failure.Code() == codes.Aborted)
	pause := r.pause(failure.Code(), startAgain)
	log.Printf("%s; trying again in %.1f s", text, pause.Seconds())
	r.current = (r.current + 1) % len(r.servers)
	time.Sleep(pause)
	return startAgain
}

func isFinal(code codes.Code, ours bool) bool {
	switch code {
	case codes.Unavailable, codes.ResourceExhausted, codes.Aborted:
		return false
	case codes.InvalidArgument, codes.NotFound, codes.FailedPrecondition, codes.OutOfRange, codes.Unimplemented,
		codes.Unauthenticated, codes.PermissionDenied:
		return true
	}
	return ours // if it is not from this API, it may be the code of a lost server, which depends on the library
}

func (r *replicas) pause(code codes.Code, startAgain bool) time.Duration {
	r.failures++
	replicasLeft, first := r.failures%len(r.servers) != 0, r.failures == 1
	if code != wrongDigest && (startAgain && first || !startAgain && replicasLeft) {
		return 0
	}
	pause := max(r.askedFor, r.backoff/2+rand.N(r.backoff/2))
	r.backoff, r.askedFor = min(2*r.backoff, longestBackoff), 0
	return pause
}
