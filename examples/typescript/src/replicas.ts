// SPDX-License-Identifier: Apache-2.0
// The servers, and what to do when a call to one fails: "Errors" and "Pauses" at the top of rollcall.proto.

import { setTimeout as sleep } from 'node:timers/promises';

import { credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { ErrorInfo, RetryInfo } from 'nice-grpc-error-details';
import { Status } from 'nice-grpc-error-details/lib/proto/google/rpc/status';

import { CoprocessorStatusServiceClient } from './generated/rollcall/v1/rollcall';

const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 5000;
/** The pauses here are enough. Those of the library grow to two minutes, also if a server is back long since. */
const CHANNEL_OPTIONS = { 'grpc.initial_reconnect_backoff_ms': 100, 'grpc.max_reconnect_backoff_ms': 1000 };
/** What the watch makes of a digest that differs. No server sends it. */
export const WRONG_DIGEST = status.DATA_LOSS;

/** If the error is from this API, the code decides, also if the reason is newer than this program. */
const CODES_TO_RETRY = [status.UNAVAILABLE, status.RESOURCE_EXHAUSTED, status.ABORTED];
/** If not, all others are retried: which one a lost server has depends on the library. */
const FINAL_CODES = [
  ...[status.INVALID_ARGUMENT, status.NOT_FOUND, status.FAILED_PRECONDITION, status.OUT_OF_RANGE],
  ...[status.UNIMPLEMENTED, status.UNAUTHENTICATED, status.PERMISSION_DENIED],
];

/** No other call is of use. */
export class Final extends Error {}

export class Replicas {
  private readonly clients: CoprocessorStatusServiceClient[];
  private current = 0;
  private failures = 0; // in a row
  private backoffMs = FIRST_BACKOFF_MS;
  private askedForMs = 0; // the longest pause that a server asked for since the last one

  constructor(private readonly servers: string[]) {
    const credential = credentials.createInsecure();
    this.clients = servers.map((server) => new CoprocessorStatusServiceClient(server, credential, CHANNEL_OPTIONS));
  }

  get client(): CoprocessorStatusServiceClient {
    return this.clients[this.current];
  }

  /** All pages of a list are there, or a checkpoint had the right digest. */
  succeeded(): void {
    this.failures = this.askedForMs = 0;
    this.backoffMs = FIRST_BACKOFF_MS;
  }

  /** Waits until the next call may be made. Returns whether it must start again, without a token. */
  async failed(error: unknown): Promise<boolean> {
    if (!isServiceError(error)) throw error; // a bug
    const { code, details } = error;
    const { reason, retryDelayMs } = readDetails(error);
    const what = [`${this.servers[this.current]}:`, status[code], reason, details].filter(Boolean).join(' ');
    const ours = reason !== undefined;
    if (FINAL_CODES.includes(code) || (ours && !CODES_TO_RETRY.includes(code))) throw new Final(what);
    const startsAgain = code === WRONG_DIGEST || (ours && code === status.ABORTED);
    this.askedForMs = Math.max(this.askedForMs, retryDelayMs);
    const pauseMs = this.pauseMs(code, startsAgain);
    console.error(`${what}; trying again in ${(pauseMs / 1000).toFixed(1)} s`);
    this.current = (this.current + 1) % this.servers.length;
    await sleep(pauseMs);
    return startsAgain;
  }

  private pauseMs(code: status, startsAgain: boolean): number {
    const first = ++this.failures === 1;
    const replicasLeft = this.failures % this.servers.length !== 0;
    if (code !== WRONG_DIGEST && (startsAgain ? first : replicasLeft)) return 0;
    const pauseMs = Math.max(this.askedForMs, this.backoffMs * (0.5 + Math.random() / 2));
    this.backoffMs = Math.min(LONGEST_BACKOFF_MS, this.backoffMs * 2);
    this.askedForMs = 0;
    return pauseMs;
  }
}

/** An error that this program finds itself. */
export function serviceError(code: status, details: string): ServiceError {
  return Object.assign(new Error(details), { code, details, metadata: new Metadata() });
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'metadata' in error;
}

/** The reason is undefined if the error is not from this API. */
function readDetails(error: ServiceError): { reason?: string; retryDelayMs: number } {
  const [packed] = error.metadata.get('grpc-status-details-bin');
  const found = { reason: undefined as string | undefined, retryDelayMs: 0 };
  for (const { typeUrl, value } of packed ? Status.decode(packed as Buffer).details : []) {
    if (typeUrl.endsWith('/google.rpc.ErrorInfo')) {
      const info = ErrorInfo.decode(value);
      if (info.domain === 'rollcall.v1') found.reason = info.reason;
    } else if (typeUrl.endsWith('/google.rpc.RetryInfo')) {
      const delay = RetryInfo.decode(value).retryDelay;
      found.retryDelayMs = Number(delay?.seconds ?? 0) * 1000 + (delay?.nanos ?? 0) / 1e6;
    }
  }
  return found;
}
