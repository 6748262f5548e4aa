// SPDX-License-Identifier: Apache-2.0
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

type putFlags struct {
	target
	count, keys, valueBytes, atOnce, rate int
}

// putter writes one value to a key, and returns the revision that a watch has when it has seen it.
type putter func(ctx context.Context, key int64, value []byte) (revision int64, err error)

// put writes count values to a peer's keys in turn, at a rate or back to back, and prints the newest {"revision": …}.
func put(arguments []string) error {
	var f putFlags
	flags := flag.NewFlagSet("put", flag.ExitOnError)
	f.target.addTo(flags, "etcd, nats or nats-kv")
	flags.IntVar(&f.count, "count", 1, "how many puts")
	flags.IntVar(&f.keys, "keys", 1, "how many keys")
	flags.IntVar(&f.valueBytes, "value-bytes", 100, "length of a value")
	flags.IntVar(&f.atOnce, "at-once", 32, "concurrent puts, unless there is a rate; nats: one, which waits for nothing")
	flags.IntVar(&f.rate, "rate", 0, "puts per second; 0: back to back")
	flags.Parse(arguments)
	if f.rate > 0 || f.peer == natsCore {
		f.atOnce = 1
	}
	putOne, end, err := openPutter(f)
	if err != nil {
		return err
	}
	revision, err := putAll(putOne, f)
	if err := errors.Join(err, end()); err != nil {
		return err
	}
	return result(map[string]any{"revision": revision})
}

// openPutter returns how values are written, and what ends that.
func openPutter(f putFlags) (putter, func() error, error) {
	switch f.peer {
	case "etcd":
		return etcdPutter(f)
	case natsCore:
		return natsPublisher(f)
	case natsKV:
		return bucketPutter(f)
	}
	return nil, nil, fmt.Errorf("-peer %s: must be etcd, nats or nats-kv", f.peer)
}

func putAll(putOne putter, f putFlags) (int64, error) {
	var next, newest atomic.Int64
	failures := make(chan error, f.atOnce)
	var group sync.WaitGroup
	begin := time.Now()
	for range f.atOnce {
		group.Go(func() {
			for i := next.Add(1) - 1; i < int64(f.count); i = next.Add(1) - 1 {
				if f.rate > 0 {
					time.Sleep(time.Until(begin.Add(time.Duration(i) * time.Second / time.Duration(f.rate))))
				}
				revision, err := putWithin(putOne, i%int64(f.keys), value(f.valueBytes, i))
				if err != nil {
					failures <- err
					return
				}
				raise(&newest, revision)
			}
		})
	}
	group.Wait()
	select {
	case err := <-failures:
		return 0, err
	default:
		return newest.Load(), nil
	}
}

func putWithin(putOne putter, key int64, value []byte) (int64, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	return putOne(ctx, key, value)
}

// value returns a value of the given length, or as short as possible, with the current time and its number.
func value(length int, number int64) []byte {
	marks := fmt.Sprintf("%s%d %s%d ", stampMark, time.Now().UnixNano(), numberMark, number)
	return []byte(marks + strings.Repeat(".", max(0, length-len(marks))))
}

// raise sets newest to a revision, unless it is higher already.
func raise(newest *atomic.Int64, to int64) {
	for current := newest.Load(); to > current && !newest.CompareAndSwap(current, to); current = newest.Load() {
	}
}
