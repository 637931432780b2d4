import { startFullApp, type FullApp } from '../harness/full-app.js';

/** An id says which thing is meant, never that one may have it: things of another tenant are as if they did not exist. */
describe('OWASP API1:2023 Broken Object Level Authorization', () => {
  let full: FullApp;
  beforeAll(async () => {
    full = await startFullApp();
  });
  afterAll(() => full?.stop());

  const withoutIds = (body: string) => body.replace(/"requestId":"[^"]+"/, '');

  it('a log of another tenant is answered byte for byte like one that does not exist', async () => {
    const owner = await full.signIn();
    const other = await full.signIn({ role: 'admin', isOwner: true });
    const sent = await full.app.inject({
      method: 'POST',
      url: '/api/v1/logs/ingest',
      headers: owner.headers,
      payload: { message: 'canary of the first tenant' },
    });
    const id = sent.json<{ ids: string[] }>().ids[0] ?? '';
    const get = (log: string, headers: Record<string, string>) => full.app.inject({ url: `/api/v1/logs/${log}`, headers });
    expect((await get(id, owner.headers)).statusCode).toBe(200);
    const foreign = await get(id, other.headers);
    const missing = await get('00000000000000zz', other.headers);
    expect([foreign.statusCode, withoutIds(foreign.body)]).toEqual([404, withoutIds(missing.body)]);
  });

  it('no list, count or search of another tenant holds it, whatever the request says of tenants', async () => {
    const owner = await full.signIn();
    const other = await full.key({ scopes: ['read', 'ingest', 'admin'] });
    await full.app.inject({
      method: 'POST',
      url: '/api/v1/logs/ingest',
      headers: owner.headers,
      payload: { source: 'canary-source', message: 'canary of a tenant' },
    });
    const claims = `tenant=${owner.tenantId}&tenantId=${owner.tenantId}`;
    const headers = { ...other.headers, 'x-tenant': owner.tenantId, 'x-scope-orgid': owner.tenantId };
    for (const path of ['logs/search', 'logs/recent', 'logs/sources', 'logs/severity-breakdown', 'audit']) {
      for (const [query, status] of [
        ['', 200],
        [`?${claims}`, 400],
      ] as const) {
        const { statusCode, body } = await full.app.inject({ url: `/api/v1/${path}${query}`, headers });
        expect([path, query, statusCode]).toEqual([path, query, status]);
        expect(body).not.toMatch(/canary-source|canary of|"info":[1-9]/);
        expect(body).not.toContain(owner.email);
      }
    }
  });
});
