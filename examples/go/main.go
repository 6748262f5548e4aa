// SPDX-License-Identifier: Apache-2.0

//go:generate ./generate.sh

// Lists the coprocessors of a cluster, and watches them over any loss of servers. README.md says how to run it.
package main

import (
	"log"
	"math"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
)

func main() {
	log.SetFlags(0)
	revision := int64(math.MaxInt64)
	switch len(os.Args) {
	case 2:
		go exitAtSignal() // with a revision, an early end must not look as if it had been reached
	case 3:
		var err error
		if revision, err = strconv.ParseInt(os.Args[2], 10, 64); err != nil {
			log.Fatal(err)
		}
	default:
		log.Fatal("usage: rollcall-example HOST:PORT[,HOST:PORT...] [REVISION]")
	}
	replicas := connect(strings.Split(os.Args[1], ","))
	printList(replicas)
	w := watch{replicas: replicas}
	w.printUntil(revision)
}

func exitAtSignal() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	<-signals
	os.Exit(0)
}
