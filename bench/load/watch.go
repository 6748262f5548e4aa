package main

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"time"
)

type watchFlags struct {
	peer, address, filter     string
	streams, connections, pid int
	spread                    time.Duration
}

// watch opens streams, says {"ready": …} when each has its first state, and then does what standard input says, a line each:
//
//	begin                counts from here on
//	wait REVISION        until every stream is complete up to there
//	end                  prints what was counted
//	resume               ends all streams, opens them again with their tokens, waits until each is complete again
func watch(arguments []string) error {
	var f watchFlags
	flags := flag.NewFlagSet("watch", flag.ExitOnError)
	flags.StringVar(&f.peer, "peer", "rollcall", "rollcall, raw or etcd")
	flags.StringVar(&f.address, "address", "", "HOST:PORT")
	flags.IntVar(&f.streams, "streams", 1, "streams")
	flags.IntVar(&f.connections, "connections", 1, "connections that they share")
	flags.IntVar(&f.pid, "pid", 0, "the server's process")
	flags.StringVar(&f.filter, "filter", "all", "all; node: stream i asks for node i; name: for a glob of its own that selects all rows")
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
	return obey(fleet)
}

func obey(fleet *fleet) error {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		answer, err := do(fleet, lines.Text())
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

func do(fleet *fleet, line string) (any, error) {
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
	return nil, fmt.Errorf("no command: %s", line)
}
