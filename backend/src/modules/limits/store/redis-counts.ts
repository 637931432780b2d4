import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { RateGroup } from '../../../platform/config/settings.js';
import { errorText } from '../../../platform/errors/error-facts.js';
import { LIST_MAX, type Count, type Counter, type CounterState, type CountStore, type Policy, type SubjectKind } from './count-store.js';

/** The braces keep all keys in one slot of a cluster, as a script needs them. */
const PREFIX = '{logstream-limits}:';
const INDEX = `${PREFIX}index`;
/** Longer than its window a counter lies there only for clocks that differ. */
const SLACK_MS = 60_000;

/**
 * Counts one call, whole or not at all: what MemoryCounts.count does. The index holds which windows are open, by their end.
 * KEYS counter, index; ARGV now, limit, window, slack (ms), member of the index, name, tenant.
 */
const COUNT = `
local now, limit, window = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local held = redis.call('HMGET', KEYS[1], 'used', 'reset')
local used, reset = tonumber(held[1] or '0'), tonumber(held[2] or '0')
if reset <= now or reset > now + window then
  reset = now + window
  redis.call('HSET', KEYS[1], 'used', 1, 'reset', string.format('%.0f', reset), 'name', ARGV[6], 'tenant', ARGV[7])
  redis.call('PEXPIRE', KEYS[1], window + tonumber(ARGV[4]))
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
  redis.call('ZADD', KEYS[2], reset, ARGV[5])
  redis.call('PEXPIRE', KEYS[2], 86400000)
  return {1, 1, string.format('%.0f', reset)}
end
if used >= limit then return {0, used, string.format('%.0f', reset)} end
return {1, redis.call('HINCRBY', KEYS[1], 'used', 1), string.format('%.0f', reset)}
`;
const COUNT_SHA = createHash('sha1').update(COUNT).digest('hex');

const reply = z.tuple([z.number(), z.number(), z.coerce.number()]);
const GROUPS: readonly RateGroup[] = ['general', 'search', 'recent', 'by-id', 'sign-in', 'register'];
const KINDS: readonly SubjectKind[] = ['user', 'session', 'key', 'address'];

/** Counts in Redis, for all instances together. */
export class RedisCounts implements CountStore {
  constructor(private readonly client: Redis) {}

  async count(counter: Counter, { limit, windowMs }: Policy, nowMs: number): Promise<Count> {
    const { name, tenant } = counter.subject;
    const member = memberOf(counter);
    const [allowed, used, resetAtMs] = reply.parse(
      await this.run([`${PREFIX}${member}`, INDEX], [nowMs, limit, windowMs, SLACK_MS, member, name, tenant ?? '']),
    );
    return { allowed: allowed === 1, used, resetAtMs };
  }

  async list(nowMs: number): Promise<CounterState[]> {
    const members = (await this.client.zrevrangebyscore(INDEX, '+inf', `(${nowMs}`, 'LIMIT', 0, LIST_MAX)).reverse();
    const pipeline = this.client.pipeline();
    for (const member of members) pipeline.hmget(`${PREFIX}${member}`, 'used', 'reset', 'name', 'tenant');
    const found = (await pipeline.exec()) ?? [];
    return members.flatMap((member, i) => readState(member, found[i]?.[1]) ?? []);
  }

  async reset(counters: readonly Counter[]): Promise<void> {
    if (counters.length === 0) return;
    const members = counters.map(memberOf);
    await this.client.del(...members.map((member) => `${PREFIX}${member}`));
    await this.client.zrem(INDEX, ...members);
  }

  private async run(keys: string[], args: (string | number)[]): Promise<unknown> {
    try {
      return await this.client.evalsha(COUNT_SHA, keys.length, ...keys, ...args);
    } catch (error) {
      if (!errorText(error).startsWith('NOSCRIPT')) throw error;
      return this.client.eval(COUNT, keys.length, ...keys, ...args);
    }
  }
}

const memberOf = ({ group, subject }: Counter): string => `${group} ${subject.kind} ${subject.id}`;

const fields = z.tuple([z.coerce.number(), z.coerce.number(), z.string(), z.string()]);

function readState(member: string, held: unknown): CounterState | undefined {
  const [, groupName = '', kindName = '', id = ''] = /^(\S+) (\S+) (.*)$/s.exec(member) ?? [];
  const group = GROUPS.find((one) => one === groupName);
  const kind = KINDS.find((one) => one === kindName);
  const read = fields.safeParse(held);
  if (!group || !kind || !read.success) return undefined;
  const [used, resetAtMs, name, tenant] = read.data;
  return { group, subject: { kind, id, name, tenant: tenant === '' ? null : tenant }, used, resetAtMs };
}
