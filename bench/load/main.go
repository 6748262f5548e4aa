// SPDX-License-Identifier: Apache-2.0
// rollcall-bench-load is one load generator for Rollcall, etcd, NATS and the bare stream server, so that the client costs the same
// with each of them. Each command prints its result as one line of JSON. Every number and every time is bounded.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

var commands = map[string]func(arguments []string) error{
	"serving": serving,
	"list":    list,
	"watch":   watch,
	"put":     put,
}

func main() {
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: rollcall-bench-load serving|list|watch|put [flags]")
		os.Exit(2)
	}
	if err := commands[os.Args[1]](os.Args[2:]); err != nil {
		fmt.Fprintf(os.Stderr, "rollcall-bench-load %s: %v\n", os.Args[1], err)
		os.Exit(1)
	}
}

// result prints one line of JSON.
func result(value any) error { return json.NewEncoder(os.Stdout).Encode(value) }
