// SPDX-License-Identifier: Apache-2.0
// Lists all coprocessors, page by page, and prints them as a table.

import { setTimeout as sleep } from 'node:timers/promises';

import { failureOf } from './errors';
import {
  type Coprocessor,
  ListCoprocessorsRequest,
  type ListCoprocessorsResponse,
  type NodeStatus,
} from './generated/rollcall/v1/rollcall';
import { Final, type Replicas } from './replicas';
import { stateName } from './state';

/** For all pages, attempts and pauses together. */
const DEADLINE_MS = 10_000;

interface Listing {
  rows: Coprocessor[];
  notUp: NodeStatus[];
}

export async function printList(replicas: Replicas): Promise<void> {
  const { rows, notUp } = await Promise.race([list(replicas), deadline()]);
  printTable(rows);
  if (notUp.length > 0) console.log(`not up: ${notUp.map((node) => `${node.nodeId}=${stateName(node.state)}`).join(' ')}`);
}

async function deadline(): Promise<never> {
  await sleep(DEADLINE_MS, undefined, { ref: false });
  throw new Final(`no list within ${DEADLINE_MS / 1000} s`);
}

async function list(replicas: Replicas): Promise<Listing> {
  let pages: ListCoprocessorsResponse[] = [];
  do {
    try {
      pages.push(await page(replicas, pages.at(-1)?.nextPageToken ?? ''));
    } catch (error) {
      // The page's token is good on another replica too.
      if ((await replicas.failed(failureOf(error))) === 'start again') pages = [];
    }
  } while (pages.at(-1)?.nextPageToken !== '');
  replicas.succeeded();
  return { rows: pages.flatMap((each) => each.coprocessors), notUp: pages.flatMap((each) => each.nodesNotUp) };
}

function page(replicas: Replicas, pageToken: string): Promise<ListCoprocessorsResponse> {
  const request = ListCoprocessorsRequest.fromPartial({ pageToken });
  return new Promise((resolve, reject) => {
    replicas.client.listCoprocessors(request, (error, response) => (error ? reject(error) : resolve(response)));
  });
}

function printTable(rows: Coprocessor[]): void {
  const lines = [
    ['NODE', 'NAME', 'INPUT TOPICS'],
    ...rows.map((row) => [String(row.nodeId), row.name, row.inputTopics.join(',')]),
  ];
  const widths = [0, 1].map((column) => Math.max(...lines.map((line) => line[column].length)));
  for (const [id, name, topics] of lines) {
    console.log(`${id.padEnd(widths[0])}  ${name.padEnd(widths[1])}  ${topics}`.trimEnd());
  }
}
