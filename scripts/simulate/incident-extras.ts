import { Flow } from './flow.ts';
import { intensityAt, type Incident } from './incidents.ts';
import { Random } from './random.ts';
import type { TimedRecord } from './record.ts';

/** A piece of time in which records begin. */
export interface Slice {
  seed: number;
  /** Where the run begins. */
  originMs: number;
  startMs: number;
  lengthMs: number;
  rate: number;
  environment: string;
  incidents: readonly Incident[];
}

const ATTACKER = '203.0.113.77';

/** Records an incident adds to the usual traffic of a slice: failed logins, debug spam, the life of the circuit breaker. */
export function extraRecords(slice: Slice, random: Random): TimedRecord[] {
  if (slice.incidents.length === 0) return [];
  return [...loginAttack(slice, random), ...noisyService(slice, random), ...breaker(slice)];
}

function count(slice: Slice, random: Random, share: number, strength: number): number {
  return Math.floor((slice.rate * slice.lengthMs * share * strength) / 1000 + random.fraction());
}

function loginAttack(slice: Slice, random: Random): TimedRecord[] {
  const strength = intensityAt(slice.incidents, 'login-attack', slice.startMs + slice.lengthMs / 2);
  if (strength === 0) return [];
  return Array.from({ length: count(slice, random, 0.25, strength) }, () => {
    const flow = new Flow(random, slice.startMs + random.fraction() * slice.lengthMs, slice.environment, slice.incidents);
    const edge = flow.span('edge-nginx');
    const auth = flow.span('auth-service', edge);
    const ms = random.duration(70);
    const blocked = strength > 0.6 && random.chance(0.3);
    const facts = { ip: ATTACKER, reason: blocked ? 'rate_limited' : 'wrong_password', 'user.agent': 'python-requests/2.34.0' };
    const account = `${random.pick(['anna', 'ben', 'carla', 'david', 'eva', 'finn', 'greta', 'hugo'])}.${random.pick(['keller', 'smit', 'rossi', 'novak', 'meyer', 'jansen'])}${random.int(1, 40)}@example.com`;
    flow.log(auth, ms, 'warn', {
      message: blocked ? `Login refused for ${account}: too many tries from ${ATTACKER}` : `Failed login for ${account}: wrong password ip=${ATTACKER}`,
      eventType: 'login.failed',
      userId: flow.userId,
      durationMs: ms,
      metadata: facts,
    });
    if (random.chance(0.04))
      flow.log(auth, ms + 1, 'warn', {
        message: `5 failed logins in 60 s for one account user.id=${flow.userId} ip=${ATTACKER}`,
        eventType: 'login.suspicious',
        userId: flow.userId,
        metadata: facts,
      });
    if (blocked && random.chance(0.05))
      flow.log(auth, ms + 2, 'error', {
        message: `Address ${ATTACKER} blocked for 15 min: ${random.int(180, 900)} failed logins over ${random.int(60, 240)} accounts in 5 min`,
        eventType: 'login.blocked',
        metadata: facts,
      });
    const status = blocked ? 429 : 401;
    flow.log(edge, ms + 3, 'warn', {
      message: `POST /api/login ${status} ${Math.round(ms + 3)} ms`,
      durationMs: ms + 3,
      metadata: { 'http.method': 'POST', 'http.path': '/api/login', 'http.status': status, bytes: 74, ip: ATTACKER },
    });
    return flow.records;
  }).flat();
}

function noisyService(slice: Slice, random: Random): TimedRecord[] {
  const strength = intensityAt(slice.incidents, 'noisy', slice.startMs + slice.lengthMs / 2);
  if (strength === 0) return [];
  return Array.from({ length: count(slice, random, 1.5, strength) }, () => {
    const flow = new Flow(random, slice.startMs + random.fraction() * slice.lengthMs, slice.environment, slice.incidents);
    const span = flow.span('recommender');
    const key = `user:${flow.userId}:affinity`;
    if (random.chance(0.8))
      flow.log(span, 0, 'debug', {
        message: `Feature cache miss key=${key}, computed on the cold path`,
        metadata: { key, cache: 'features', shard: random.int(0, 15), 'cold.ms': random.int(1, 12) },
      });
    else
      flow.log(span, 0, 'warn', {
        message: `Model store lookup tried again (${random.int(1, 4)} of 5) key=${key}`,
        metadata: { key, store: 'model-store-2', 'error.code': 'ECONNRESET' },
      });
    return flow.records;
  }).flat();
}

/** The breaker opens when most calls fail, is tried again every 45 s, and closes when they work again. */
function breaker(slice: Slice): TimedRecord[] {
  const endMs = slice.startMs + slice.lengthMs;
  const records: TimedRecord[] = [];
  for (const incident of slice.incidents) {
    if (incident.scenario !== 'payment-outage') continue;
    const length = incident.endMs - incident.startMs;
    const opensMs = incident.startMs + 0.18 * length;
    const closesMs = incident.startMs + 0.86 * length;
    const step = Math.min(45_000, length / 6);
    for (let at = opensMs, turn = 0; at < closesMs; at += step, turn++) {
      if (at >= slice.startMs && at < endMs) records.push(...breakerLine(slice, at, turn === 0 ? 'opened' : 'stays open'));
    }
    if (closesMs >= slice.startMs && closesMs < endMs) records.push(...breakerLine(slice, closesMs, 'closed'));
  }
  return records;
}

function breakerLine(slice: Slice, atMs: number, what: 'opened' | 'stays open' | 'closed'): TimedRecord[] {
  const random = new Random(`${slice.seed}/breaker/${Math.round(atMs - slice.originMs)}`);
  const flow = new Flow(random, atMs, slice.environment, slice.incidents);
  const failed = random.int(46, 58);
  const message =
    what === 'opened'
      ? `Circuit breaker stripe-eu opened: ${failed} of 60 calls failed in 30 s; refusing new charges`
      : what === 'stays open'
        ? `Circuit breaker stripe-eu stays open: the probe failed after 5000 ms; next probe in 45 s`
        : 'Circuit breaker stripe-eu closed: 10 of 10 probes worked; charges are taken again';
  const state = what === 'closed' ? 'closed' : 'open';
  flow.log(flow.span('payment-gateway'), 0, what === 'closed' ? 'info' : 'fatal', {
    message,
    eventType: `breaker.${state}`,
    metadata: { provider: 'stripe-eu', breaker: state, 'calls.failed': failed, 'calls.window': 60 },
  });
  return flow.records;
}
