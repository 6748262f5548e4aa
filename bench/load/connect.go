// SPDX-License-Identifier: Apache-2.0
package main

import (
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

const maxMessageBytes = 256 << 20

// connect opens count separate connections to a server on loopback.
func connect(address string, count int) ([]*grpc.ClientConn, error) {
	connections := make([]*grpc.ClientConn, count)
	for i := range connections {
		connection, err := grpc.NewClient("passthrough:///"+address,
			grpc.WithTransportCredentials(insecure.NewCredentials()),
			grpc.WithDefaultCallOptions(grpc.ForceCodecV2(rawCodec{}), grpc.MaxCallRecvMsgSize(maxMessageBytes)))
		if err != nil {
			return nil, err
		}
		connections[i] = connection
	}
	return connections, nil
}
