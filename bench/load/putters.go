// SPDX-License-Identifier: Apache-2.0
package main

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	clientv3 "go.etcd.io/etcd/client/v3"
)

func etcdPutter(f putFlags) (putter, func() error, error) {
	secure, err := tlsOf(f.tlsCA)
	if err != nil {
		return nil, nil, err
	}
	scheme := "http://"
	if secure != nil {
		scheme = "https://"
	}
	client, err := clientv3.New(clientv3.Config{Endpoints: []string{scheme + f.address}, DialTimeout: 10 * time.Second, TLS: secure})
	if err != nil {
		return nil, nil, err
	}
	return func(ctx context.Context, key int64, value []byte) (int64, error) {
		answer, err := client.Put(ctx, fmt.Sprintf("%s%08d", etcdPrefix, key), string(value))
		if err != nil {
			return 0, err
		}
		return answer.Header.Revision, nil
	}, client.Close, nil
}

const natsBurstLimit = 2 * time.Minute // until the server has taken a burst

// natsPublisher publishes without acknowledgments: a nats-server gives none for what it does not store.
func natsPublisher(f putFlags) (putter, func() error, error) {
	connection, err := connectNATS(&f.target)
	if err != nil {
		return nil, nil, err
	}
	return func(_ context.Context, key int64, value []byte) (int64, error) {
		number, _ := markedNumber(value, numberMark)
		return number, connection.Publish(fmt.Sprintf("%s%08d", natsPrefix, key), value)
	}, func() error { return connection.FlushTimeout(natsBurstLimit) }, nil
}

func bucketPutter(f putFlags) (putter, func() error, error) {
	connection, err := connectNATS(&f.target)
	if err != nil {
		return nil, nil, err
	}
	var bucket jetstream.KeyValue
	if bucket, err = openBucket(connection); err != nil {
		return nil, nil, err
	}
	return func(ctx context.Context, key int64, value []byte) (int64, error) {
		revision, err := bucket.Put(ctx, fmt.Sprintf("%08d", key), value)
		return int64(revision), err
	}, func() error { connection.Close(); return nil }, nil
}
