import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { errorText } from '../../../platform/errors/error-facts.js';
import { RedisConnection } from '../../../platform/redis/redis-connection.js';
import { BURST_MS } from './rate-debt.js';

const PREFIX = 'logstream-ingest-debt:';
const SLACK_MS = 60_000;

/** afterCall of rate-debt.ts, on a number that instances share. KEYS the number; ARGV now, burst, cost, slack, all in ms. */
const ADD = `
local now, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local paid = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now - burst) + tonumber(ARGV[3])
redis.call('SET', KEYS[1], string.format('%.3f', paid), 'PX', math.ceil(math.max(paid - now, 0) + burst + tonumber(ARGV[4])))
return string.format('%.3f', paid)
`;
const ADD_SHA = createHash('sha1').update(ADD).digest('hex');

/** What keys owe, in Redis for all instances together. It only ever adds to what an instance counts itself. */
@Injectable()
export class RedisDebts {
  constructor(private readonly redis: RedisConnection) {}

  /**
   * Adds the cost of a call, as time of its rate.
   * @returns the moment up to which all instances together are paid for; undefined when there is no Redis, or it does not answer
   */
  add(name: string, costMs: number, nowMs: number): Promise<number | undefined> | undefined {
    const { client } = this.redis;
    if (client?.status !== 'ready') return undefined;
    const key = `${PREFIX}${name}`;
    return client
      .evalsha(ADD_SHA, 1, key, nowMs, BURST_MS, costMs, SLACK_MS)
      .catch((error: unknown) => {
        if (!errorText(error).startsWith('NOSCRIPT')) throw error;
        return client.eval(ADD, 1, key, nowMs, BURST_MS, costMs, SLACK_MS);
      })
      .then(Number, () => undefined);
  }
}
