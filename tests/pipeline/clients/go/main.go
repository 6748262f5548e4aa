// SPDX-License-Identifier: Apache-2.0

// A client of Rollcall on grpc-go; ../README.md says what it prints.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	pb "rollcall/tests/pipeline/clients/go/rollcallv1"
)

type client struct {
	pb.CoprocessorStatusServiceClient
	output sync.Mutex
}

func (c *client) print(line any) {
	c.output.Lock()
	defer c.output.Unlock()
	json.NewEncoder(os.Stdout).Encode(line)
}

func (c *client) printEnd(err error) {
	line := map[string]string{"status": codeName(err), "reason": "", "domain": ""}
	for _, detail := range status.Convert(err).Details() {
		if info, ok := detail.(*errdetails.ErrorInfo); ok {
			line["reason"], line["domain"] = info.Reason, info.Domain
		}
	}
	c.print(line)
}

func (c *client) list(ctx context.Context) error {
	state := newState()
	request := &pb.ListNodesRequest{View: pb.NodeView_NODE_VIEW_FULL}
	for {
		page, err := c.ListNodes(ctx, request)
		if err != nil {
			return err
		}
		state.update(page.Nodes)
		if request.PageToken = page.NextPageToken; request.PageToken == "" {
			return c.printState(state, page.Header)
		}
	}
}

func (c *client) printState(state *state, header *pb.Header) error {
	line, err := state.line(header)
	if err == nil {
		c.print(line)
	}
	return err
}

// watch calls onMessage for each message and onCheckpoint for each checkpoint, until one of them returns false.
func (c *client) watch(ctx context.Context, onMessage func(), onCheckpoint func(*state, *pb.Header) (bool, error)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stream, err := c.WatchStatus(ctx, &pb.WatchStatusRequest{View: pb.NodeView_NODE_VIEW_FULL})
	if err != nil {
		return err
	}
	fold := fold{state: newState()}
	for {
		message, err := stream.Recv()
		if err != nil {
			return err
		}
		onMessage()
		if fold.apply(message) {
			if more, err := onCheckpoint(fold.state, message.Checkpoint.Header); err != nil || !more {
				return err
			}
		}
	}
}

// watchUntil prints each checkpoint up to that revision.
func (c *client) watchUntil(ctx context.Context, revision int64, onMessage func()) error {
	return c.watch(ctx, onMessage, func(state *state, header *pb.Header) (bool, error) {
		return header.Revision < revision, c.printState(state, header)
	})
}

func (c *client) cancel(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	return c.watch(ctx, func() {}, func(state *state, header *pb.Header) (bool, error) {
		defer cancel()
		return true, c.printState(state, header)
	})
}

func (c *client) slow(ctx context.Context, revision int64) error {
	var first sync.Once
	return c.watchUntil(ctx, revision, func() {
		first.Do(func() {
			c.print(map[string]bool{"waiting": true})
			bufio.NewReader(os.Stdin).ReadString('\n')
		})
	})
}

// many prints only the last checkpoint of each watch.
func (c *client) many(ctx context.Context, count int, revision int64) error {
	results := make(chan error, count)
	for range count {
		go func() {
			results <- c.watch(ctx, func() {}, func(state *state, header *pb.Header) (bool, error) {
				if header.Revision < revision {
					return true, nil
				}
				return false, c.printState(state, header)
			})
		}()
	}
	var all error
	for range count {
		all = errors.Join(all, <-results)
	}
	return all
}

func (c *client) run(ctx context.Context, scenario string, numbers []int64) error {
	switch scenario {
	case "list":
		return c.list(ctx)
	case "watch":
		return c.watchUntil(ctx, numbers[0], func() {})
	case "error":
		_, err := c.ListNodes(ctx, &pb.ListNodesRequest{PageToken: "x"})
		return err
	case "deadline":
		ctx, cancel := context.WithTimeout(ctx, time.Duration(numbers[0])*time.Millisecond)
		defer cancel()
		return c.watch(ctx, func() {}, func(state *state, header *pb.Header) (bool, error) {
			return true, c.printState(state, header)
		})
	case "cancel":
		return c.cancel(ctx)
	case "slow":
		return c.slow(ctx, numbers[0])
	case "many":
		return c.many(ctx, int(numbers[0]), numbers[1])
	}
	return fmt.Errorf("unknown scenario %q", scenario)
}

func numbers(words []string) []int64 {
	var all []int64
	for _, word := range words {
		number, err := strconv.ParseInt(word, 10, 64)
		if err != nil {
			fail(err)
		}
		all = append(all, number)
	}
	return all
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func main() {
	address, scenario := os.Args[1], os.Args[2]
	connection, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		fail(err)
	}
	defer connection.Close()
	c := &client{CoprocessorStatusServiceClient: pb.NewCoprocessorStatusServiceClient(connection)}
	err = c.run(context.Background(), scenario, numbers(os.Args[3:]))
	if _, ok := status.FromError(err); err != nil && !ok {
		fail(err)
	}
	if err != nil {
		c.printEnd(err)
	}
}
