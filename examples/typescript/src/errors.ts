// SPDX-License-Identifier: Apache-2.0
// What to do about an error: the table "Errors" at the top of rollcall.proto.

import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { ErrorInfo, RetryInfo } from 'nice-grpc-error-details';
import { Status } from 'nice-grpc-error-details/lib/proto/google/rpc/status';

export type Remedy = 'give up' | 'retry' | 'start again';

const REMEDIES: Record<string, Remedy> = {
  INVALID_FIELD: 'give up',
  UNKNOWN_FILTER: 'give up',
  PAGE_TOKEN_INVALID: 'give up',
  UNAUTHENTICATED: 'give up',
  PERMISSION_DENIED: 'give up',
  TOPIC_UNSUITABLE: 'give up',
  SHUTTING_DOWN: 'retry',
  CATCHING_UP: 'retry',
  TOPIC_MISSING: 'retry',
  BROKER_UNREACHABLE: 'retry',
  REVISION_NOT_REACHED: 'retry',
  WATCHER_LIMIT: 'retry',
  LIST_LIMIT: 'retry',
  OVERLOADED: 'retry',
  PAGE_TOKEN_EXPIRED: 'start again',
};

/** For a reason that is newer than this program. */
const REMEDIES_BY_CODE: Record<number, Remedy> = {
  [status.UNAVAILABLE]: 'retry',
  [status.RESOURCE_EXHAUSTED]: 'retry',
  [status.ABORTED]: 'start again',
};

/** For an error that is not Rollcall's. Which code a lost server has depends on the library, so all others are retried. */
const FINAL_CODES = [
  status.INVALID_ARGUMENT,
  status.NOT_FOUND,
  status.FAILED_PRECONDITION,
  status.OUT_OF_RANGE,
  status.UNIMPLEMENTED,
  status.UNAUTHENTICATED,
  status.PERMISSION_DENIED,
];

export class Failure {
  private readonly details: Status['details'];

  constructor(private readonly error: ServiceError) {
    const [packed] = error.metadata.get('grpc-status-details-bin');
    this.details = packed ? Status.decode(packed as Buffer).details : [];
  }

  get remedy(): Remedy {
    if (this.reason) return REMEDIES[this.reason] ?? REMEDIES_BY_CODE[this.error.code] ?? 'give up';
    return FINAL_CODES.includes(this.error.code) ? 'give up' : 'retry';
  }

  get retryDelayMs(): number {
    const delay = this.detail('google.rpc.RetryInfo', RetryInfo)?.retryDelay;
    return delay ? Number(delay.seconds) * 1000 + delay.nanos / 1e6 : 0;
  }

  /** CODE REASON message. */
  toString(): string {
    return [status[this.error.code], this.reason, this.error.details].filter(Boolean).join(' ');
  }

  private get reason(): string | undefined {
    const info = this.detail('google.rpc.ErrorInfo', ErrorInfo);
    return info?.domain === 'rollcall.v1' ? info.reason : undefined;
  }

  private detail<T>(name: string, type: { decode(bytes: Uint8Array): T }): T | undefined {
    const found = this.details.find((detail) => detail.typeUrl.endsWith(`/${name}`));
    return found && type.decode(found.value);
  }
}

/** What gRPC threw. Everything else that is thrown is a bug of this program. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Error && 'metadata' in error && error.metadata instanceof Metadata) {
    return new Failure(error as ServiceError);
  }
  throw error;
}

/** An error that this program finds itself. */
export function serviceError(code: status, details: string): ServiceError {
  return Object.assign(new Error(details), { code, details, metadata: new Metadata() });
}
