// SPDX-License-Identifier: Apache-2.0
package main

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"time"
)

type watchFlags struct {
	target
	streams int
	filter  string
	spread  time.Duration
}

// watch opens streams and prints {"ready_s": …} when each has its first state. It then executes the commands on standard
// input, one per line, and answers each with a line of JSON:
//
//	begin                starts counting
//	wait REVISION        waits until every stream is complete up to this revision
//	end                  prints what was counted since begin
//	resume               ends all streams, resumes them with their tokens and waits until each is complete again
func watch(arguments []string) error {
	var f watchFlags
	flags := flag.NewFlagSet("watch", flag.ExitOnError)
	f.target.addTo(flags, "rollcall, raw, etcd, nats or nats-kv")
	flags.IntVar(&f.streams, "streams", 1, "number of streams")
	flags.StringVar(&f.filter, "filter", "all", "all; node: stream i asks for node i; name: each stream has a glob of its own, which selects all rows")
	flags.DurationVar(&f.spread, "spread", 0, "open the streams evenly over this time")
	flags.Parse(arguments)
	begin := time.Now()
	fleet, err := openFleet(f)
	if err != nil {
		return err
	}
	if _, err := fleet.waitFor(func(s *stream) bool { return s.ready.Load() }, waitLimit); err != nil {
		return err
	}
	if err := result(map[string]any{"ready_s": time.Since(begin).Seconds()}); err != nil {
		return err
	}
	return execute(fleet)
}

func execute(fleet *fleet) error {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		answer, err := executeLine(fleet, lines.Text())
		if err != nil {
			return err
		}
		if err := result(answer); err != nil {
			return err
		}
	}
	return lines.Err()
}

const waitLimit = 2 * time.Minute

func executeLine(fleet *fleet, line string) (any, error) {
	var word string
	var revision int64
	fmt.Sscan(line, &word, &revision)
	switch word {
	case "begin":
		return struct{}{}, fleet.begin()
	case "wait":
		took, err := fleet.waitFor(func(s *stream) bool { return s.revision.Load() >= revision }, waitLimit)
		return map[string]any{"took_s": took.Seconds()}, err
	case "end":
		return fleet.end()
	case "resume":
		took, err := fleet.resume()
		return map[string]any{"took_s": took.Seconds()}, err
	}
	return nil, fmt.Errorf("unknown command: %s", line)
}
