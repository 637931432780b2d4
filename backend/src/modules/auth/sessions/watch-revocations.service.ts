import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { PrismaService } from '../../../platform/prisma/prisma.service.js';
import { REMEMBER_MS, SessionRevocations } from './session-revocations.js';

/** A revocation on another instance is known here after this time and one small query; sockets look once a second: within 2 s. */
const EVERY_MS = 750;

/** How far each look reaches back before the one before: transactions that commit late, clocks that differ. */
const OVERLAP_MS = 60_000;

/** Sessions are kept for a day after their end, then deleted. */
const KEEP_ENDED_MS = 24 * 3_600_000;
const CLEAN_EVERY_MS = 3_600_000;

/**
 * Learns what other instances (or an operator in SQL) have revoked, and whose rights they have changed. The first look reaches back over the life of an access
 * token, so that a restart does not bring a session back. While PostgreSQL is away nobody can revoke either.
 */
@Injectable()
export class WatchRevocationsService implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger(WatchRevocationsService.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private stopped = false;
  private failing = false;
  private lookedAtMs = 0;
  private cleanedAtMs = 0;

  constructor(
    private readonly prisma: PrismaService,
    private readonly revocations: SessionRevocations,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.look(Date.now());
    this.schedule();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** One look at what was revoked since the last one. */
  async look(nowMs: number): Promise<void> {
    const since = new Date(this.lookedAtMs === 0 ? nowMs - REMEMBER_MS : this.lookedAtMs - OVERLAP_MS);
    const revokedAt = { gte: since };
    const [sessions, keys, changes] = await Promise.all([
      this.prisma.session.findMany({ where: { revokedAt }, select: { id: true } }),
      this.prisma.apiKey.findMany({ where: { revokedAt }, select: { id: true } }),
      this.prisma.accessChange.findMany({ where: { at: { gte: since } } }),
    ]);
    for (const { id } of sessions) this.revocations.announce({ kind: 'session', sessionId: id }, nowMs);
    for (const { id } of keys) this.revocations.announce({ kind: 'key', keyId: id }, nowMs);
    for (const { id, kind, subject, version } of changes) {
      if (kind === 'tenant') this.revocations.announce({ kind, tenant: subject, changeId: id }, nowMs);
      else this.revocations.announce({ kind: 'user', userId: subject, version: version ?? Number.POSITIVE_INFINITY }, nowMs);
    }
    this.revocations.forgetOld(nowMs);
    this.lookedAtMs = nowMs;
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => (this.running = this.turn(Date.now())), EVERY_MS);
    this.timer.unref();
  }

  private async turn(nowMs: number): Promise<void> {
    try {
      await this.look(nowMs);
      if (nowMs - this.cleanedAtMs > CLEAN_EVERY_MS) await this.deleteEnded(nowMs);
      if (this.failing) this.log.log('Revoked sessions are watched again.');
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.log.warn(error instanceof Error ? error : String(error));
      this.failing = true;
    } finally {
      this.schedule();
    }
  }

  private async deleteEnded(nowMs: number): Promise<void> {
    const before = { lt: new Date(nowMs - KEEP_ENDED_MS) };
    await this.prisma.session.deleteMany({ where: { OR: [{ expiresAt: before }, { revokedAt: before }] } });
    await this.prisma.accessChange.deleteMany({ where: { at: before } });
    this.cleanedAtMs = nowMs;
  }
}
