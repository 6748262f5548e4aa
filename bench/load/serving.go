// SPDX-License-Identifier: Apache-2.0
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health/grpc_health_v1"
)

const (
	service      = "rollcall.v1.CoprocessorStatusService"
	servingLimit = 5 * time.Minute
)

// serving starts a rollcalld and measures the time until a health watch reports SERVING.
func serving(command []string) error {
	if len(command) == 0 {
		return errors.New("the command that starts the server is missing")
	}
	ctx, cancel := context.WithTimeout(context.Background(), servingLimit)
	defer cancel()
	process := exec.CommandContext(ctx, command[0], command[1:]...)
	process.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // the signal comes when this thread ends, so the goroutine keeps it
	runtime.LockOSThread()
	out, err := process.StdoutPipe()
	if err != nil {
		return err
	}
	begin := time.Now()
	if err := process.Start(); err != nil {
		return err
	}
	defer process.Wait()
	defer process.Process.Kill()
	address, err := readAddress(bufio.NewReader(out))
	if err != nil {
		return err
	}
	listening := time.Since(begin)
	if err := waitServing(ctx, address); err != nil {
		return err
	}
	return result(map[string]any{"serving_ms": time.Since(begin).Seconds() * 1e3, "listening_ms": listening.Seconds() * 1e3})
}

func readAddress(out *bufio.Reader) (string, error) {
	for {
		line, err := out.ReadString('\n')
		if err != nil {
			return "", fmt.Errorf("the server ended without printing its address: %w", err)
		}
		if address, found := strings.CutPrefix(strings.TrimSpace(line), "serving on "); found {
			return address, nil
		}
	}
}

func waitServing(ctx context.Context, address string) error {
	connection, err := grpc.NewClient("passthrough:///"+address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer connection.Close()
	health, err := grpc_health_v1.NewHealthClient(connection).Watch(ctx, &grpc_health_v1.HealthCheckRequest{Service: service})
	if err != nil {
		return err
	}
	for {
		answer, err := health.Recv()
		if err != nil {
			return err
		}
		if answer.Status == grpc_health_v1.HealthCheckResponse_SERVING {
			return nil
		}
	}
}
