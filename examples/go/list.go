// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"

	pb "rollcall-example/rollcallv1"
)

// list lists all coprocessors and prints them as a table.
func list(ctx context.Context, replicas *replicas) error {
	ctx, cancel := context.WithTimeout(ctx, listingTime)
	defer cancel()
	var all listing
	if err := replicas.run(ctx, all.fetch, func() {}); err != nil {
		return err
	}
	replicas.succeeded()
	all.print()
	return nil
}

type listing struct {
	rows  []*pb.Coprocessor
	notUp []*pb.NodeStatus
}

// fetch gets all pages. It begins with the first one, whatever became of an earlier attempt.
func (l *listing) fetch(ctx context.Context, client pb.CoprocessorStatusServiceClient) error {
	*l = listing{}
	request := &pb.ListCoprocessorsRequest{}
	for {
		page, err := client.ListCoprocessors(ctx, request)
		if err != nil {
			return err
		}
		l.rows = append(l.rows, page.Coprocessors...)
		l.notUp = append(l.notUp, page.NodesNotUp...)
		if page.NextPageToken == "" {
			return nil
		}
		request.PageToken = page.NextPageToken
	}
}

func (l *listing) print() {
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NODE\tNAME\tINPUT TOPICS")
	for _, row := range l.rows {
		fmt.Fprintf(table, "%d\t%s\t%s\n", row.NodeId, row.Name, strings.Join(row.InputTopics, ","))
	}
	table.Flush()
	if len(l.notUp) == 0 {
		return
	}
	fmt.Print("not up:")
	for _, node := range l.notUp {
		fmt.Printf(" %d=%s", node.NodeId, stateName(node.State))
	}
	fmt.Println()
}

// stateName returns the number of a state that this program does not know: a newer server may send one.
func stateName(state pb.NodeStatus_State) string {
	if name, known := pb.NodeStatus_State_name[int32(state)]; known {
		return strings.TrimPrefix(name, "STATE_")
	}
	return strconv.Itoa(int(state))
}
