// SPDX-License-Identifier: Apache-2.0
package main

import (
	"bytes"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// What value() writes into a record: the time at which it was made (ns since the Unix epoch), and its number. A space follows each.
const (
	stampMark  = "@t="
	numberMark = "@n="
)

type counts struct {
	messages, deliveries, bytes int
	latenciesMs                 []float64
}

// stream is one watch, which can be ended and resumed. Only what receives its messages writes the fields that are neither
// atomic nor guarded by countsLock.
type stream struct {
	fleet      *fleet
	filter     []byte
	connection watchConnection
	revision   atomic.Int64
	ready      atomic.Bool // complete at least once since it was opened
	countsLock sync.Mutex
	counts     counts
	token      string
	end        func()
}

func newStream(all *fleet, filter []byte, connection watchConnection) *stream {
	s := &stream{fleet: all, filter: filter, connection: connection}
	s.revision.Store(-1)
	return s
}

func (s *stream) open() (err error) {
	s.ready.Store(false)
	s.end, err = s.connection.watch(s)
	return err
}

// receive counts a message, which it does not keep.
func (s *stream) receive(message []byte, read contents) {
	s.count(message, read.deliveries)
	if read.token != "" {
		s.token = read.token
	}
	if read.revision >= 0 {
		s.revision.Store(read.revision)
		s.ready.Store(true)
	}
}

func (s *stream) count(message []byte, deliveries int) {
	made, found := markedNumber(message, stampMark)
	latency := float64(time.Now().UnixNano()-made) / 1e6
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

// markedNumber returns the number that follows a mark's first place in a message, and whether there is one.
func markedNumber(message []byte, mark string) (int64, bool) {
	at := bytes.Index(message, []byte(mark))
	if at < 0 {
		return 0, false
	}
	digits := message[at+len(mark):]
	end := bytes.IndexByte(digits, ' ')
	if end < 0 {
		return 0, false
	}
	number, err := strconv.ParseInt(string(digits[:end]), 10, 64)
	return number, err == nil
}
