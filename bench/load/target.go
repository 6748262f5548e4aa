// SPDX-License-Identifier: Apache-2.0
package main

import (
	"flag"

	"google.golang.org/grpc"
)

// target is the server under load, and how it is reached.
type target struct {
	peer, address    string
	connections, pid int
}

func (t *target) addTo(flags *flag.FlagSet, peers string) {
	flags.StringVar(&t.peer, "peer", "rollcall", peers)
	flags.StringVar(&t.address, "address", "", "HOST:PORT")
	flags.IntVar(&t.connections, "connections", 10, "maximum number of connections")
	flags.IntVar(&t.pid, "pid", 0, "process id of the server")
}

// open makes the connections that the given number of callers or streams share.
func (t *target) open(users int) (peer, []*grpc.ClientConn, error) {
	p, err := findPeer(t.peer)
	if err != nil {
		return peer{}, nil, err
	}
	connections, err := connect(t.address, min(users, t.connections))
	return p, connections, err
}
