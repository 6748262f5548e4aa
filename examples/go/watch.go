// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"

	pb "rollcall-example/rollcallv1"
)

const (
	heartbeat    = 2 * time.Second
	firstMessage = 15 * time.Second            // until then a server may wait for the token's revision
	silence      = 2*heartbeat + 5*time.Second // a watch that is silent for this long is dead
)

// watch folds a watch into the state of all nodes, as the manual of WatchStatus in rollcall.proto says.
type watch struct {
	replicas       *replicas
	nodes          map[int32]*pb.NodeStatus
	token          string // of the checkpoint at which nodes is the state
	digestWasWrong bool
	printed        string
}

// printUntil prints each new state, and returns after the first one of this revision or a later one.
func (w *watch) printUntil(revision int64) {
	for err := w.follow(revision); err != nil; err = w.follow(revision) {
		if w.replicas.failed(err) {
			w.token = ""
		}
	}
}

// follow reads one stream, which has no deadline, because that would end it. It returns nil once the revision is reached.
func (w *watch) follow(until int64) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	alarm := time.AfterFunc(firstMessage, cancel)
	stream, err := w.replicas.client().WatchStatus(ctx, &pb.WatchStatusRequest{
		ResumeToken: w.token, HeartbeatInterval: durationpb.New(heartbeat)})
	if err != nil {
		return err
	}
	// Since the last checkpoint. It is dropped with the stream, because the next replica may not have come so far.
	var aside []*pb.WatchStatusResponse
	for {
		message, err := stream.Recv()
		if !alarm.Stop() { // it has canceled the stream
			return status.Error(codes.Canceled, "the watch is silent")
		}
		if err != nil { // io.EOF, too: Rollcall never ends a watch with OK, but a proxy may
			return err
		}
		aside = append(aside, message)
		if message.Checkpoint != nil {
			w.apply(aside)
			aside = nil
			if err := w.complete(message.Checkpoint); err != nil || message.Checkpoint.Header.Revision >= until {
				return err
			}
		}
		alarm.Reset(silence)
	}
}

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
	var digest uint64 // it wraps, as it must
	line := fmt.Sprintf("revision %d:", checkpoint.Header.Revision)
	for _, id := range slices.Sorted(maps.Keys(w.nodes)) {
		digest += w.nodes[id].Fingerprint
		line += " " + text(w.nodes[id])
	}
	if digest != checkpoint.Header.Digest {
		again := ""
		if w.digestWasWrong {
			again = " again: a fault of this client or of the server"
		}
		w.digestWasWrong = true
		return status.Error(wrongDigest, "the digest differs"+again)
	}
	w.token, w.digestWasWrong = checkpoint.ResumeToken, false
	w.replicas.succeeded()
	if line != w.printed { // a heartbeat may bring nothing new
		fmt.Println(line)
		w.printed = line
	}
	return nil
}

func text(node *pb.NodeStatus) string {
	var names []string
	for _, coprocessor := range node.Coprocessors {
		names = append(names, coprocessor.Name)
	}
	return fmt.Sprintf("%d=%s(%s)", node.NodeId, stateName(node.State), strings.Join(names, ","))
}
