// SPDX-License-Identifier: Apache-2.0
package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
)

const maxMessageBytes = 256 << 20

// connect opens count separate gRPC connections to a server on loopback, in clear if there is no TLS configuration.
func connect(address string, count int, secure *tls.Config) ([]*grpc.ClientConn, error) {
	transport := insecure.NewCredentials()
	if secure != nil {
		transport = credentials.NewTLS(secure)
	}
	connections := make([]*grpc.ClientConn, count)
	for i := range connections {
		connection, err := grpc.NewClient("passthrough:///"+address, grpc.WithTransportCredentials(transport),
			grpc.WithDefaultCallOptions(grpc.ForceCodecV2(rawCodec{}), grpc.MaxCallRecvMsgSize(maxMessageBytes)))
		if err != nil {
			return nil, err
		}
		connections[i] = connection
	}
	return connections, nil
}

// tlsOf returns the configuration that trusts the certificates in a file; nil, no TLS, if there is no file.
func tlsOf(file string) (*tls.Config, error) {
	if file == "" {
		return nil, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	trusted := x509.NewCertPool()
	if !trusted.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s has no certificate", file)
	}
	return &tls.Config{RootCAs: trusted}, nil
}
