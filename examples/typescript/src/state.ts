// SPDX-License-Identifier: Apache-2.0
// The nodes that this client holds: the manual of WatchStatus in rollcall.proto.

import { type NodeStatus, NodeStatus_State, type WatchStatusResponse } from './generated/rollcall/v1/rollcall';

/** `nodes` and `resumeToken` belong together: both change at a checkpoint and at no other time. */
export class Held {
  resumeToken = '';
  private readonly nodes = new Map<number, NodeStatus>();
  private aside: WatchStatusResponse[] = [];

  /** Returns the message's checkpoint after it took effect, if it has one. */
  add(message: WatchStatusResponse): WatchStatusResponse['checkpoint'] {
    this.aside.push(message);
    if (!message.checkpoint) return undefined;
    this.aside.forEach((each) => this.apply(each));
    this.dropAside();
    this.resumeToken = message.checkpoint.resumeToken;
    return message.checkpoint;
  }

  dropAside(): void {
    this.aside = [];
  }

  /** All 64 bits count, so it is a bigint. */
  get digest(): bigint {
    return [...this.nodes.values()].reduce((sum, node) => BigInt.asUintN(64, sum + node.fingerprint), 0n);
  }

  toString(): string {
    const nodes = [...this.nodes.values()].sort((a, b) => a.nodeId - b.nodeId);
    return nodes.map((node) => ` ${node.nodeId}=${stateName(node.state)}(${names(node)})`).join('');
  }

  private apply({ snapshotStarted, updated, removed }: WatchStatusResponse): void {
    if (snapshotStarted) this.nodes.clear();
    for (const node of updated) this.nodes.set(node.nodeId, node);
    for (const node of removed) this.nodes.delete(node.nodeId);
  }
}

/** UP for STATE_UP, and the number for a state that is newer than this program. */
export function stateName(state: NodeStatus_State): string {
  return NodeStatus_State[state]?.replace(/^STATE_/, '') ?? String(state);
}

const names = (node: NodeStatus) => node.coprocessors.map((row) => row.name).join(',');
