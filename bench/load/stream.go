// SPDX-License-Identifier: Apache-2.0
package main

import (
	"bytes"
	"context"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
)

// stampMark precedes the time (ns since the Unix epoch) at which a record was made. A space follows the time.
const stampMark = "@t="

type counts struct {
	messages, deliveries, bytes int
	latenciesMs                 []float64
}

// stream is one watch, which can be ended and resumed. Only its receiving goroutine writes the fields that are neither
// atomic nor guarded by countsLock.
type stream struct {
	fleet      *fleet
	filter     []byte
	connection *grpc.ClientConn
	revision   atomic.Int64
	ready      atomic.Bool // complete at least once since it was opened
	countsLock sync.Mutex
	counts     counts
	token      string
	cancel     context.CancelFunc
	running    sync.WaitGroup
}

func newStream(all *fleet, filter []byte, connection *grpc.ClientConn) *stream {
	s := &stream{fleet: all, filter: filter, connection: connection}
	s.revision.Store(-1)
	return s
}

var bothWays = grpc.StreamDesc{ServerStreams: true, ClientStreams: true}

func (s *stream) open() error {
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	s.ready.Store(false)
	call, err := s.connection.NewStream(ctx, &bothWays, s.fleet.peer.watchMethod)
	if err != nil {
		return err
	}
	if err := call.SendMsg(s.fleet.peer.watchRequest(s.filter, s.token)); err != nil {
		return err
	}
	if s.fleet.flags.peer != "etcd" { // etcd ends a watch when its client closes the request stream
		if err := call.CloseSend(); err != nil {
			return err
		}
	}
	s.running.Add(1)
	go s.receive(ctx, call)
	return nil
}

func (s *stream) end() {
	s.cancel()
	s.running.Wait()
}

func (s *stream) receive(ctx context.Context, call grpc.ClientStream) {
	defer s.running.Done()
	message := &reply{handle: s.onMessage}
	for {
		if err := call.RecvMsg(message); err != nil {
			if ctx.Err() == nil {
				s.fleet.fail(err)
			}
			return
		}
	}
}

func (s *stream) onMessage(message []byte) {
	read := s.fleet.peer.read(message)
	s.count(message, read.deliveries)
	if read.token != "" {
		s.token = read.token
	}
	if read.revision >= 0 {
		s.revision.Store(read.revision)
	}
	if read.revision >= 0 || s.fleet.flags.peer == "raw" {
		s.ready.Store(true)
	}
}

func (s *stream) count(message []byte, deliveries int) {
	latency, found := latencyOf(message)
	s.countsLock.Lock()
	defer s.countsLock.Unlock()
	s.counts.messages++
	s.counts.bytes += len(message)
	s.counts.deliveries += deliveries
	if found {
		s.counts.latenciesMs = append(s.counts.latenciesMs, latency)
	}
}

// resetCounts returns the counts and sets them to zero.
func (s *stream) resetCounts() counts {
	s.countsLock.Lock()
	defer s.countsLock.Unlock()
	taken := s.counts
	s.counts = counts{}
	return taken
}

// latencyOf returns the age (ms) of the first stamp in a message, and whether there is one.
func latencyOf(message []byte) (float64, bool) {
	now := time.Now().UnixNano()
	at := bytes.Index(message, []byte(stampMark))
	if at < 0 {
		return 0, false
	}
	digits := message[at+len(stampMark):]
	end := bytes.IndexByte(digits, ' ')
	if end < 0 {
		return 0, false
	}
	made, err := strconv.ParseInt(string(digits[:end]), 10, 64)
	return float64(now-made) / 1e6, err == nil
}
