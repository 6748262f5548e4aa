// SPDX-License-Identifier: Apache-2.0

//go:generate ./generate.sh

// Prints the coprocessors of a cluster as a table, then the state of its nodes and every change of it.
//
//	rollcall-example HOST:PORT[,HOST:PORT...] [REVISION]
//
// The servers are replicas: any of them may answer. With REVISION, it ends once it has printed that revision or a later one.
package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const listingTime = 10 * time.Second // for all pages, all attempts and the pauses between them

func main() {
	servers, revision, err := arguments(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err = show(ctx, servers, revision)
	if ctx.Err() != nil && revision == math.MaxInt64 {
		return // a signal is the way to end a watch that waits for nothing
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func arguments(words []string) (servers []string, revision int64, err error) {
	switch len(words) {
	case 1:
		return strings.Split(words[0], ","), math.MaxInt64, nil
	case 2:
		revision, err = strconv.ParseInt(words[1], 10, 64)
		return strings.Split(words[0], ","), revision, err
	}
	return nil, 0, fmt.Errorf("usage: rollcall-example HOST:PORT[,HOST:PORT...] [REVISION]")
}

func show(ctx context.Context, servers []string, revision int64) error {
	replicas, err := connect(servers)
	if err != nil {
		return err
	}
	defer replicas.close()
	if err := list(ctx, replicas); err != nil {
		return err
	}
	w := watch{replicas: replicas, until: revision}
	return replicas.run(ctx, w.stream, w.startAgain)
}
