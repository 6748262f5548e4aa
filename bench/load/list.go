// SPDX-License-Identifier: Apache-2.0
package main

import (
	"context"
	"flag"
	"sync"
	"time"

	"google.golang.org/grpc"
)

type listFlags struct {
	target
	requests                peer
	callers, pageSize       int
	duration, warmUp, pause time.Duration
}

// caller requests lists, one after the other, until its time is over.
type caller struct {
	answers, bytes int
	latenciesMs    []float64
}

func (c *caller) run(connection *grpc.ClientConn, f listFlags, until time.Time) error {
	method, request := f.requests.listMethod, f.requests.listRequest(f.pageSize)
	answer := &reply{handle: func(message []byte) { c.bytes += len(message) }}
	for time.Now().Before(until) {
		begin := time.Now()
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		err := connection.Invoke(ctx, method, request, answer)
		cancel()
		if err != nil {
			return err
		}
		c.answers++
		c.latenciesMs = append(c.latenciesMs, time.Since(begin).Seconds()*1e3)
		time.Sleep(f.pause)
	}
	return nil
}

// callAll runs the callers for the given time.
func callAll(connections []*grpc.ClientConn, f listFlags, duration time.Duration) ([]caller, error) {
	callers := make([]caller, f.callers)
	failures := make(chan error, f.callers)
	until := time.Now().Add(duration)
	var group sync.WaitGroup
	for i := range callers {
		group.Add(1)
		go func() {
			defer group.Done()
			failures <- callers[i].run(connections[i%len(connections)], f, until)
		}()
	}
	group.Wait()
	close(failures)
	for err := range failures {
		if err != nil {
			return nil, err
		}
	}
	return callers, nil
}

// list measures the answers that concurrent callers get.
func list(arguments []string) error {
	var f listFlags
	flags := flag.NewFlagSet("list", flag.ExitOnError)
	f.target.addTo(flags, "rollcall or etcd")
	flags.IntVar(&f.callers, "callers", 1, "concurrent callers")
	flags.IntVar(&f.pageSize, "page-size", 10000, "coprocessors or nodes in an answer; etcd: not used")
	flags.DurationVar(&f.pause, "pause", 0, "how long a caller waits between two calls")
	flags.DurationVar(&f.duration, "duration", time.Second, "how long to measure")
	flags.DurationVar(&f.warmUp, "warm-up", 200*time.Millisecond, "how long to call before measuring")
	flags.Parse(arguments)
	var err error
	if f.requests, err = findPeer(f.peer); err != nil {
		return err
	}
	connections, err := f.target.dial(f.callers)
	if err != nil {
		return err
	}
	if _, err := callAll(connections, f, f.warmUp); err != nil {
		return err
	}
	return measureList(connections, f)
}

func measureList(connections []*grpc.ClientConn, f listFlags) error {
	cost, err := startMeter(f.pid)
	if err != nil {
		return err
	}
	callers, err := callAll(connections, f, f.duration)
	if err != nil {
		return err
	}
	seconds, cpuS, err := cost.read()
	if err != nil {
		return err
	}
	var all caller
	for _, c := range callers {
		all.answers += c.answers
		all.bytes += c.bytes
		all.latenciesMs = append(all.latenciesMs, c.latenciesMs...)
	}
	return result(map[string]any{
		"answers": all.answers, "seconds": seconds, "server_cpu_s": cpuS,
		"bytes_per_answer": all.bytes / max(all.answers, 1), "latency_ms": quantilesOf(all.latenciesMs),
	})
}
