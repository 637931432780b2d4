import { Injectable, Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { currentRequest } from '../../platform/telemetry/request-context.js';
import { AuditLog, currentOrigin, type AuditEntry } from './audit-log.service.js';
import { DenialBudget } from './denials/denial-budget.js';

const SUMMARY_EVERY_MS = 60_000;

/**
 * The one place where it is written down that somebody was not let in. The caller never waits for it, so that an answer takes the
 * same time whether there was something to write or not. Of a flood a bounded part is written; the rest is counted, once a minute.
 */
@Injectable()
export class DenialLog implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger('Audit');
  private readonly budget = new DenialBudget();
  private readonly writing = new Set<Promise<void>>();
  private omitted = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly audit: AuditLog) {}

  onModuleInit(): void {
    this.timer = setInterval(() => this.summarise(), SUMMARY_EVERY_MS).unref();
  }

  /** Writes the rest before the database goes. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.summarise();
    await this.settled();
  }

  /** Writes a denial down, soon. */
  record(entry: AuditEntry): void {
    const { actor, origin } = entry;
    const address = origin?.address ?? currentRequest()?.address ?? '';
    if (!this.budget.take(actor.id === '' ? address : actor.id, Date.now())) this.omitted += 1;
    else this.write({ ...entry, origin: origin ?? currentOrigin() });
  }

  /** Resolves when everything that was to be written has been. */
  async settled(): Promise<void> {
    await Promise.all(this.writing);
  }

  /** Writes how many denials were left out since the last time. */
  summarise(): void {
    const count = this.omitted;
    if (count === 0) return;
    this.omitted = 0;
    this.write({ tenant: null, actor: { kind: 'system', id: '', name: '' }, action: 'access.denials-omitted', outcome: 'denied', after: { count } });
  }

  private write(entry: AuditEntry): void {
    const writing = this.audit
      .record(entry)
      .catch(() => this.logger.warn('A denial could not be written down: PostgreSQL does not answer.'))
      .finally(() => this.writing.delete(writing));
    this.writing.add(writing);
  }
}
