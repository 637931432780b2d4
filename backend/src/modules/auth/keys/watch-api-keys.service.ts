import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { PrismaService } from '../../../platform/prisma/prisma.service.js';
import { ApiKeyLookup } from './api-key-lookup.js';

/** A change on another instance is known here after this time and one small query; sockets look once a second: within 2 s. */
const EVERY_MS = 750;

/** How far each look reaches back before the one before: transactions that commit late, clocks that differ. */
const OVERLAP_MS = 60_000;

interface ChangedKey {
  id: string;
  at: Date;
}

/** Learns what other instances have changed of API keys. Revoked keys and disabled tenants WatchRevocationsService reports. */
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
    const since = new Date(this.lookedAtMs - OVERLAP_MS);
    // One statement, by hand: this runs all the time, so it should cost little.
    const changed = await this.prisma.$queryRaw<ChangedKey[]>`SELECT id::text AS id, changed_at AS at FROM api_keys WHERE changed_at >= ${since}`;
    for (const { id, at } of changed) this.keys.changed(id, at);
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
