// SPDX-License-Identifier: Apache-2.0
package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

const ticksPerSecond = 100 // USER_HZ, what /proc counts in on every Linux

// meter tells how much time has passed, and what a process has used of the CPU, since it was started.
type meter struct {
	pid       int
	began     time.Time
	cpuBefore float64
}

func startMeter(pid int) (meter, error) {
	cpuBefore, err := cpuSeconds(pid)
	return meter{pid, time.Now(), cpuBefore}, err
}

// read returns seconds of time and of CPU: of the latter one tick at least, the finest that can be told.
func (m meter) read() (seconds, cpuS float64, err error) {
	seconds = time.Since(m.began).Seconds()
	cpuAfter, err := cpuSeconds(m.pid)
	return seconds, max(cpuAfter-m.cpuBefore, 1.0/ticksPerSecond), err
}

// cpuSeconds is the CPU time that a process has used, all threads, user and system: proc(5), /proc/PID/stat.
func cpuSeconds(pid int) (float64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	// The name, in parentheses, may hold spaces; utime and stime are fields 14 and 15.
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	user, err := strconv.ParseFloat(fields[11], 64)
	if err != nil {
		return 0, err
	}
	system, err := strconv.ParseFloat(fields[12], 64)
	return (user + system) / ticksPerSecond, err
}
