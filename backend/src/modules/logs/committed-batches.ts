import { Injectable } from '@nestjs/common';
import type { TenantId } from '../../platform/tenancy/tenant.js';
import type { LogRecord } from './log-record.js';

/** Logs of one tenant that have just been stored, in order of arrival. Listeners must not change them. */
export interface CommittedBatch {
  tenant: TenantId;
  records: readonly LogRecord[];
  committedAtMs: number;
}

export type CommittedListener = (batch: CommittedBatch) => void;

/**
 * The bus between the store and everything that watches logs as they arrive. What it carries is committed: a listener never
 * sees a log that a reader could not find. A listener must be quick; one that throws is reported and does not stop the others.
 */
@Injectable()
export class CommittedBatches {
  private readonly listeners = new Set<CommittedListener>();

  /** Adds a listener; the returned function takes it away. */
  subscribe(listener: CommittedListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Tells every listener. `onError` gets what a listener threw. */
  publish(batch: CommittedBatch, onError: (thrown: unknown) => void): void {
    for (const listener of this.listeners) {
      try {
        listener(batch);
      } catch (thrown) {
        onError(thrown);
      }
    }
  }
}
