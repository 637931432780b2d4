import { Injectable } from '@nestjs/common';
import type { TenantId } from '../../platform/tenancy/tenant.js';
import type { LogRecord } from './log-record.js';

/** Records that have just been stored, in order of arrival. What is asked for most is had without decoding a record. */
export interface CommittedRecords {
  readonly count: number;
  /** OpenTelemetry severity number, 1-24. */
  severityAt(index: number): number;
  observedAtMsAt(index: number): number;
  /** The record itself, decoded once; listeners must not change it. */
  recordAt(index: number): LogRecord;
}

/** Records as a bus carries them, of objects that are at hand. */
export function committedRecords(records: readonly LogRecord[]): CommittedRecords {
  const at = (index: number): LogRecord => {
    const record = records[index];
    if (!record) throw new RangeError(`there is no record ${index}`);
    return record;
  };
  return { count: records.length, severityAt: (i) => at(i).severity, observedAtMsAt: (i) => at(i).observedAtMs, recordAt: at };
}

/** Logs of one tenant that have just been stored. */
export interface CommittedBatch {
  tenant: TenantId;
  records: CommittedRecords;
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

  /** Whether anyone listens. */
  get hasListeners(): boolean {
    return this.listeners.size > 0;
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
