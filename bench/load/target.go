// SPDX-License-Identifier: Apache-2.0
package main

import (
	"flag"

	"google.golang.org/grpc"
)

// target is the server under load, and how it is reached.
type target struct {
	peer, address, tlsCA string
	connections, pid     int
}

func (t *target) addTo(flags *flag.FlagSet, peers string) {
	flags.StringVar(&t.peer, "peer", "rollcall", peers)
	flags.StringVar(&t.address, "address", "", "HOST:PORT")
	flags.StringVar(&t.tlsCA, "tls-ca", "", "file of the certificates that are trusted; TLS is used if there is one")
	flags.IntVar(&t.connections, "connections", 10, "maximum number of connections")
	flags.IntVar(&t.pid, "pid", 0, "process id of the server")
}

// dial makes the gRPC connections that the given number of callers or streams share.
func (t *target) dial(users int) ([]*grpc.ClientConn, error) {
	secure, err := tlsOf(t.tlsCA)
	if err != nil {
		return nil, err
	}
	return connect(t.address, min(users, t.connections), secure)
}

// watchConnections makes the connections that the given number of watches share.
func (t *target) watchConnections(users int) ([]watchConnection, error) {
	if t.peer == natsCore || t.peer == natsKV {
		return dialNATS(t, min(users, t.connections))
	}
	p, err := findPeer(t.peer)
	if err != nil {
		return nil, err
	}
	connections, err := t.dial(users)
	if err != nil {
		return nil, err
	}
	all := make([]watchConnection, len(connections))
	for i, connection := range connections {
		all[i] = grpcWatches{connection, p}
	}
	return all, nil
}
