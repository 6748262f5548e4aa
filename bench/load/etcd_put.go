// SPDX-License-Identifier: Apache-2.0
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
)

type putFlags struct {
	address                               string
	count, keys, valueBytes, atOnce, rate int
}

// value returns a value of the given length that begins with the current time, as latencyOf reads it.
func value(length int) string {
	stamp := fmt.Sprintf("%s%d ", stampMark, time.Now().UnixNano())
	return stamp + string(bytes.Repeat([]byte{'.'}, max(0, length-len(stamp))))
}

// etcdPut writes count values to the keys in turn, at a rate or back to back.
func etcdPut(arguments []string) error {
	var f putFlags
	flags := flag.NewFlagSet("etcd-put", flag.ExitOnError)
	flags.StringVar(&f.address, "address", "", "HOST:PORT")
	flags.IntVar(&f.count, "count", 1, "how many puts")
	flags.IntVar(&f.keys, "keys", 1, "how many keys")
	flags.IntVar(&f.valueBytes, "value-bytes", 100, "length of a value")
	flags.IntVar(&f.atOnce, "at-once", 32, "concurrent puts, unless there is a rate")
	flags.IntVar(&f.rate, "rate", 0, "puts per second; 0: back to back")
	flags.Parse(arguments)
	client, err := clientv3.New(clientv3.Config{Endpoints: []string{"http://" + f.address}, DialTimeout: 10 * time.Second})
	if err != nil {
		return err
	}
	defer client.Close()
	if f.rate > 0 {
		f.atOnce = 1
	}
	revision, err := putAll(client, f)
	if err != nil {
		return err
	}
	return result(map[string]any{"revision": revision})
}

func putAll(client *clientv3.Client, f putFlags) (int64, error) {
	var next, newest atomic.Int64
	failures := make(chan error, f.atOnce)
	var group sync.WaitGroup
	begin := time.Now()
	for range f.atOnce {
		group.Add(1)
		go func() {
			defer group.Done()
			for i := next.Add(1) - 1; i < int64(f.count); i = next.Add(1) - 1 {
				if f.rate > 0 {
					time.Sleep(time.Until(begin.Add(time.Duration(i) * time.Second / time.Duration(f.rate))))
				}
				revision, err := put(client, f, i)
				if err != nil {
					failures <- err
					return
				}
				raise(&newest, revision)
			}
		}()
	}
	group.Wait()
	select {
	case err := <-failures:
		return 0, err
	default:
		return newest.Load(), nil
	}
}

func put(client *clientv3.Client, f putFlags, i int64) (int64, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	answer, err := client.Put(ctx, fmt.Sprintf("%s%08d", etcdPrefix, i%int64(f.keys)), value(f.valueBytes))
	if err != nil {
		return 0, err
	}
	return answer.Header.Revision, nil
}

// raise sets newest to a revision, unless it is higher already.
func raise(newest *atomic.Int64, to int64) {
	for current := newest.Load(); to > current && !newest.CompareAndSwap(current, to); current = newest.Load() {
	}
}
