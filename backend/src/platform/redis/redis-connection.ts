import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Redis } from 'ioredis';
import { SETTINGS, type Settings } from '../config/settings.js';

const CONNECT_TIMEOUT_MS = 2_000;
/** Whoever asks has another way and must not wait. */
const COMMAND_TIMEOUT_MS = 300;
const RETRY_MAX_MS = 2_000;

/** The Redis of REDIS_URL. It may be away at any time: commands then fail at once, and it is connected again by itself. */
@Injectable()
export class RedisConnection implements OnModuleInit, OnModuleDestroy {
  /** Undefined without REDIS_URL. */
  readonly client: Redis | undefined;
  private readonly log = new Logger('Redis');
  private away = false;
  private ended = false;

  constructor(@Inject(SETTINGS) { redisUrl }: Settings) {
    if (redisUrl === undefined) return;
    this.client = new Redis(redisUrl, {
      lazyConnect: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      connectTimeout: CONNECT_TIMEOUT_MS,
      commandTimeout: COMMAND_TIMEOUT_MS,
      disconnectTimeout: COMMAND_TIMEOUT_MS,
      retryStrategy: (attempt) => Math.min(100 * attempt, RETRY_MAX_MS),
    });
    this.client.on('error', () => this.noteAway());
    this.client.on('close', () => this.noteAway());
    this.client.on('ready', () => this.noteBack());
  }

  /** Waits for the first connection or its failure. */
  async onModuleInit(): Promise<void> {
    await this.client?.connect().catch(() => undefined);
  }

  onModuleDestroy(): void {
    this.ended = true;
    this.client?.disconnect();
  }

  /** @throws when Redis does not answer */
  async ping(): Promise<void> {
    await this.client?.ping();
  }

  private noteAway(): void {
    if (!this.away && !this.ended) this.log.warn('Redis does not answer; limits are counted by this instance alone until it is back.');
    this.away = true;
  }

  private noteBack(): void {
    if (this.away) this.log.log('Redis answers again.');
    this.away = false;
  }
}
