// SPDX-License-Identifier: Apache-2.0

// Runs gRPC's interoperability tests as grpc-go has them:
//
//	interop HOST:PORT CASE   runs one; exit code 0 means that it passed
//	interop descriptors      writes the descriptors of grpc.testing.TestService (a FileDescriptorSet)
//
// grpc-go's own program for this also links ALTS and xDS, which takes longer to compile than everything else here.
package main

import (
	"context"
	"log"
	"os"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/interop"
	testgrpc "google.golang.org/grpc/interop/grpc_testing"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
)

var cases = map[string]func(context.Context, testgrpc.TestServiceClient, ...grpc.CallOption){
	"empty_unary":                 interop.DoEmptyUnaryCall,
	"large_unary":                 interop.DoLargeUnaryCall,
	"server_streaming":            interop.DoServerStreaming,
	"client_streaming":            interop.DoClientStreaming,
	"ping_pong":                   interop.DoPingPong,
	"empty_stream":                interop.DoEmptyStream,
	"timeout_on_sleeping_server":  interop.DoTimeoutOnSleepingServer,
	"cancel_after_begin":          interop.DoCancelAfterBegin,
	"cancel_after_first_response": interop.DoCancelAfterFirstResponse,
	"custom_metadata":             interop.DoCustomMetadata,
	"status_code_and_message":     interop.DoStatusCodeAndMessage,
	"special_status_message":      interop.DoSpecialStatusMessage,
}

func run(connection *grpc.ClientConn, name string) {
	ctx := context.Background()
	service := testgrpc.NewTestServiceClient(connection)
	switch name {
	case "unimplemented_method":
		interop.DoUnimplementedMethod(ctx, connection)
	case "unimplemented_service":
		interop.DoUnimplementedService(ctx, testgrpc.NewUnimplementedServiceClient(connection))
	case "pick_first_unary":
		interop.DoPickFirstUnary(ctx, service)
	default:
		do, ok := cases[name]
		if !ok {
			log.Fatalf("unknown case %q", name)
		}
		do(ctx, service)
	}
}

func writeDescriptors() error {
	files := &descriptorpb.FileDescriptorSet{}
	for _, file := range []protoreflect.FileDescriptor{
		testgrpc.File_grpc_testing_empty_proto,
		testgrpc.File_grpc_testing_messages_proto,
		testgrpc.File_grpc_testing_test_proto,
	} {
		files.File = append(files.File, protodesc.ToFileDescriptorProto(file))
	}
	bytes, err := proto.Marshal(files)
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(bytes)
	return err
}

func main() {
	if len(os.Args) == 2 && os.Args[1] == "descriptors" {
		if err := writeDescriptors(); err != nil {
			log.Fatal(err)
		}
		return
	}
	connection, err := grpc.NewClient(os.Args[1], grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		log.Fatal(err)
	}
	defer connection.Close()
	run(connection, os.Args[2])
}
