package main

import (
	"context"
	"flag"
	"sync"
	"time"

	"google.golang.org/grpc"
)

type listFlags struct {
	peer, address             string
	callers, connections, pid int
	duration, warmUp          time.Duration
}

// caller asks for lists, one after the other, until the time is over.
type caller struct {
	answers, bytes int
	latenciesMs    []float64
}

func (c *caller) run(connection *grpc.ClientConn, p peer, until time.Time) error {
	answer := &reply{take: func(message []byte) { c.bytes += len(message) }}
	for time.Now().Before(until) {
		begin := time.Now()
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		err := connection.Invoke(ctx, p.listMethod, p.listRequest, answer)
		cancel()
		if err != nil {
			return err
		}
		c.answers++
		c.latenciesMs = append(c.latenciesMs, time.Since(begin).Seconds()*1e3)
	}
	return nil
}

// callAll runs all callers for so long.
func callAll(connections []*grpc.ClientConn, p peer, count int, duration time.Duration) ([]caller, error) {
	callers := make([]caller, count)
	failures := make(chan error, count)
	until := time.Now().Add(duration)
	var group sync.WaitGroup
	for i := range callers {
		group.Add(1)
		go func() {
			defer group.Done()
			failures <- callers[i].run(connections[i%len(connections)], p, until)
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

func list(arguments []string) error {
	var f listFlags
	flags := flag.NewFlagSet("list", flag.ExitOnError)
	flags.StringVar(&f.peer, "peer", "rollcall", "rollcall or etcd")
	flags.StringVar(&f.address, "address", "", "HOST:PORT")
	flags.IntVar(&f.callers, "callers", 1, "callers at the same time")
	flags.IntVar(&f.connections, "connections", 10, "connections at most")
	flags.IntVar(&f.pid, "pid", 0, "the server's process")
	flags.DurationVar(&f.duration, "duration", time.Second, "how long")
	flags.DurationVar(&f.warmUp, "warm-up", 200*time.Millisecond, "before that")
	flags.Parse(arguments)
	p, err := findPeer(f.peer)
	if err != nil {
		return err
	}
	connections, err := connect(f.address, min(f.callers, f.connections))
	if err != nil {
		return err
	}
	if _, err := callAll(connections, p, f.callers, f.warmUp); err != nil {
		return err
	}
	return measureList(connections, p, f)
}

func measureList(connections []*grpc.ClientConn, p peer, f listFlags) error {
	cpuBefore, err := cpuSeconds(f.pid)
	if err != nil {
		return err
	}
	begin := time.Now()
	callers, err := callAll(connections, p, f.callers, f.duration)
	if err != nil {
		return err
	}
	seconds := time.Since(begin).Seconds()
	cpuAfter, err := cpuSeconds(f.pid)
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
		"answers": all.answers, "seconds": seconds, "server_cpu_s": cpuBetween(cpuBefore, cpuAfter),
		"bytes_per_answer": all.bytes / max(all.answers, 1), "latency_ms": quantilesOf(all.latenciesMs),
	})
}
