import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { makeUser } from '../../../test/factories/people.js';
import { startTestPostgres, type TestPostgres } from '../../../test/harness/postgres.js';
import { rankDifference } from '../../../test/harness/rank-difference.js';
import { createTestApp, testSettings } from '../../../test/harness/test-app.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { Terminal } from '../../platform/telemetry/terminal.js';
import { BootstrapAccessService } from '../auth/bootstrap-access.service.js';
import { AccountsModule } from './accounts.module.js';

/** Tries with a known and with an unknown address, each; `TIMING_TRIES=200` for the long run. */
const TRIES = Number(process.env.TIMING_TRIES ?? 40);
/** Of routes that answer in steps of a quarter of a second. With fewer, chance could not be excluded at all. */
const STEADY_TRIES = Math.max(16, Math.ceil(TRIES / 5));
const WARM_UP = 2;

/** Chance alone gets further than this once in 15,000 runs. */
const DEVIATIONS_MAX = 4;

describe('the time of an answer', () => {
  let postgres: TestPostgres;
  let app: NestFastifyApplication;
  let known: string[];
  let number = 0;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    const settings = testSettings(postgres.dataDir, { REGISTRATION: 'open' });
    app = await createTestApp({ imports: [AccountsModule] }, { postgresUrl: postgres.url, settings });
    await app.get(BootstrapAccessService).ensure();
    jest.spyOn(app.get(Terminal), 'say').mockImplementation(() => undefined);
    known = [];
    for (let i = 0; i < 10; i++) known.push((await makeUser(app.get(PrismaService))).email);
  });
  afterAll(async () => {
    await app?.close();
    await postgres?.stop();
  });

  /** Each try from an address of its own, so that none is held up. */
  async function timeOf(path: string, payload: object): Promise<number> {
    number += 1;
    const startMs = performance.now();
    const remoteAddress = `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`;
    const { statusCode } = await app.inject({ method: 'POST', url: `/api/v1/auth/${path}`, payload, remoteAddress });
    expect([202, 401]).toContain(statusCode);
    return performance.now() - startMs;
  }

  /** By turns, and in changing order, so that a machine that gets slower is no difference. */
  async function measure(tries: number, answer: (email: string) => Promise<number>) {
    const times = { known: [] as number[], unknown: [] as number[] };
    for (let i = -WARM_UP; i < tries; i++) {
      const addresses = { known: known[(i + 10) % known.length] ?? '', unknown: `nobody-${++number}@example.com` };
      for (const kind of i % 2 === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const)) {
        const took = await answer(addresses[kind]);
        if (i >= 0) times[kind].push(took);
      }
    }
    return Math.abs(rankDifference(times.known, times.unknown));
  }

  it('does not tell on sign-in whether an address is known', async () => {
    expect(await measure(TRIES, (email) => timeOf('login', { email, password: 'not the password' }))).toBeLessThan(DEVIATIONS_MAX);
  }, 120_000);

  it('does not tell on any other route', async () => {
    const code = '123456';
    const password = 'violet-harbour-19';
    const routes: [string, () => object][] = [
      ['forgot-password', () => ({})],
      ['reset-password', () => ({ code, password })],
      ['resend-otp', () => ({})],
      ['verify-otp', () => ({ code })],
      ['register', () => ({ username: `somebody-${++number}`, password })],
    ];
    // Side by side: each mostly waits.
    const told = await Promise.all(
      routes.map(async ([path, more]) => [path, await measure(STEADY_TRIES, (email) => timeOf(path, { ...more(), email }))] as const),
    );
    for (const [path, deviations] of told) expect([path, Math.max(deviations, DEVIATIONS_MAX)]).toEqual([path, DEVIATIONS_MAX]);
  }, 300_000);

  it('would be told apart if it differed', () => {
    const fast = Array.from({ length: 40 }, (_, i) => i);
    expect(
      Math.abs(
        rankDifference(
          fast,
          fast.map((ms) => ms + 30),
        ),
      ),
    ).toBeGreaterThan(DEVIATIONS_MAX);
    expect(Math.abs(rankDifference(fast, fast))).toBeLessThan(0.01);
  });
});
