// SPDX-License-Identifier: Apache-2.0
// Lists all coprocessors, page by page, and prints them as a table.

import { Metadata } from '@grpc/grpc-js';

import {
  ListCoprocessorsRequest,
  type ListCoprocessorsResponse,
  NodeStatus_State,
} from './generated/rollcall/v1/rollcall';
import { Final, type Replicas } from './replicas';

const ATTEMPT_MS = 3000; // for one page of one replica, so that one that hangs leaves time for the others
const LISTING_MS = 10_000; // no attempt begins later

export async function printList(replicas: Replicas): Promise<void> {
  const pages = await allPages(replicas);
  const rows = pages.flatMap((page) => page.coprocessors);
  const cells = rows.map((row) => [String(row.nodeId), row.name, row.inputTopics.join(',')]);
  const table = [['NODE', 'NAME', 'INPUT TOPICS'], ...cells];
  const widths = [0, 1].map((column) => Math.max(...table.map((line) => line[column].length)));
  for (const [id, name, topics] of table) {
    console.log(`${id.padEnd(widths[0])}  ${name.padEnd(widths[1])}  ${topics}`.trimEnd());
  }
  const notUp = pages.flatMap((page) => page.nodesNotUp).map((node) => `${node.nodeId}=${stateName(node.state)}`);
  if (notUp.length > 0) console.log(`not up: ${notUp.join(' ')}`);
}

async function allPages(replicas: Replicas): Promise<ListCoprocessorsResponse[]> {
  let pages: ListCoprocessorsResponse[] = [];
  for (const end = Date.now() + LISTING_MS; Date.now() < end; ) {
    try {
      pages.push(await onePage(replicas, pages.at(-1)?.nextPageToken ?? ''));
      if (pages.at(-1)?.nextPageToken !== '') continue;
      replicas.succeeded();
      return pages;
    } catch (error) {
      // Otherwise the token may be good on the next replica, too.
      if (await replicas.failed(error)) pages = [];
    }
  }
  throw new Final(`no whole list within ${LISTING_MS / 1000} s`);
}

function onePage({ client }: Replicas, pageToken: string): Promise<ListCoprocessorsResponse> {
  const request = ListCoprocessorsRequest.fromPartial({ pageToken });
  const options = { deadline: Date.now() + ATTEMPT_MS };
  return new Promise((resolve, reject) => {
    client.listCoprocessors(request, new Metadata(), options, (error, page) => (error ? reject(error) : resolve(page)));
  });
}

/** UP for STATE_UP, and the number for a state that is newer than this program. */
export function stateName(state: NodeStatus_State): string {
  return NodeStatus_State[state]?.replace(/^STATE_/, '') ?? String(state);
}
