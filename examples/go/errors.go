// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// verdict is what follows from an error: the table "Errors" in rollcall.proto.
type verdict int

const (
	final           verdict = iota
	retry                   // once on each replica, then after a pause
	startAgain              // without a token; from the second failure in a row on after a pause
	startAgainLater         // without a token, always after a pause
)

// failure is why an attempt failed. Its text is for people.
type failure struct {
	verdict    verdict
	text       string
	retryDelay time.Duration
}

func (f *failure) Error() string { return f.text }

func failureOf(err error) *failure {
	var known *failure
	if errors.As(err, &known) {
		return known
	}
	grpcStatus := status.Convert(err)
	failure, reason := &failure{}, ""
	for _, detail := range grpcStatus.Details() {
		switch detail := detail.(type) {
		case *errdetails.ErrorInfo:
			if detail.Domain == "rollcall.v1" {
				reason = detail.Reason
			}
		case *errdetails.RetryInfo:
			failure.retryDelay = detail.RetryDelay.AsDuration()
		}
	}
	failure.verdict = verdictOf(grpcStatus.Code(), reason)
	words := strings.Fields(fmt.Sprint(code.Code(grpcStatus.Code()), " ", reason))
	failure.text = strings.Join(append(words, grpcStatus.Message()), " ")
	return failure
}

func verdictOf(code codes.Code, reason string) verdict {
	switch reason {
	case "":
		return verdictWithoutReason(code)
	case "PAGE_TOKEN_EXPIRED":
		return startAgain
	case "INVALID_FIELD", "UNKNOWN_FILTER", "PAGE_TOKEN_INVALID", "UNAUTHENTICATED", "PERMISSION_DENIED", "TOPIC_UNSUITABLE":
		return final
	case "SHUTTING_DOWN", "CATCHING_UP", "TOPIC_MISSING", "BROKER_UNREACHABLE", "REVISION_NOT_REACHED", "WATCHER_LIMIT",
		"LIST_LIMIT", "OVERLOADED":
		return retry
	}
	switch code { // the reason is newer than this program
	case codes.Unavailable, codes.ResourceExhausted:
		return retry
	case codes.Aborted:
		return startAgain
	}
	return final
}

// verdictWithoutReason is for errors that are not from this API.
func verdictWithoutReason(code codes.Code) verdict {
	switch code {
	case codes.InvalidArgument, codes.NotFound, codes.FailedPrecondition, codes.OutOfRange, codes.Unimplemented,
		codes.Unauthenticated, codes.PermissionDenied:
		return final
	}
	return retry
}
