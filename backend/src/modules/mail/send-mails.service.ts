import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Mail } from '../../generated/prisma/client.js';
import { errorCode, errorText } from '../../platform/errors/error-facts.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { SigningKeys } from '../../platform/secrets/signing-keys.js';
import { maskSecrets } from '../../platform/telemetry/mask-secrets.js';
import { decideNextTry } from './decide-next-try.js';
import { MailTransport } from './mail-transport.js';
import { openContent } from './sealed-content.js';

const LOOK_EVERY_MS = 10_000;
const AT_ONCE = 10;
/** A mail that is being sent is left alone by other instances for this long; after it whoever sent it has died. */
const LEASE_MS = 60_000;
const KEEP_MS = 30 * 24 * 3_600_000;
const ERROR_CHARACTERS_MAX = 200;

/** Sends the mails that wait: at once when it is woken, and again later when the mail server did not take one. */
@Injectable()
export class SendMailsService implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger(SendMailsService.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private wokenWhileRunning = false;
  private stopped = false;

  constructor(
    private readonly prisma: PrismaService,
    private readonly keys: SigningKeys,
    private readonly transport: MailTransport,
  ) {}

  onModuleInit(): void {
    this.schedule(LOOK_EVERY_MS);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** Looks for mails now, without waiting for the outcome. */
  wake(): void {
    if (this.running) this.wokenWhileRunning = true;
    else if (!this.stopped) this.running = this.turn();
  }

  /** One look: sends what is due, gives up what has ended. @returns how many were tried */
  async look(now: Date): Promise<number> {
    await this.prisma.mail.updateMany({ where: { outcome: '', expiresAt: { lte: now } }, data: { outcome: 'given-up', sealed: null } });
    const due = await this.claim(now);
    for (const mail of due) await this.send(mail);
    return due.length;
  }

  private schedule(afterMs: number): void {
    clearTimeout(this.timer);
    if (this.stopped) return;
    this.timer = setTimeout(() => this.wake(), afterMs).unref();
  }

  private async turn(): Promise<void> {
    try {
      do this.wokenWhileRunning = false;
      while (((await this.look(new Date())) === AT_ONCE || this.wokenWhileRunning) && !this.stopped);
      await this.prisma.mail.deleteMany({ where: { createdAt: { lt: new Date(Date.now() - KEEP_MS) } } });
      const next = await this.prisma.mail.findFirst({ where: { outcome: '' }, orderBy: { nextAttemptAt: 'asc' }, select: { nextAttemptAt: true } });
      this.schedule(Math.max(100, Math.min(LOOK_EVERY_MS, (next?.nextAttemptAt.getTime() ?? Infinity) - Date.now())));
    } catch (error) {
      this.log.warn(error instanceof Error ? error : String(error));
      this.schedule(LOOK_EVERY_MS);
    } finally {
      this.running = undefined;
    }
  }

  /** Takes mails for this instance alone. */
  private claim(now: Date): Promise<Mail[]> {
    return this.prisma.$transaction(async (tx) => {
      const rows = await tx.$queryRaw<{ id: string }[]>`
        SELECT "id"::text FROM "mails" WHERE "outcome" = '' AND "next_attempt_at" <= ${now}
        ORDER BY "next_attempt_at" LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED`;
      const nextAttemptAt = new Date(now.getTime() + LEASE_MS);
      const where = { id: { in: rows.map(({ id }) => id) } };
      return tx.mail.updateManyAndReturn({ where, data: { nextAttemptAt, attempts: { increment: 1 } } });
    });
  }

  private async send({ id, recipient, subject, sealed, attempts, expiresAt }: Mail): Promise<void> {
    try {
      if (!sealed) throw new Error('its content is gone');
      const outcome = await this.transport.deliver({ recipient, subject, ...openContent(this.keys.mail, id, sealed) });
      await this.prisma.mail.update({ where: { id }, data: { outcome, sealed: null, sentAt: new Date(), lastError: '' } });
    } catch (error) {
      const next = decideNextTry({ attempts, expiresAt, ...smtpFacts(error) }, Date.now());
      const lastError = `${errorCode(error) ?? ''} ${maskSecrets(errorText(error))}`.trim().slice(0, ERROR_CHARACTERS_MAX);
      this.log.warn(`A mail could not be sent (try ${attempts}, ${next === 'give-up' ? 'given up' : 'again later'}): ${lastError}`);
      const outcome = next === 'give-up' ? { outcome: 'given-up', sealed: null } : { nextAttemptAt: next.tryAt };
      await this.prisma.mail.updateMany({ where: { id, outcome: '' }, data: { ...outcome, lastError } });
    }
  }
}

function smtpFacts(error: unknown): { responseCode?: number; command?: string } {
  if (typeof error !== 'object' || error === null) return {};
  return {
    ...('responseCode' in error && typeof error.responseCode === 'number' && { responseCode: error.responseCode }),
    ...('command' in error && typeof error.command === 'string' && { command: error.command }),
  };
}
