// SPDX-License-Identifier: Apache-2.0
package main

import "slices"

type quantiles struct {
	Median float64 `json:"median"`
	P99    float64 `json:"p99"`
	Max    float64 `json:"max"`
}

// quantilesOf sorts the values in place.
func quantilesOf(values []float64) quantiles {
	if len(values) == 0 {
		return quantiles{}
	}
	slices.Sort(values)
	at := func(share float64) float64 { return values[int(share*float64(len(values)-1))] }
	return quantiles{at(0.5), at(0.99), values[len(values)-1]}
}
