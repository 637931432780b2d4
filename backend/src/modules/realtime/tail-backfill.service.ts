import { Inject, Injectable } from '@nestjs/common';
import { toAppError } from '../../platform/errors/error-body.js';
import type { LogScope } from '../logs/log-scope.js';
import type { LogFilter } from '../logs/query/log-filter.js';
import { LOG_STORE, type LogStore } from '../logs/store/log-store.js';
import type { Backfill } from './backfill.js';
import { BACKFILL_MAX } from './live-payloads.js';

/** Reads what a tail shows first: the newest logs, or what arrived since its cursor. */
@Injectable()
export class TailBackfillService {
  constructor(@Inject(LOG_STORE) private readonly store: LogStore) {}

  /** Never throws: a store that does not answer makes the back-fill incomplete, and the tail goes on live. */
  async read(scope: LogScope, filter: LogFilter, from: { newest: number } | { sinceCursor: string }, signal: AbortSignal): Promise<Backfill> {
    try {
      if ('newest' in from) {
        const { logs } = await this.store.search(scope, { filter, order: 'arrival', limit: from.newest, signal });
        return { logs, incomplete: false };
      }
      // One more than is sent tells whether there was more.
      const { logs } = await this.store.search(scope, { filter, order: 'arrival', arrivedAfter: from.sinceCursor, limit: BACKFILL_MAX + 1, signal });
      return { logs: logs.slice(0, BACKFILL_MAX), incomplete: logs.length > BACKFILL_MAX };
    } catch (thrown) {
      const { code, message } = toAppError(thrown);
      return { logs: [], incomplete: true, error: { code, message } };
    }
  }
}
