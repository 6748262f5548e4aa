// SPDX-License-Identifier: Apache-2.0
package main

import (
	"context"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// The two kinds of watches that a nats-server offers: subscriptions, and watchers of a key-value bucket (JetStream).
const (
	natsCore = "nats"
	natsKV   = "nats-kv"
)

const (
	natsPrefix = "status."
	natsBucket = "status"
	natsLimit  = 30 * time.Second
)

// dialNATS makes count connections. The bucket exists when it returns, if the peer has one.
func dialNATS(t *target, count int) ([]watchConnection, error) {
	all := make([]watchConnection, count)
	for i := range all {
		connection, err := connectNATS(t)
		if err != nil {
			return nil, err
		}
		if t.peer == natsCore {
			all[i] = subscriptions{connection}
			continue
		}
		bucket, err := openBucket(connection)
		if err != nil {
			return nil, err
		}
		all[i] = bucketWatches{bucket}
	}
	return all, nil
}

func connectNATS(t *target) (*nats.Conn, error) {
	secure, err := tlsOf(t.tlsCA)
	if err != nil {
		return nil, err
	}
	options := []nats.Option{nats.Timeout(natsLimit)}
	if secure != nil {
		options = append(options, nats.Secure(secure))
	}
	return nats.Connect("nats://"+t.address, options...)
}

// openBucket returns the bucket, which keeps its data in memory and only the last value of a key, as a compacted topic does.
func openBucket(connection *nats.Conn) (jetstream.KeyValue, error) {
	stream, err := jetstream.New(connection)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), natsLimit)
	defer cancel()
	return stream.CreateOrUpdateKeyValue(ctx, jetstream.KeyValueConfig{Bucket: natsBucket, Storage: jetstream.MemoryStorage})
}

type subscriptions struct{ connection *nats.Conn }

func (c subscriptions) watch(s *stream) (func(), error) {
	subscription, err := c.connection.Subscribe(natsPrefix+"*", func(message *nats.Msg) {
		number, _ := markedNumber(message.Data, numberMark)
		s.receive(message.Data, contents{deliveries: 1, revision: number})
	})
	if err != nil {
		return nil, err
	}
	if err := subscription.SetPendingLimits(-1, -1); err != nil { // else the client drops what comes too fast
		return nil, err
	}
	if err := c.connection.Flush(); err != nil { // the server knows of the subscription now
		return nil, err
	}
	s.ready.Store(true)
	return func() { subscription.Unsubscribe() }, nil
}

type bucketWatches struct{ bucket jetstream.KeyValue }

func (c bucketWatches) watch(s *stream) (func(), error) {
	watcher, err := c.bucket.WatchAll(context.Background(), jetstream.UpdatesOnly())
	if err != nil {
		return nil, err
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for entry := range watcher.Updates() {
			if entry != nil { // nil: all values that there were are delivered
				s.receive(entry.Value(), contents{deliveries: 1, revision: int64(entry.Revision())})
			}
		}
	}()
	s.ready.Store(true)
	return func() { watcher.Stop(); <-ended }, nil
}
