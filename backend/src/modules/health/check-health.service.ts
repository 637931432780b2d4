import { Inject, Injectable } from '@nestjs/common';
import { PLATFORM_VERSION } from '../../platform/config/project-root.js';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { freeBytes } from '../../platform/embedded/data-dir.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { RedisConnection } from '../../platform/redis/redis-connection.js';
import { LOG_STORE, type LogStore } from '../logs/store/log-store.js';
import type { HealthCheckDto, HealthDto } from './dto/health.dto.js';

const ANSWER_WITHIN_MS = 2_000;
/** Anybody may ask, so the stores are asked once a second at most. */
const KEEP_MS = 1_000;
const MB = 1024 * 1024;
const FREE_BYTES_WANTED = 1024 * MB;
/** Below it the log store refuses records, which it must have room to write and to merge. */
const FREE_BYTES_NEEDED = 32 * MB;

/** What free room on the disk of the data folder means. */
export function diskState(freeBytesNow: number): HealthCheckDto {
  const free = `${Math.floor(freeBytesNow / MB)} MB`;
  if (freeBytesNow < FREE_BYTES_NEEDED) return { status: 'down', message: `The disk of the data folder is full (${free} free). Make room.` };
  if (freeBytesNow < FREE_BYTES_WANTED) return { status: 'degraded', message: `Only ${free} are free for the data folder. Make room.` };
  return { status: 'ok' };
}

async function answers(ping: () => Promise<unknown>, message: string): Promise<HealthCheckDto> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<HealthCheckDto>((resolve) => {
    timer = setTimeout(() => resolve({ status: 'down', message }), ANSWER_WITHIN_MS);
  });
  try {
    return await Promise.race([ping().then((): HealthCheckDto => ({ status: 'ok' })), late]);
  } catch {
    return { status: 'down', message };
  } finally {
    clearTimeout(timer);
  }
}

/** Says how the platform and its stores are. */
@Injectable()
export class CheckHealthService {
  private last: { atMs: number; checks: Promise<Record<string, HealthCheckDto>> } | undefined;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOG_STORE) private readonly logs: LogStore,
    private readonly prisma: PrismaService,
    private readonly redis: RedisConnection,
  ) {}

  /** @returns the state of every part; `storesLogs` is false when a log that is sent now would be refused */
  async check(): Promise<{ health: HealthDto; storesLogs: boolean }> {
    const checks = await this.freshChecks();
    const isOk = Object.values(checks).every((check) => check.status === 'ok');
    const health: HealthDto = { status: isOk ? 'ok' : 'degraded', version: PLATFORM_VERSION, uptimeSeconds: Math.floor(process.uptime()), checks };
    const hasRoom = this.settings.clickhouseUrl !== undefined || checks.disk?.status !== 'down';
    return { health, storesLogs: checks.logs?.status === 'ok' && hasRoom };
  }

  private freshChecks(): Promise<Record<string, HealthCheckDto>> {
    const now = Date.now();
    if (this.last === undefined || now - this.last.atMs >= KEEP_MS) this.last = { atMs: now, checks: this.runChecks() };
    return this.last.checks;
  }

  private async runChecks(): Promise<Record<string, HealthCheckDto>> {
    const hasRedis = this.redis.client !== undefined;
    const [metadata, logs, redis] = await Promise.all([
      answers(() => this.prisma.ping(), 'PostgreSQL does not answer; sign-in and settings wait for it.'),
      answers(() => this.logs.ping(), 'The log store does not answer; senders are told to come back.'),
      hasRedis ? answers(() => this.redis.ping(), 'Redis does not answer; each instance counts the limits of calls for itself until it is back.') : undefined,
    ]);
    return { metadata, logs, ...(redis && { redis }), disk: this.checkDisk() };
  }

  private checkDisk(): HealthCheckDto {
    try {
      return diskState(freeBytes(this.settings.dataDir));
    } catch {
      return { status: 'down', message: 'The data folder cannot be read.' };
    }
  }
}
