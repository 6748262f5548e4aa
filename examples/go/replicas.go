// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"

	pb "rollcall-example/rollcallv1"
)

const firstBackoff, longestBackoff = 100 * time.Millisecond, 5 * time.Second

var dialOptions = []grpc.DialOption{
	grpc.WithTransportCredentials(insecure.NewCredentials()),
	// The pauses below are enough: a replica that is back is reached soon.
	grpc.WithConnectParams(grpc.ConnectParams{
		Backoff:           backoff.Config{BaseDelay: firstBackoff, Multiplier: 2, Jitter: 0.2, MaxDelay: time.Second},
		MinConnectTimeout: 5 * time.Second,
	}),
	// A dead connection is closed, so that no later call waits on it.
	grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: 10 * time.Second, Timeout: 5 * time.Second}),
}

// replicas knows which replica is called next, and when: "Errors" and "Pauses" in rollcall.proto.
type replicas struct {
	servers     []string
	channels    []*grpc.ClientConn
	next        int
	failures    int // in a row
	backoff     time.Duration
	wantedPause time.Duration // the longest one that a server wants, of those tried since the last pause
}

func connect(servers []string) (*replicas, error) {
	r := &replicas{servers: servers}
	r.succeeded()
	for _, server := range servers {
		channel, err := grpc.NewClient(server, dialOptions...)
		if err != nil {
			return nil, err
		}
		r.channels = append(r.channels, channel)
	}
	return r, nil
}

func (r *replicas) close() {
	for _, channel := range r.channels {
		channel.Close()
	}
}

type attempt func(context.Context, pb.CoprocessorStatusServiceClient) error

// run calls try, on one replica after another, until it returns nil, and startAgain when the next attempt must not use a token.
// It returns an error that is final, or that of ctx.
func (r *replicas) run(ctx context.Context, try attempt, startAgain func()) error {
	for {
		server := r.servers[r.next]
		err := try(ctx, pb.NewCoprocessorStatusServiceClient(r.channels[r.next]))
		if err == nil {
			return nil
		}
		failure := failureOf(err)
		if failure.verdict == final || ctx.Err() != nil {
			return fmt.Errorf("%s: %w", server, failure)
		}
		if failure.verdict != retry {
			startAgain()
		}
		r.next = (r.next + 1) % len(r.servers)
		pause := r.pause(failure)
		fmt.Fprintf(os.Stderr, "%s: %v; trying again in %.1f s\n", server, failure, pause.Seconds())
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return fmt.Errorf("%s: %w", server, failure)
		}
	}
}

// succeeded is called when a list has been answered, or a checkpoint had the right digest.
func (r *replicas) succeeded() { r.failures, r.backoff, r.wantedPause = 0, firstBackoff, 0 }

func (r *replicas) pause(failure *failure) time.Duration {
	r.failures++
	r.wantedPause = max(r.wantedPause, failure.retryDelay)
	if failure.verdict == startAgain && r.failures == 1 {
		return 0
	}
	if failure.verdict == retry && r.failures%len(r.servers) != 0 {
		return 0 // there are replicas left to try
	}
	pause := max(r.wantedPause, r.backoff/2+rand.N(r.backoff/2))
	r.backoff = min(2*r.backoff, longestBackoff)
	r.wantedPause = 0
	return pause
}
