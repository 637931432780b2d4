import { mintTenantId } from '../../platform/tenancy/tenant.js';
import { committedRecords } from '../logs/committed-batches.js';
import type { LogRecord } from '../logs/log-record.js';
import { parseFilter } from '../logs/query/parse-filter.js';
import { LiveHub } from './live-hub.js';
import type { LiveRow } from './live-row.js';
import { aRecord, aScope, T0 } from './testing/live-fixtures.js';

const tenant = mintTenantId('one');
const other = mintTenantId('two');
const mine = aScope('one');

function newHub() {
  const errors: unknown[] = [];
  return { hub: new LiveHub((thrown) => errors.push(thrown)), errors };
}
const batch = (...records: LogRecord[]) => ({ tenant, records: committedRecords(records), committedAtMs: T0 + 20 });
function collect(): { rows: LiveRow[]; listener: (rows: readonly LiveRow[]) => void; messages: () => string[] } {
  const rows: LiveRow[] = [];
  return { rows, listener: (more) => rows.push(...more), messages: () => rows.map((row) => row.view.message) };
}

describe('LiveHub', () => {
  it('gives each tail what its filter matches, in order of arrival', () => {
    const { hub } = newHub();
    const all = collect();
    const errors = collect();
    const web = collect();
    const words = collect();
    hub.subscribe(mine, parseFilter({}), all.listener);
    hub.subscribe(mine, parseFilter({ severity: ['error', 'fatal'] }), errors.listener);
    hub.subscribe(mine, parseFilter({ source: ['web', 'api'], severity: ['info'] }), web.listener);
    hub.subscribe(mine, parseFilter({ query: 'Two' }), words.listener);
    hub.publish(
      batch(
        aRecord({ message: 'one', source: 'web' }),
        aRecord({ message: 'TWO', severity: 18, source: 'db' }),
        aRecord({ message: 'two three', source: 'db' }),
      ),
    );
    expect(all.messages()).toEqual(['one', 'TWO', 'two three']);
    expect(errors.messages()).toEqual(['TWO']);
    expect(web.messages()).toEqual(['one']);
    expect(words.messages()).toEqual(['TWO', 'two three']);
  });

  it('never shows one tenant what another stored', () => {
    const { hub } = newHub();
    const theirs = collect();
    hub.subscribe(aScope('two'), parseFilter({}), theirs.listener);
    hub.publish(batch(aRecord()));
    expect(theirs.rows).toEqual([]);
  });

  it('compiles equal filters once, shares rows and their views, and forgets filters that nobody has', () => {
    const { hub } = newHub();
    const [a, b, c] = [collect(), collect(), collect()];
    const endA = hub.subscribe(mine, parseFilter({ severity: ['info'], source: ['api', 'b'] }), a.listener);
    const endB = hub.subscribe(mine, parseFilter({ severity: ['info'], source: ['b', 'api'] }), b.listener);
    const endC = hub.subscribe(mine, parseFilter({}), c.listener);
    expect(hub.distinctFilters).toBe(2);
    hub.publish(batch(aRecord()));
    expect(a.rows[0]).toBe(b.rows[0]);
    expect(a.rows[0]?.view).toBe(c.rows[0]?.view);
    endA();
    endA();
    hub.publish(batch(aRecord()));
    expect([a.rows.length, b.rows.length]).toEqual([1, 2]);
    endB();
    endC();
    expect(hub.distinctFilters).toBe(0);
    hub.publish(batch(aRecord()));
    expect(c.rows).toHaveLength(2);
  });

  it('goes on with the others when one listener throws', () => {
    const { hub, errors } = newHub();
    const good = collect();
    hub.subscribe(mine, parseFilter({}), () => {
      throw new Error('bad');
    });
    hub.subscribe(mine, parseFilter({}), good.listener);
    hub.publish(batch(aRecord()));
    expect(good.rows).toHaveLength(1);
    expect(errors).toEqual([new Error('bad')]);
  });

  it('counts a tenant from one look to the next', () => {
    const { hub } = newHub();
    const statistics = hub.watchStatistics(mine);
    hub.publish(batch(aRecord(), aRecord({ severity: 17, observedAtMs: T0 + 10 })));
    hub.publish({ ...batch(aRecord()), tenant: other });
    expect(statistics.take(T0)).toEqual({
      at: new Date(T0).toISOString(),
      received: 2,
      counts: { trace: 0, debug: 0, info: 1, warn: 0, error: 1, fatal: 0 },
      commitDelayMs: 15,
    });
    expect(statistics.take(T0)).toMatchObject({ received: 0, commitDelayMs: null });
  });

  it('gives and counts only what a limit lets through, also when the question is the same', () => {
    const { hub } = newHub();
    const limits = ['', 'source:pay-*', 'severity>=error', '-source:secret', '"visible words"', 'source:pay-* -canary'];
    const seen = limits.map((limitQuery) => {
      const scope = aScope('one', limitQuery);
      const tail = collect();
      hub.subscribe(scope, parseFilter({ source: ['pay-in', 'secret'] }), tail.listener);
      return { tail, statistics: hub.watchStatistics(scope) };
    });
    hub.publish(
      batch(
        aRecord({ message: 'visible words', source: 'pay-in' }),
        aRecord({ message: 'canary', source: 'pay-in', severity: 17 }),
        aRecord({ message: 'canary', source: 'secret', severity: 17, observedAtMs: T0 - 1000 }),
        aRecord({ message: 'canary', source: 'pay-out' }),
      ),
    );
    expect(seen.map(({ tail }) => tail.rows.length)).toEqual([3, 2, 2, 2, 1, 1]);
    const numbers = seen.map(({ statistics }) => statistics.take(T0));
    expect(numbers.map(({ received, counts }) => [received, counts.info, counts.error])).toEqual([
      [4, 2, 2],
      [3, 2, 1],
      [2, 0, 2],
      [3, 2, 1],
      [1, 1, 0],
      [1, 1, 0],
    ]);
    // The time of what a limit hides is in no mean either.
    expect(numbers.map(({ commitDelayMs }) => commitDelayMs)).toEqual([270, 20, 520, 20, 20, 20]);
  });
});
