// SPDX-License-Identifier: Apache-2.0
package main

import (
	"context"

	"google.golang.org/grpc"
)

// watchConnection is a connection on which watches are opened.
type watchConnection interface {
	// watch opens the watch of a stream, which is told of each message (stream.receive) until stop has returned.
	watch(s *stream) (stop func(), err error)
}

type grpcWatches struct {
	connection *grpc.ClientConn
	peer       peer
}

var bothWays = grpc.StreamDesc{ServerStreams: true, ClientStreams: true}

func (c grpcWatches) watch(s *stream) (func(), error) {
	ctx, cancel := context.WithCancel(context.Background())
	call, err := c.open(ctx, s)
	if err != nil {
		cancel()
		return nil, err
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := c.receive(call, s); ctx.Err() == nil {
			s.fleet.fail(err)
		}
	}()
	return func() { cancel(); <-ended }, nil
}

func (c grpcWatches) open(ctx context.Context, s *stream) (grpc.ClientStream, error) {
	call, err := c.connection.NewStream(ctx, &bothWays, c.peer.watchMethod)
	if err != nil {
		return nil, err
	}
	if err := call.SendMsg(c.peer.watchRequest(s.filter, s.token)); err != nil {
		return nil, err
	}
	if c.peer.endsWithRequests {
		return call, nil
	}
	return call, call.CloseSend()
}

func (c grpcWatches) receive(call grpc.ClientStream, s *stream) error {
	message := &reply{handle: func(message []byte) { s.receive(message, c.peer.read(message)) }}
	for {
		if err := call.RecvMsg(message); err != nil {
			return err
		}
	}
}
