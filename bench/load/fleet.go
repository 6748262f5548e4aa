// SPDX-License-Identifier: Apache-2.0
package main

import (
	"errors"
	"fmt"
	"sync/atomic"
	"time"
)

// fleet is all streams of one load.
type fleet struct {
	flags   watchFlags
	peer    peer
	streams []*stream
	failed  atomic.Pointer[error]
	cost    meter
}

func openFleet(f watchFlags) (*fleet, error) {
	p, connections, err := f.target.open(f.streams)
	if err != nil {
		return nil, err
	}
	all := &fleet{flags: f, peer: p}
	for i := range f.streams {
		filter, err := filterOf(f.filter, i)
		if err != nil {
			return nil, err
		}
		all.streams = append(all.streams, newStream(all, filter, connections[i%len(connections)]))
	}
	return all, all.open(f.spread)
}

func (all *fleet) open(spread time.Duration) error {
	begin := time.Now()
	for i, s := range all.streams {
		time.Sleep(time.Until(begin.Add(spread * time.Duration(i) / time.Duration(len(all.streams)))))
		if err := s.open(); err != nil {
			return err
		}
	}
	return nil
}

func (all *fleet) fail(err error) { all.failed.CompareAndSwap(nil, &err) }

// waitFor waits until every stream is so, and says how long that took.
func (all *fleet) waitFor(isSo func(s *stream) bool, limit time.Duration) (time.Duration, error) {
	begin := time.Now()
	for _, s := range all.streams {
		for !isSo(s) {
			if err := all.failed.Load(); err != nil {
				return 0, *err
			}
			if time.Since(begin) > limit {
				return 0, errors.New("not all streams in time")
			}
			time.Sleep(time.Millisecond)
		}
	}
	return time.Since(begin), nil
}

func (all *fleet) begin() (err error) {
	for _, s := range all.streams {
		s.takeCounts()
	}
	all.cost, err = startMeter(all.flags.pid)
	return err
}

func (all *fleet) end() (any, error) {
	seconds, cpuS, err := all.cost.read()
	if err != nil {
		return nil, err
	}
	if failure := all.failed.Load(); failure != nil {
		return nil, *failure
	}
	var sum counts
	for _, s := range all.streams {
		c := s.takeCounts()
		sum.messages += c.messages
		sum.deliveries += c.deliveries
		sum.bytes += c.bytes
		sum.latenciesMs = append(sum.latenciesMs, c.latenciesMs...)
	}
	return map[string]any{
		"messages": sum.messages, "deliveries": sum.deliveries, "bytes": sum.bytes, "seconds": seconds,
		"server_cpu_s": cpuS, "latency_ms": quantilesOf(sum.latenciesMs),
	}, nil
}

// resume is a storm: every stream ends and comes back at once.
func (all *fleet) resume() (time.Duration, error) {
	for _, s := range all.streams {
		s.end()
	}
	begin := time.Now()
	if err := all.open(0); err != nil {
		return 0, err
	}
	_, err := all.waitFor(func(s *stream) bool { return s.ready.Load() }, waitLimit)
	return time.Since(begin), err
}

func filterOf(kind string, i int) ([]byte, error) {
	switch kind {
	case "all":
		return nil, nil
	case "node": // node_ids 1
		return intField(nil, 1, uint64(i)), nil
	case "name": // names 2; `name*` and a second glob that nothing matches, so that no two streams share their filter
		return bytesField(bytesField(nil, 2, []byte("name*")), 2, fmt.Appendf(nil, "nothing-%d", i)), nil
	}
	return nil, fmt.Errorf("-filter %s: there are all, node and name", kind)
}
