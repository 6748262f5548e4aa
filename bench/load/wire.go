// SPDX-License-Identifier: Apache-2.0
package main

import (
	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/encoding/protowire"
)

// rawCodec passes messages on as bytes, so that no peer pays for a client that decodes them.
type rawCodec struct{}

// reply is what rawCodec receives into. handle must not keep the bytes.
type reply struct{ handle func(message []byte) }

func (rawCodec) Name() string { return "proto" }

func (rawCodec) Marshal(v any) (mem.BufferSlice, error) {
	return mem.BufferSlice{mem.SliceBuffer(v.([]byte))}, nil
}

func (rawCodec) Unmarshal(data mem.BufferSlice, v any) error {
	buffer := data.MaterializeToBuffer(mem.DefaultBufferPool())
	defer buffer.Free()
	v.(*reply).handle(buffer.ReadOnlyData())
	return nil
}

// eachField calls visit for every field of a message, with its number and its bytes or its integer.
func eachField(message []byte, visit func(number protowire.Number, bytes []byte, integer uint64)) {
	for len(message) > 0 {
		number, kind, n := protowire.ConsumeTag(message)
		if n < 0 {
			return
		}
		message = message[n:]
		var bytes []byte
		var integer uint64
		switch kind {
		case protowire.BytesType:
			bytes, n = protowire.ConsumeBytes(message)
		case protowire.VarintType:
			integer, n = protowire.ConsumeVarint(message)
		default:
			n = protowire.ConsumeFieldValue(number, kind, message)
		}
		if n < 0 {
			return
		}
		visit(number, bytes, integer)
		message = message[n:]
	}
}

// intOf returns the integer in one field of a message; 0, which is never encoded, if the field is absent.
func intOf(message []byte, field protowire.Number) (value int64) {
	eachField(message, func(number protowire.Number, _ []byte, integer uint64) {
		if number == field {
			value = int64(integer)
		}
	})
	return value
}

func bytesField(out []byte, number protowire.Number, value []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(out, number, protowire.BytesType), value)
}

func intField(out []byte, number protowire.Number, value uint64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(out, number, protowire.VarintType), value)
}
