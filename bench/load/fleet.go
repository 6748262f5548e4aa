// SPDX-License-Identifier: Apache-2.0
package main

import (
	"fmt"
	"sync/atomic"
	"time"
)

// fleet is all streams of one process.
type fleet struct {
	flags   watchFlags
	streams []*stream
	failed  atomic.Pointer[error]
	cost    meter
}

func openFleet(f watchFlags) (*fleet, error) {
	connections, err := f.target.watchConnections(f.streams)
	if err != nil {
		return nil, err
	}
	all := &fleet{flags: f}
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

// waitFor waits until the condition holds for every stream, and returns how long that took.
func (all *fleet) waitFor(holds func(s *stream) bool, limit time.Duration) (time.Duration, error) {
	begin := time.Now()
	for _, s := range all.streams {
		for !holds(s) {
			if err := all.failed.Load(); err != nil {
				return 0, *err
			}
			if time.Since(begin) > limit {
				return 0, fmt.Errorf("not all streams are complete after %v", limit)
			}
			time.Sleep(time.Millisecond)
		}
	}
	return time.Since(begin), nil
}

// begin starts counting.
func (all *fleet) begin() (err error) {
	for _, s := range all.streams {
		s.resetCounts()
	}
	all.cost, err = startMeter(all.flags.pid)
	return err
}

// end returns what was counted since begin.
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
		c := s.resetCounts()
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

// resume ends all streams, opens them again at once and waits until each is complete. Returns how long that took.
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

// filterOf returns the encoded filter of stream i; nil: everything.
func filterOf(kind string, i int) ([]byte, error) {
	switch kind {
	case "all":
		return nil, nil
	case "node": // node_ids 1
		return intField(nil, 1, uint64(i)), nil
	case "name": // names 2: `name*`, and a glob that matches nothing, so that no two streams share a filter
		return bytesField(bytesField(nil, 2, []byte("name*")), 2, fmt.Appendf(nil, "nothing-%d", i)), nil
	}
	return nil, fmt.Errorf("-filter %s: must be all, node or name", kind)
}
