// SPDX-License-Identifier: Apache-2.0
// Folds a watch into the state of all nodes, as the manual of WatchStatus in rollcall.proto says.

import { type ClientReadableStream, status } from '@grpc/grpc-js';

import {
  type Checkpoint,
  type Header,
  type NodeStatus,
  WatchStatusRequest,
  type WatchStatusResponse,
} from './generated/rollcall/v1/rollcall';
import { stateName } from './list';
import { type Replicas, serviceError, WRONG_DIGEST } from './replicas';

const HEARTBEAT_S = 2;
const FIRST_MESSAGE_S = 15; // until then a server may wait for the token's revision
const SILENCE_S = 2 * HEARTBEAT_S + 5; // a watch that is silent for this long is dead

export class Watch {
  private readonly nodes = new Map<number, NodeStatus>();
  private resumeToken = ''; // of the checkpoint at which `nodes` is the state
  private digestWasWrong = false;
  private printed = '';

  constructor(private readonly replicas: Replicas) {}

  /** Prints each new state. Returns after the first one of this revision or a later one. */
  async printUntil(revision: bigint | undefined): Promise<void> {
    for (;;) {
      try {
        return await this.follow(revision);
      } catch (error) {
        if (await this.replicas.failed(error)) this.resumeToken = '';
      }
    }
  }

  /** One stream, without a deadline, which would end it. */
  private async follow(until: bigint | undefined): Promise<void> {
    const heartbeatInterval = { seconds: BigInt(HEARTBEAT_S), nanos: 0 };
    const request = WatchStatusRequest.fromPartial({ resumeToken: this.resumeToken, heartbeatInterval });
    // Since the last checkpoint. It is dropped with the stream, because the next replica may not have come so far.
    let aside: WatchStatusResponse[] = [];
    for await (const message of unlessSilent(this.replicas.client.watchStatus(request))) {
      aside.push(message);
      if (!message.checkpoint?.header) continue;
      for (const each of aside) this.apply(each);
      aside = [];
      this.complete(message.checkpoint, message.checkpoint.header);
      if (until !== undefined && message.checkpoint.header.revision >= until) return;
    }
    throw serviceError(status.UNKNOWN, 'ended with OK, which Rollcall never does, but a proxy may');
  }

  private apply({ snapshotStarted, updated, removed }: WatchStatusResponse): void {
    if (snapshotStarted) this.nodes.clear();
    for (const node of updated) this.nodes.set(node.nodeId, node);
    for (const node of removed) this.nodes.delete(node.nodeId);
  }

  private complete({ resumeToken }: Checkpoint, { digest, revision }: Header): void {
    const nodes = [...this.nodes.values()].sort((a, b) => a.nodeId - b.nodeId);
    if (nodes.reduce((sum, node) => BigInt.asUintN(64, sum + node.fingerprint), 0n) !== digest) {
      const again = this.digestWasWrong ? ' again: a fault of this client or of the server' : '';
      this.digestWasWrong = true;
      throw serviceError(WRONG_DIGEST, `the digest differs${again}`);
    }
    this.digestWasWrong = false;
    this.resumeToken = resumeToken;
    this.replicas.succeeded();
    const line = [`revision ${revision}:`, ...nodes.map(text)].join(' ');
    if (line !== this.printed) console.log(line); // a heartbeat may bring nothing new
    this.printed = line;
  }
}

function text(node: NodeStatus): string {
  return `${node.nodeId}=${stateName(node.state)}(${node.coprocessors.map((row) => row.name).join(',')})`;
}

async function* unlessSilent(call: ClientReadableStream<WatchStatusResponse>): AsyncGenerator<WatchStatusResponse> {
  const end = () => call.destroy(serviceError(status.CANCELLED, 'the watch is silent'));
  let alarm = setTimeout(end, FIRST_MESSAGE_S * 1000);
  call.on('error', () => {}); // what cancel() below makes of the call; errors before it reach the loop too
  try {
    for await (const message of call) {
      clearTimeout(alarm);
      alarm = setTimeout(end, SILENCE_S * 1000);
      yield message;
    }
  } finally {
    clearTimeout(alarm);
    call.cancel();
  }
}
