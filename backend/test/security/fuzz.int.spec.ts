import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { startFullApp, type FullApp } from '../harness/full-app.js';
import { malformedRequest, type MalformedRequest } from './fuzz/malformed-requests.js';
import { describedApi, operationsOf } from './fuzz/openapi-operations.js';

/** `npm run test:long` asks for 10,000. */
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 1000);
/** Callers are made anew after so many: some requests sign out, disable or delete whoever makes them. */
const ROUND = 100;
const AT_ONCE = 8;

const STACK = /\n\s+at |\bat \w[\w.<>]* \(|node_modules|\.[jt]s:\d+/;
const INSIDES = /Prisma|ClickHouse|DB::Exception|SELECT .* FROM|FORMAT JSON|PostgreSQL server|ECONNREFUSED|ENOENT|argon2id/;

/** Settings that raise every limit, so that no request ends before it reaches its route. */
const NO_LIMITS = { INGEST_REQUESTS_PER_SECOND: '0', SIGN_IN_TRIES: '1000000', RATE_LIMITS: 'off' };

describe(`${REQUESTS} malformed requests to the routes of the OpenAPI document`, () => {
  let full: FullApp;
  let secrets: string[];

  beforeAll(async () => {
    full = await startFullApp(NO_LIMITS);
    secrets = [readFileSync(path.join(full.dataDir, 'secrets/signing-key'), 'utf8').trim(), full.dataDir];
  });
  afterAll(() => full?.stop());

  async function callers(): Promise<Record<MalformedRequest['as'], Record<string, string>>> {
    const admin = await full.signIn();
    const owner = await full.signIn({ role: 'admin', isOwner: true });
    const user = await full.signIn({ role: 'user', tenantId: admin.tenantId });
    const key = await full.key({ tenantId: admin.tenantId, scopes: ['ingest', 'read', 'admin'] });
    return { admin: admin.headers, owner: owner.headers, user: user.headers, key: key.headers, nobody: {} };
  }

  /** What is wrong with the answer to a request. */
  async function problemsOf(request: MalformedRequest, credentials: Record<string, string>): Promise<string[]> {
    const { method, url, payload, headers } = request;
    const described = `${method} ${url.slice(0, 300)} as ${request.as} ${JSON.stringify(headers)} ${String(payload).slice(0, 300)}`;
    const answer = await full.app
      .inject({ method, url, headers: { ...headers, ...credentials }, ...(payload !== undefined && { payload }) })
      .catch((error: unknown) => String(error));
    if (typeof answer === 'string') return [`no answer (${answer}): ${described}`];
    const { statusCode: status, body } = answer;
    const isEcho = (found: string | undefined) =>
      found !== undefined && (decodeURIComponent(url.replace(/%(?![0-9a-f]{2})/gi, '')).includes(found) || String(payload).includes(found));
    const leak = STACK.exec(body)?.[0] ?? INSIDES.exec(body)?.[0];
    const shape = status >= 400 && body !== '' && !/^\{"error":\{"code":"\w+","message":/.test(body) ? ['an error of another shape'] : [];
    return [
      ...(status >= 500 || status === 429 ? [`status ${status}`] : []),
      ...(leak !== undefined && status >= 400 && !isEcho(leak) ? [`leak ${leak}`] : []),
      ...(secrets.some((secret) => body.includes(secret)) ? ['a secret'] : []),
      ...(answer.headers['x-request-id'] === undefined ? ['no request id'] : []),
      ...(answer.headers['x-injected'] === undefined ? [] : ['an injected header']),
      ...shape,
    ].map((problem) => `${problem}: ${described}\n  → ${body.slice(0, 300)}`);
  }

  it('get an answer that is neither 5xx nor 429, and tell nothing of the insides', async () => {
    const api = describedApi(full.app);
    const operations = operationsOf(api);
    const requests = fc.sample(malformedRequest(api, operations), { numRuns: REQUESTS, seed: Number(process.env['FUZZ_SEED'] ?? 20_261_125) });
    const problems: string[] = [];
    const reached = new Set<string>();
    for (let round = 0; round < requests.length; round += ROUND) {
      const credentials = await callers();
      const waiting = requests.slice(round, round + ROUND);
      const work = async () => {
        for (let next = waiting.pop(); next; next = waiting.pop()) {
          reached.add(next.method);
          problems.push(...(await problemsOf(next, credentials[next.as])));
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
    }
    const said = problems.length === 0 ? [] : full.log.filter((line) => line.includes('"status":5'));
    expect([...problems.slice(0, 20), ...said.slice(0, 20)]).toEqual([]);
    expect(operations.length).toBeGreaterThan(10);
    expect(reached.size).toBeGreaterThan(1);
    expect(full.log.filter((line) => line.includes('A request failed'))).toEqual([]);
  }, 600_000);
});
