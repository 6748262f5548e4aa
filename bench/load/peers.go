// SPDX-License-Identifier: Apache-2.0
package main

import (
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
)

// seen is what one message of a watch said.
type seen struct {
	deliveries int   // nodes or events
	revision   int64 // up to which the watch is complete now; -1: it did not say
	token      string
}

// peer is how one kind of server is asked. Requests and answers are bytes; the field numbers are those of
// proto/rollcall/v1/rollcall.proto and of etcd's rpc.proto.
type peer struct {
	listMethod, watchMethod string
	listRequest             []byte
	watchRequest            func(filter []byte, token string) []byte
	read                    func(message []byte) seen
}

func findPeer(name string) (peer, error) {
	switch name {
	case "rollcall", "raw":
		return rollcallPeer, nil
	case "etcd":
		return etcdPeer, nil
	}
	return peer{}, fmt.Errorf("-peer %s: there are rollcall, raw and etcd", name)
}

var rollcallPeer = peer{
	listMethod:  "/rollcall.v1.CoprocessorStatusService/ListCoprocessors",
	watchMethod: "/rollcall.v1.CoprocessorStatusService/WatchStatus",
	listRequest: intField(nil, 2, 10000), // page_size
	watchRequest: func(filter []byte, token string) []byte {
		request := bytesField(nil, 2, []byte(token))
		if filter != nil {
			request = bytesField(request, 1, filter)
		}
		return request
	},
	read: readRollcall,
}

// snapshot_started 1, updated 2, removed 3, checkpoint 4 {header 1 {revision 1}, resume_token 2}.
func readRollcall(message []byte) seen {
	s := seen{revision: -1}
	eachField(message, func(number protowire.Number, bytes []byte, _ uint64) {
		switch number {
		case 2, 3:
			s.deliveries++
		case 4:
			eachField(bytes, func(number protowire.Number, bytes []byte, _ uint64) {
				switch number {
				case 1:
					s.revision = intOf(bytes, 1)
				case 2:
					s.token = string(bytes)
				}
			})
		}
	})
	return s
}

const etcdPrefix, etcdPrefixEnd = "status/", "status0"

var etcdPeer = peer{
	listMethod:  "/etcdserverpb.KV/Range",
	watchMethod: "/etcdserverpb.Watch/Watch",
	// key 1, range_end 2, serializable 7: answered from this server's state, without asking a quorum
	listRequest: intField(bytesField(bytesField(nil, 1, []byte(etcdPrefix)), 2, []byte(etcdPrefixEnd)), 7, 1),
	watchRequest: func([]byte, string) []byte { // create_request 1 {key 1, range_end 2}
		return bytesField(nil, 1, bytesField(bytesField(nil, 1, []byte(etcdPrefix)), 2, []byte(etcdPrefixEnd)))
	},
	read: readEtcd,
}

// header 1 {revision 3}, events 11.
func readEtcd(message []byte) seen {
	s := seen{revision: -1}
	eachField(message, func(number protowire.Number, bytes []byte, _ uint64) {
		switch number {
		case 1:
			s.revision = intOf(bytes, 3)
		case 11:
			s.deliveries++
		}
	})
	return s
}
