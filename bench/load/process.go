// SPDX-License-Identifier: Apache-2.0
package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

const ticksPerSecond = 100 // USER_HZ, the unit of CPU times in /proc on every Linux

// meter measures the time that has passed, and the CPU time that a process has used, since startMeter.
type meter struct {
	pid       int
	began     time.Time
	cpuBefore float64
}

func startMeter(pid int) (meter, error) {
	cpuBefore, err := cpuSeconds(pid)
	return meter{pid, time.Now(), cpuBefore}, err
}

// read returns the seconds that have passed and the CPU seconds. The latter are at least one tick, the resolution of /proc.
func (m meter) read() (seconds, cpuS float64, err error) {
	seconds = time.Since(m.began).Seconds()
	cpuAfter, err := cpuSeconds(m.pid)
	return seconds, max(cpuAfter-m.cpuBefore, 1.0/ticksPerSecond), err
}

// cpuSeconds returns the CPU time that a process has used: all threads, user and system (proc(5), /proc/PID/stat).
func cpuSeconds(pid int) (float64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	// The name, in parentheses, may contain spaces; utime and stime are fields 14 and 15.
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	user, err := strconv.ParseFloat(fields[11], 64)
	if err != nil {
		return 0, err
	}
	system, err := strconv.ParseFloat(fields[12], 64)
	return (user + system) / ticksPerSecond, err
}
