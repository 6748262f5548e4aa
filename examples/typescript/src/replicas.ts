// SPDX-License-Identifier: Apache-2.0
// The servers to call, and the pauses between calls: "Errors" and "Pauses" at the top of rollcall.proto.

import { setTimeout as sleep } from 'node:timers/promises';

import { credentials } from '@grpc/grpc-js';

import type { Failure, Remedy } from './errors';
import { CoprocessorStatusServiceClient } from './generated/rollcall/v1/rollcall';

const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 5000;
const CHANNEL_OPTIONS = {
  // The library's own pauses grow to two minutes, also if a server is back long since. Those below are enough.
  'grpc.initial_reconnect_backoff_ms': FIRST_BACKOFF_MS,
  'grpc.max_reconnect_backoff_ms': 1000,
  // A host that is gone does not close its connection, and a later call would use it again.
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 5000,
  'grpc.keepalive_permit_without_calls': 1,
};

/** A failure after which no other call is of use. */
export class Final extends Error {}

export class Replicas {
  private readonly clients: CoprocessorStatusServiceClient[];
  private current = 0;
  // Since a list was answered or a digest was right:
  private failures = 0;
  private restarts = 0;
  private wrongDigests = 0;
  private backoffMs = FIRST_BACKOFF_MS;
  /** The longest pause that a replica asked for since the last one. */
  private askedForMs = 0;

  constructor(private readonly servers: string[]) {
    this.clients = servers.map(
      (server) => new CoprocessorStatusServiceClient(server, credentials.createInsecure(), CHANNEL_OPTIONS),
    );
  }

  get client(): CoprocessorStatusServiceClient {
    return this.clients[this.current];
  }

  succeeded(): void {
    this.failures = this.restarts = this.wrongDigests = this.askedForMs = 0;
    this.backoffMs = FIRST_BACKOFF_MS;
  }

  /** Says what failed, and returns when the next call may be made. Throws Final if none may. */
  async failed(failure: Failure): Promise<Remedy> {
    const what = `${this.servers[this.current]}: ${failure}`;
    const { remedy } = failure;
    if (remedy === 'give up') throw new Final(what);
    this.askedForMs = Math.max(this.askedForMs, failure.retryDelayMs);
    const waits = remedy === 'retry' ? this.moveOn() : this.hasRestarted();
    await sayAndSleep(what, waits ? this.nextPauseMs() : 0);
    return remedy;
  }

  /** A pause each time, because a client that is at fault itself must not ask for snapshots in a loop. */
  async digestDiffered(): Promise<void> {
    const server = this.servers[this.current];
    const again = ++this.wrongDigests > 1 ? ' again: a fault of this client or of the server' : '';
    this.moveOn();
    await sayAndSleep(`${server}: the digest differs${again}`, this.nextPauseMs());
  }

  /** Moves on to the next replica, and returns whether each has been tried since the last pause. */
  private moveOn(): boolean {
    this.current = (this.current + 1) % this.servers.length;
    return ++this.failures % this.servers.length === 0;
  }

  private hasRestarted(): boolean {
    return ++this.restarts > 1;
  }

  private nextPauseMs(): number {
    const pauseMs = Math.max(this.askedForMs, this.backoffMs * (0.5 + Math.random() / 2));
    this.backoffMs = Math.min(LONGEST_BACKOFF_MS, this.backoffMs * 2);
    this.askedForMs = 0;
    return pauseMs;
  }
}

async function sayAndSleep(what: string, pauseMs: number): Promise<void> {
  console.error(`${what}; trying again in ${(pauseMs / 1000).toFixed(1)} s`);
  await sleep(pauseMs);
}
