// SPDX-License-Identifier: Apache-2.0
package main

import (
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
)

// contents is what one message of a watch contains.
type contents struct {
	deliveries int    // nodes or events
	revision   int64  // the watch is complete up to this revision; -1: the message has none
	token      string // the resume token; empty: the message has none
}

// peer is the gRPC service of one kind of server. Requests and answers are bytes; the field numbers are those of
// proto/rollcall/v1/rollcall.proto and of etcd's rpc.proto.
type peer struct {
	listMethod, watchMethod string
	listRequest             func(pageSize int) []byte
	watchRequest            func(filter []byte, token string) []byte
	read                    func(message []byte) contents
	endsWithRequests        bool // a watch ends when its client closes the stream of requests
}

func findPeer(name string) (peer, error) {
	switch name {
	case "rollcall":
		return rollcallPeer, nil
	case "raw":
		return rawPeer(), nil
	case "etcd":
		return etcdPeer, nil
	}
	return peer{}, fmt.Errorf("-peer %s: must be rollcall, raw or etcd", name)
}

var rollcallPeer = peer{
	listMethod:  "/rollcall.v1.CoprocessorStatusService/ListCoprocessors",
	watchMethod: "/rollcall.v1.CoprocessorStatusService/WatchStatus",
	listRequest: func(pageSize int) []byte { return intField(nil, 2, uint64(pageSize)) },
	watchRequest: func(filter []byte, token string) []byte {
		request := bytesField(nil, 2, []byte(token))
		if filter != nil {
			request = bytesField(request, 1, filter)
		}
		return request
	},
	read: readRollcall,
}

// rawPeer is the bare stream server: Rollcall's methods, without checkpoints. Each of its messages is all there is.
func rawPeer() peer {
	raw := rollcallPeer
	raw.read = func(message []byte) contents {
		c := readRollcall(message)
		c.revision = 0
		return c
	}
	return raw
}

// readRollcall reads a WatchStatusResponse: snapshot_started 1, updated 2, removed 3, checkpoint 4 {header 1 {revision 1},
// resume_token 2}.
func readRollcall(message []byte) contents {
	c := contents{revision: -1}
	eachField(message, func(number protowire.Number, bytes []byte, _ uint64) {
		switch number {
		case 2, 3:
			c.deliveries++
		case 4:
			eachField(bytes, func(number protowire.Number, bytes []byte, _ uint64) {
				switch number {
				case 1:
					c.revision = intOf(bytes, 1)
				case 2:
					c.token = string(bytes)
				}
			})
		}
	})
	return c
}

const etcdPrefix, etcdPrefixEnd = "status/", "status0"

var etcdPeer = peer{
	listMethod:  "/etcdserverpb.KV/Range",
	watchMethod: "/etcdserverpb.Watch/Watch",
	// key 1, range_end 2, serializable 7 (the server answers from its own state, without a quorum)
	listRequest: func(int) []byte {
		return intField(bytesField(bytesField(nil, 1, []byte(etcdPrefix)), 2, []byte(etcdPrefixEnd)), 7, 1)
	},
	watchRequest: func([]byte, string) []byte { // create_request 1 {key 1, range_end 2}
		return bytesField(nil, 1, bytesField(bytesField(nil, 1, []byte(etcdPrefix)), 2, []byte(etcdPrefixEnd)))
	},
	read:             readEtcd,
	endsWithRequests: true,
}

// readEtcd reads a WatchResponse: header 1 {revision 3}, events 11.
func readEtcd(message []byte) contents {
	c := contents{revision: -1}
	eachField(message, func(number protowire.Number, bytes []byte, _ uint64) {
		switch number {
		case 1:
			c.revision = intOf(bytes, 3)
		case 11:
			c.deliveries++
		}
	})
	return c
}
