import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { PrismaService } from '../../../platform/prisma/prisma.service.js';

const WRITE_EVERY_MS = 30_000;
const KEYS_MAX = 10_000;

/** Remembers when each API key was last used and writes it down now and then: a call never waits for it. */
@Injectable()
export class ApiKeyUsage implements OnModuleDestroy {
  private readonly log = new Logger(ApiKeyUsage.name);
  private readonly lastUsed = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> | undefined;

  constructor(private readonly prisma: PrismaService) {}

  /** Notes a use. */
  used(keyId: string, nowMs: number): void {
    if (this.lastUsed.size >= KEYS_MAX && !this.lastUsed.has(keyId)) return;
    this.lastUsed.set(keyId, nowMs);
    if (this.timer) return;
    this.timer = setTimeout(() => (this.writing = this.write()), WRITE_EVERY_MS);
    this.timer.unref();
  }

  async onModuleDestroy(): Promise<void> {
    await this.writing;
    await this.write();
  }

  /** Writes down what was noted. A failure is only logged: the next use notes the time again. */
  async write(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const noted = [...this.lastUsed];
    this.lastUsed.clear();
    try {
      for (const [id, atMs] of noted) await this.prisma.apiKey.updateMany({ where: { id }, data: { lastUsedAt: new Date(atMs) } });
    } catch (error) {
      this.log.warn(error instanceof Error ? error : String(error));
    }
  }
}
