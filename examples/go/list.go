// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	pb "rollcall-example/rollcallv1"
)

const (
	attemptTime = 3 * time.Second  // for one page of one replica, so that one that hangs leaves time for the others
	listingTime = 10 * time.Second // no attempt begins later
)

// printList lists all coprocessors and prints them as a table.
func printList(replicas *replicas) {
	table, notUp := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0), ""
	fmt.Fprintln(table, "NODE\tNAME\tINPUT TOPICS")
	for _, page := range allPages(replicas) {
		for _, row := range page.Coprocessors {
			fmt.Fprintf(table, "%d\t%s\t%s\n", row.NodeId, row.Name, strings.Join(row.InputTopics, ","))
		}
		for _, node := range page.NodesNotUp {
			notUp += fmt.Sprintf(" %d=%s", node.NodeId, stateName(node.State))
		}
	}
	table.Flush()
	if notUp != "" {
		fmt.Printf("not up:%s\n", notUp)
	}
}

func allPages(replicas *replicas) (pages []*pb.ListCoprocessorsResponse) {
	token := ""
	for began := time.Now(); time.Since(began) < listingTime; {
		ctx, cancel := context.WithTimeout(context.Background(), attemptTime)
		page, err := replicas.client().ListCoprocessors(ctx, &pb.ListCoprocessorsRequest{PageToken: token})
		cancel()
		if err != nil {
			if replicas.failed(err) { // otherwise the token may be good on the next replica, too
				pages, token = nil, ""
			}
			continue
		}
		pages, token = append(pages, page), page.NextPageToken
		if token == "" {
			replicas.succeeded()
			return pages
		}
	}
	log.Fatalf("no whole list within %s", listingTime)
	return nil
}

// stateName returns the number of a state that this program does not know: a newer server may send one.
func stateName(state pb.NodeStatus_State) string {
	if name, known := pb.NodeStatus_State_name[int32(state)]; known {
		return strings.TrimPrefix(name, "STATE_")
	}
	return strconv.Itoa(int(state))
}
