import { busyAt } from './day-shape.ts';
import { intensityAt, planLive, planPast, SCENARIOS } from './incidents.ts';
import type { SimulatedRecord, TimedRecord } from './record.ts';
import { traffic, type TrafficOptions } from './traffic.ts';

const FROM = Date.UTC(2026, 10, 20, 9, 0, 0);
const MINUTE = 60_000;
const OPTIONS: TrafficOptions = { seed: 7, fromMs: FROM, toMs: FROM + 5 * MINUTE, originMs: FROM, rate: 50, environment: 'production', incidents: [] };
const all = (changes: Partial<TrafficOptions> = {}): TimedRecord[] => [...traffic({ ...OPTIONS, ...changes })];
const records = (changes?: Partial<TrafficOptions>): SimulatedRecord[] => all(changes).map((one) => one.record);
const incident = (scenario: (typeof SCENARIOS)[number]) => [{ scenario, startMs: FROM, endMs: FROM + 5 * MINUTE }];
const share = (list: readonly SimulatedRecord[], matches: (record: SimulatedRecord) => boolean): number => list.filter(matches).length / list.length;

describe('traffic', () => {
  it('gives the same records for the same seed, and others for another', () => {
    expect(JSON.stringify(all())).toBe(JSON.stringify(all()));
    expect(JSON.stringify(all())).not.toBe(JSON.stringify(all({ seed: 8 })));
  });

  it('gives the same requests to a run that begins at another time', () => {
    const run = (originMs: number) => {
      const range = { originMs, fromMs: originMs, toMs: originMs + 5 * MINUTE };
      const list = all({ ...range, incidents: planLive(SCENARIOS, originMs, range.toMs) });
      return list.map(({ atMs, record: { timestamp: _at, metadata, ...rest } }) => ({
        ...rest,
        metadata: { ...metadata, version: '' },
        afterMs: Math.round(atMs - originMs),
      }));
    };
    expect(run(FROM + 123_456)).toEqual(run(FROM));
  });

  it('gives in two parts what it gives in one, in order', () => {
    const incidents = planLive(SCENARIOS, FROM, FROM + 5 * MINUTE);
    const middle = FROM + 101_234;
    const whole = all({ incidents });
    expect([...all({ incidents, toMs: middle }), ...all({ incidents, fromMs: middle })]).toEqual(whole);
    expect(whole.every((one, i) => i === 0 || one.atMs >= (whole[i - 1]?.atMs ?? 0))).toBe(true);
    expect(whole.every((one) => one.atMs >= FROM && one.atMs < FROM + 5 * MINUTE)).toBe(true);
  });

  it.each([1, 50, 5_000])('holds %i a second', (rate) => {
    const seconds = Math.min(300, 60_000 / rate);
    const count = all({ rate, toMs: FROM + seconds * 1000 }).length;
    expect(Math.abs(count - rate * seconds)).toBeLessThan(Math.max(6, rate * seconds * 0.01));
  });

  it('writes requests whose spans share a trace and name a parent that is there', () => {
    const traces = new Map<string, SimulatedRecord[]>();
    for (const record of records()) traces.set(record.traceId ?? '', [...(traces.get(record.traceId ?? '') ?? []), record]);
    const purchase = [...traces.values()].find((one) => one.some((r) => r.eventType === 'checkout.done'));
    expect(purchase?.length).toBeGreaterThan(7);
    expect(purchase?.[0]?.traceId).toMatch(/^[0-9a-f]{32}$/);
    const spans = new Set(purchase?.map((r) => r.spanId));
    for (const record of purchase ?? []) {
      expect(record.spanId).toMatch(/^[0-9a-f]{16}$/);
      if (record.metadata['parentSpanId'] !== undefined) expect(spans).toContain(record.metadata['parentSpanId']);
    }
    const bytes = records().reduce((sum, r) => sum + JSON.stringify(r).length, 0) / records().length;
    expect(bytes).toBeGreaterThan(250);
    expect(bytes).toBeLessThan(450);
  });

  it('writes only for the services asked for, at the same rate, and knows what to do with other names', () => {
    const some = records({ services: ['inventory', 'billing'] });
    expect(new Set(some.map((r) => r.source))).toEqual(new Set(['inventory', 'billing']));
    expect(Math.abs(some.length - 15_000)).toBeLessThan(200);
  });

  it('is quiet without an incident', () => {
    expect(share(records(), (r) => r.severity === 'error')).toBeLessThan(0.01);
    expect(share(records(), (r) => r.severity === 'fatal')).toBe(0);
  });

  it('lets a payment outage go up the request path, open the breaker and close it', () => {
    const list = records({ incidents: incident('payment-outage') });
    const failing = new Set(list.filter((r) => r.severity === 'error').map((r) => r.source));
    expect([...failing]).toEqual(expect.arrayContaining(['payment-gateway', 'checkout-api', 'edge-nginx']));
    const breaker = list.filter((r) => r.message.startsWith('Circuit breaker')).map((r) => r.message.split(/[:;]/)[0]);
    expect(breaker[0]).toBe('Circuit breaker stripe-eu opened');
    expect(breaker.at(-1)).toBe('Circuit breaker stripe-eu closed');
    expect(list.some((r) => r.message.includes('Connection pool exhausted'))).toBe(true);
  });

  it('shows slow queries, an attack from one address, and one noisy service', () => {
    expect(records({ incidents: incident('latency') }).filter((r) => r.message.startsWith('Slow query')).length).toBeGreaterThan(50);
    const failed = records({ incidents: incident('login-attack') }).filter((r) => r.eventType === 'login.failed' && r.metadata['ip'] === '203.0.113.77');
    expect(new Set(failed.map((r) => r.message.match(/for (\S+@\S+?):/)?.[1])).size).toBeGreaterThan(100);
    const noisy = records({ incidents: incident('noisy') });
    expect(share(noisy, (r) => r.source === 'recommender')).toBeGreaterThan(0.4);
    expect(noisy.length).toBeGreaterThan(22_000);
  });
});

