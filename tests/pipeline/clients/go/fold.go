// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"slices"
	"strconv"

	"google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/grpc/status"

	pb "rollcall/tests/pipeline/clients/go/rollcallv1"
)

type state struct {
	nodes map[int32]*pb.NodeStatus
}

func newState() *state { return &state{nodes: map[int32]*pb.NodeStatus{}} }

func (s *state) update(nodes []*pb.NodeStatus) {
	for _, node := range nodes {
		s.nodes[node.NodeId] = node
	}
}

type stateLine struct {
	Revision string  `json:"revision"`
	Digest   string  `json:"digest"`
	Nodes    []int32 `json:"nodes"`
	RawBytes int     `json:"raw_bytes"`
}

func (s *state) line(header *pb.Header) (stateLine, error) {
	line := stateLine{Revision: strconv.FormatInt(header.Revision, 10), Digest: strconv.FormatUint(header.Digest, 10)}
	var digest uint64
	for id, node := range s.nodes {
		line.Nodes = append(line.Nodes, id)
		line.RawBytes += len(node.RawValue)
		digest += node.Fingerprint
	}
	slices.Sort(line.Nodes)
	if digest != header.Digest {
		return line, fmt.Errorf("the digest of %v is %d", line, digest)
	}
	return line, nil
}

// fold puts messages aside and applies them at a checkpoint, as the API's manual says.
type fold struct {
	state *state
	aside []*pb.WatchStatusResponse
}

// apply returns whether the message ended with a checkpoint.
func (f *fold) apply(message *pb.WatchStatusResponse) bool {
	f.aside = append(f.aside, message)
	if message.Checkpoint == nil {
		return false
	}
	for _, message := range f.aside {
		if message.SnapshotStarted != nil {
			f.state = newState()
		}
		f.state.update(message.Updated)
		for _, node := range message.Removed {
			delete(f.state.nodes, node.NodeId)
		}
	}
	f.aside = nil
	return true
}

// codeName returns the name that every language has for the code, such as INVALID_ARGUMENT.
func codeName(err error) string { return code.Code(status.Code(err)).String() }
