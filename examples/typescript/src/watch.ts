// SPDX-License-Identifier: Apache-2.0
// Watches the cluster. A watch goes on over the end of its stream, on whichever replica answers.

import { type ClientReadableStream, status } from '@grpc/grpc-js';

import { failureOf, serviceError } from './errors';
import { WatchStatusRequest, type WatchStatusResponse } from './generated/rollcall/v1/rollcall';
import type { Replicas } from './replicas';
import { Held } from './state';

const HEARTBEAT_S = 2;
/** A watch that is silent for longer is dead, whatever its connection says. */
const SILENCE_S = 2 * HEARTBEAT_S + 5;

export class Watch {
  private readonly held = new Held();
  private shown = '';

  constructor(private readonly replicas: Replicas) {}

  /** Prints a line for each state. Returns at the first one of this revision or of a later one. */
  async printUntil(revision: bigint | undefined): Promise<void> {
    for (;;) {
      try {
        const outcome = await this.follow(revision);
        if (outcome === 'reached') return;
        this.held.resumeToken = '';
        await this.replicas.digestDiffered();
      } catch (error) {
        if ((await this.replicas.failed(failureOf(error))) === 'start again') this.held.resumeToken = '';
      }
    }
  }

  /** One call. It has no deadline, because that would end the watch. */
  private async follow(revision: bigint | undefined): Promise<'reached' | 'digest differs'> {
    this.held.dropAside();
    const heartbeatInterval = { seconds: BigInt(HEARTBEAT_S), nanos: 0 };
    const request = WatchStatusRequest.fromPartial({ resumeToken: this.held.resumeToken, heartbeatInterval });
    for await (const message of unlessSilent(this.replicas.client.watchStatus(request))) {
      const header = this.held.add(message)?.header;
      if (!header) continue;
      if (header.digest !== this.held.digest) return 'digest differs';
      this.replicas.succeeded();
      this.print(header.revision);
      if (revision !== undefined && header.revision >= revision) return 'reached';
    }
    throw serviceError(status.UNAVAILABLE, 'the watch ended');
  }

  private print(revision: bigint): void {
    const line = `revision ${revision}:${this.held}`;
    if (line !== this.shown) console.log(line);
    this.shown = line;
  }
}

async function* unlessSilent(call: ClientReadableStream<WatchStatusResponse>): AsyncGenerator<WatchStatusResponse> {
  const silent = () => call.destroy(serviceError(status.CANCELLED, `silent for ${SILENCE_S} s`));
  const timer = setTimeout(silent, SILENCE_S * 1000);
  call.on('error', () => {}); // what cancel() below makes of the call; errors before it reach the loop too
  try {
    for await (const message of call) {
      timer.refresh();
      yield message;
    }
  } finally {
    clearTimeout(timer);
    call.cancel();
  }
}