describe('incidents and days', () => {
  it('lets an incident grow, stay and end', () => {
    const one = incident('noisy');
    const at = (part: number): number => intensityAt(one, 'noisy', FROM + part * 5 * MINUTE);
    expect([at(-0.1), at(0.125), at(0.5), at(0.9), at(1)]).toEqual([0, 0.5, 1, expect.closeTo(0.5), 0]);
    expect(intensityAt(one, 'latency', FROM + MINUTE)).toBe(0);
  });

  it('plans the past by the seed, whole, and the present so that a short run sees each', () => {
    const past = planPast(7, SCENARIOS, FROM - 86_400_000, FROM);
    expect(past).toEqual(planPast(7, SCENARIOS, FROM - 86_400_000, FROM));
    expect(past.length).toBeGreaterThanOrEqual(8);
    expect(past.every((one) => one.endMs <= FROM)).toBe(true);
    expect(planLive(SCENARIOS, FROM, FROM + MINUTE).map((one) => one.scenario)).toEqual([...SCENARIOS]);
  });

  it('is low at night, high at noon and in the evening, lower at the weekend, and 1 in the mean', () => {
    const friday = Date.UTC(2026, 10, 20);
    const at = (hour: number, day = 0): number => busyAt(friday + (day * 24 + hour) * 3_600_000, 0);
    expect(at(4)).toBeLessThan(at(9));
    expect(at(9)).toBeLessThan(at(12.5));
    expect(at(16)).toBeLessThan(at(20));
    expect(at(12.5, 1)).toBeLessThan(at(12.5));
    const week = Array.from({ length: 7 * 24 * 4 }, (_, i) => at(i / 4));
    expect(week.reduce((a, b) => a + b, 0) / week.length).toBeCloseTo(1, 3);
  });
});
