// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"google.golang.org/protobuf/types/known/durationpb"

	pb "rollcall-example/rollcallv1"
)

const (
	heartbeat = 2 * time.Second
	silence   = 2*heartbeat + 5*time.Second // a watch that is silent for this long is dead
)

var errSilent = &failure{verdict: retry, text: fmt.Sprintf("CANCELLED silent for %s", silence)}

// watch folds a watch into the state of all nodes, as the manual of WatchStatus in rollcall.proto says. What it holds between streams
// belongs to the newest checkpoint, and so does the resume token.
type watch struct {
	replicas     *replicas
	until        int64 // the revision after which the watch is over
	nodes        map[int32]*pb.NodeStatus
	token        string
	wrongDigests int // in a row
	printed      string
}

// stream is one stream. It returns nil once the wanted revision has been printed, and otherwise why the stream ended.
func (w *watch) stream(ctx context.Context, client pb.CoprocessorStatusServiceClient) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	alarm := time.AfterFunc(silence, func() { cancel(errSilent) })
	defer alarm.Stop()
	stream, err := client.WatchStatus(ctx, &pb.WatchStatusRequest{
		ResumeToken: w.token, HeartbeatInterval: durationpb.New(heartbeat), View: pb.NodeView_NODE_VIEW_BASIC})
	if err != nil {
		return whyEnded(ctx, err)
	}
	// The messages since the last checkpoint are dropped with the stream: the next replica may not have come so far.
	var aside []*pb.WatchStatusResponse
	for {
		message, err := stream.Recv()
		if err != nil {
			return whyEnded(ctx, err)
		}
		alarm.Reset(silence)
		aside = append(aside, message)
		if message.Checkpoint == nil {
			continue
		}
		w.apply(aside)
		aside = nil
		if err := w.complete(message.Checkpoint); err != nil || message.Checkpoint.Header.Revision >= w.until {
			return err
		}
	}
}

func whyEnded(ctx context.Context, err error) error {
	if context.Cause(ctx) == error(errSilent) {
		return errSilent
	}
	if errors.Is(err, io.EOF) { // Rollcall never ends a watch with OK, but a proxy may
		return &failure{verdict: retry, text: "OK the stream ended"}
	}
	return err
}

func (w *watch) startAgain() { w.token, w.nodes = "", nil }

func (w *watch) apply(messages []*pb.WatchStatusResponse) {
	for _, message := range messages {
		if message.SnapshotStarted != nil || w.nodes == nil {
			w.nodes = map[int32]*pb.NodeStatus{}
		}
		for _, node := range message.Updated {
			w.nodes[node.NodeId] = node
		}
		for _, node := range message.Removed {
			delete(w.nodes, node.NodeId)
		}
	}
}

func (w *watch) complete(checkpoint *pb.Checkpoint) error {
	var digest uint64
	for _, node := range w.nodes {
		digest += node.Fingerprint
	}
	if digest != checkpoint.Header.Digest {
		w.wrongDigests++
		if w.wrongDigests == 1 {
			return &failure{verdict: startAgainLater, text: "the digest differs"}
		}
		return &failure{verdict: startAgainLater, text: "the digest differs again: a fault of this client or of the server"}
	}
	w.wrongDigests = 0
	w.token = checkpoint.ResumeToken
	w.replicas.succeeded()
	w.print(checkpoint.Header.Revision)
	return nil
}

func (w *watch) print(revision int64) {
	line := fmt.Sprintf("revision %d:", revision)
	for _, id := range slices.Sorted(maps.Keys(w.nodes)) {
		names := []string{}
		for _, coprocessor := range w.nodes[id].Coprocessors {
			names = append(names, coprocessor.Name)
		}
		line += fmt.Sprintf(" %d=%s(%s)", id, stateName(w.nodes[id].State), strings.Join(names, ","))
	}
	if line != w.printed { // a heartbeat may bring nothing new
		fmt.Println(line)
		w.printed = line
	}
}
