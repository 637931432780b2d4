import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { PrismaService } from '../../../platform/prisma/prisma.service.js';
import { ApiKeyLookup } from './api-key-lookup.js';

/** A change on another instance is known here after this time and one small query; sockets look once a second: within 2 s. */
const EVERY_MS = 750;

/** How far each look reaches back before the one before: transactions that commit late, clocks that differ. */
const OVERLAP_MS = 60_000;

/** Learns what other instances have changed of API keys, and which tenants were disabled. Revoked keys WatchRevocationsService reports. */
@Injectable()
export class WatchApiKeysService implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger(WatchApiKeysService.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private stopped = false;
  private failing = false;
  private lookedAtMs = 0;

  constructor(
    private readonly prisma: PrismaService,
    private readonly keys: ApiKeyLookup,
  ) {}

  onModuleInit(): void {
    // What was cached before this moment is nothing.
    this.lookedAtMs = Date.now();
    this.schedule();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** One look at what was changed since the last one. */
  async look(nowMs: number): Promise<void> {
    const since = { gte: new Date(this.lookedAtMs - OVERLAP_MS) };
    const [changed, disabled] = await Promise.all([
      this.prisma.apiKey.findMany({ where: { changedAt: since }, select: { id: true, changedAt: true } }),
      this.prisma.tenant.findMany({ where: { disabledAt: since }, select: { id: true } }),
    ]);
    for (const { id, changedAt } of changed) this.keys.changed(id, changedAt);
    for (const { id } of disabled) this.keys.forgetTenant(id);
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
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.log.warn(error instanceof Error ? error : String(error));
      this.failing = true;
    } finally {
      this.schedule();
    }
  }
}
