import { Body, Controller, Get, Post } from '@nestjs/common';
import { RouteConfig, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { makeApiKey, makeTenant, makeUser } from '../../../../test/factories/people.js';
import { startTestPostgres, type TestPostgres } from '../../../../test/harness/postgres.js';
import { createTestApp, testSettings } from '../../../../test/harness/test-app.js';
import { Caller, RequireScope } from '../../../platform/http/access.decorators.js';
import type { Principal } from '../../../platform/http/principal.js';
import { RAW_BODY } from '../../../platform/http/raw-body.js';
import { PrismaService } from '../../../platform/prisma/prisma.service.js';
import { AuthModule } from '../auth.module.js';
import type { ApiKeyDto, ApiKeysDto, NewApiKeyDto } from '../dto/api-key.dto.js';
import { ApiKeyUsage } from './api-key-usage.js';
import { WatchApiKeysService } from './watch-api-keys.service.js';

@Controller('sample')
class SampleController {
  @Get() read(@Caller() caller: Principal): object {
    return caller;
  }
  @Post() @RequireScope('ingest') @RouteConfig(RAW_BODY) send(@Caller() caller: Principal, @Body() _body: Buffer): object {
    return caller;
  }
}

const ROUTE = '/api/v1/auth/api-keys';

describe('API keys', () => {
  let postgres: TestPostgres;
  /** Two instances on one database; the second one's answers show what the first one's changes do elsewhere. */
  let app: NestFastifyApplication;
  let other: NestFastifyApplication;
  let prisma: PrismaService;
  let tenantId: string;
  let admin: { id: string; email: string; authorization: string };

  const start = () =>
    createTestApp({ imports: [AuthModule], controllers: [SampleController] }, { postgresUrl: postgres.url, settings: testSettings(postgres.dataDir) });

  async function signedIn(role: 'admin' | 'user', tenant: string) {
    const { id, email, password } = await makeUser(prisma, { role, tenantId: tenant });
    const answer = await app.inject({ method: 'POST', url: '/api/v1/auth/login', payload: { email, password } });
    return { id, email, authorization: `Bearer ${answer.json<{ accessToken: string }>().accessToken}` };
  }

  beforeAll(async () => {
    postgres = await startTestPostgres();
    app = await start();
    other = await start();
    prisma = app.get(PrismaService);
  });
  beforeEach(async () => {
    tenantId = await makeTenant(prisma);
    admin = await signedIn('admin', tenantId);
  });
  afterAll(async () => {
    await app?.close();
    await other?.close();
    await postgres?.stop();
  });

  const asAdmin = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object) =>
    app.inject({ method, url: `${ROUTE}${path}`, headers: { authorization: admin.authorization }, ...(payload && { payload }) });
  const create = async (over: object = {}) => {
    const answer = await asAdmin('POST', '', { name: 'Shop', scopes: ['ingest', 'read'], ...over });
    expect(answer.statusCode).toBe(201);
    return answer.json<NewApiKeyDto>();
  };
  const callWith = (instance: NestFastifyApplication, key: string) => instance.inject({ url: '/sample', headers: { 'x-api-key': key } });
  const audited = (action: string) => prisma.auditEvent.findMany({ where: { tenantId, action } });

  it('are shown once, stored as SHA-256, and work at once for what they are made for', async () => {
    const { key, ...view } = await create({ source: ' shop ', environment: 'prod', bytesPerSecond: 1000, recordsPerSecond: 10 });
    expect(key).toMatch(/^lsk_[\w-]{32}$/);
    expect(view).toEqual({
      id: expect.any(String),
      name: 'Shop',
      prefix: key.slice(0, 12),
      scopes: ['ingest', 'read'],
      source: 'shop',
      environment: 'prod',
      bytesPerSecond: 1000,
      recordsPerSecond: 10,
      createdAt: expect.any(String),
      createdBy: admin.email,
      expiresAt: null,
      lastUsedAt: null,
      revokedAt: null,
    });
    expect(JSON.stringify(await prisma.apiKey.findMany())).not.toContain(key);
    expect(JSON.stringify(await prisma.auditEvent.findMany(), (_, value) => (typeof value === 'bigint' ? String(value) : value))).not.toContain(key);
    expect((await callWith(app, key)).json()).toMatchObject({
      tenant: tenantId,
      keyId: view.id,
      scopes: ['ingest', 'read'],
      fixed: { source: 'shop', environment: 'prod' },
      ingestLimits: { bytesPerSecond: 1000, recordsPerSecond: 10 },
    });
    expect((await asAdmin('GET', '')).json<ApiKeysDto>().items).toEqual([view]);
  });

  it('come in the forms of other products on routes that take logs in, and only there', async () => {
    const { key } = await create();
    const basic = `Basic ${Buffer.from(`x:${key}`).toString('base64')}`;
    for (const headers of [{ authorization: `Splunk ${key}` }, { authorization: basic }, { 'dd-api-key': key }]) {
      expect((await app.inject({ method: 'POST', url: '/sample', headers })).statusCode).toBe(201);
      expect((await app.inject({ url: '/sample', headers })).statusCode).toBe(401);
    }
    expect((await app.inject({ method: 'POST', url: `/sample?api_key=${key}` })).statusCode).toBe(201);
    expect((await app.inject({ url: `/sample?api_key=${key}` })).statusCode).toBe(401);
  });

  it('are found by name and by how they begin, page by page', async () => {
    const keys: NewApiKeyDto[] = [];
    for (const name of ['Alpha', 'beta 100%', 'Beta_two', 'gamma']) keys.push(await create({ name }));
    const found = async (query: string) => (await asAdmin('GET', `?query=${encodeURIComponent(query)}`)).json<ApiKeysDto>().items.map(({ name }) => name);
    expect(await found('BETA')).toEqual(['Beta_two', 'beta 100%']);
    expect(await found('0%')).toEqual(['beta 100%']);
    expect(await found('a_t')).toEqual(['Beta_two']);
    expect(await found(keys[3]?.prefix.slice(0, 9) ?? '')).toEqual(['gamma']);
    expect(await found(keys[0]?.key ?? '')).toEqual(['Alpha']);
    const names: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: ApiKeysDto = (await asAdmin('GET', `?limit=3${cursor && `&cursor=${cursor}`}`)).json();
      names.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor;
    }
    expect(names).toEqual(['gamma', 'Beta_two', 'beta 100%', 'Alpha']);
    expect((await asAdmin('GET', '?cursor=x')).statusCode).toBe(400);
  });

  it('are changed and revoked here at once, and on another instance within 2 s', async () => {
    const { id, key } = await create({ recordsPerSecond: 10 });
    for (const instance of [app, other]) expect((await callWith(instance, key)).json()).toMatchObject({ ingestLimits: { recordsPerSecond: 10 } });
    const changed = await asAdmin('PATCH', `/${id}`, { name: 'Renamed', recordsPerSecond: null, bytesPerSecond: 5 });
    expect(changed.json<ApiKeyDto>()).toMatchObject({ name: 'Renamed', recordsPerSecond: null, bytesPerSecond: 5, source: null });
    expect((await callWith(app, key)).json()).toMatchObject({ name: 'Renamed', ingestLimits: { bytesPerSecond: 5 } });
    const since = performance.now();
    while ((await callWith(other, key)).json<{ name: string }>().name !== 'Renamed') await new Promise(setImmediate);
    expect(performance.now() - since).toBeLessThan(2000);
    expect((await asAdmin('DELETE', `/${id}`)).statusCode).toBe(204);
    expect((await callWith(app, key)).statusCode).toBe(401);
    const revokedAt = performance.now();
    while ((await callWith(other, key)).statusCode !== 401) await new Promise(setImmediate);
    expect(performance.now() - revokedAt).toBeLessThan(2000);
    expect((await asAdmin('DELETE', `/${id}`)).statusCode).toBe(204);
    expect((await asAdmin('PATCH', `/${id}`, { name: 'x' })).statusCode).toBe(409);
    expect((await asAdmin('GET', '')).json<ApiKeysDto>().items[0]).toMatchObject({ id, revokedAt: expect.any(String) });
    expect((await audited('api-key.revoke')).length).toBe(1);
  });

  it('end when they expire, also one that is cached', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const { id, key } = await create({ expiresAt });
    expect((await callWith(app, key)).statusCode).toBe(200);
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.parse(expiresAt));
    const late = await callWith(app, key);
    clock.mockRestore();
    expect([late.statusCode, late.json()]).toMatchObject([401, { error: { details: { reason: 'key_expired' } } }]);
    expect((await asAdmin('PATCH', `/${id}`, { expiresAt: null })).json<ApiKeyDto>().expiresAt).toBeNull();
    expect((await callWith(app, key)).statusCode).toBe(200);
  });

  it('cost no query once they are known, and their changes one', async () => {
    const { id, key } = await create();
    const queries = jest.spyOn(prisma.apiKey, 'findUnique');
    const look = () => app.get(WatchApiKeysService).look(Date.now());
    for (let i = 0; i < 5; i++) {
      await callWith(app, key);
      await look();
    }
    expect(queries).toHaveBeenCalledTimes(1);
    await prisma.apiKey.update({ where: { id }, data: { name: 'Changed elsewhere', changedAt: new Date(Date.now() + 1) } });
    for (let i = 0; i < 5; i++) {
      await look();
      expect((await callWith(app, key)).json()).toMatchObject({ name: 'Changed elsewhere' });
    }
    expect(queries).toHaveBeenCalledTimes(2);
    queries.mockRestore();
    await app.get(ApiKeyUsage).write();
    expect((await asAdmin('GET', '')).json<ApiKeysDto>().items[0]?.lastUsedAt).toEqual(expect.any(String));
  });

  it('are written down: who made, changed and revoked what, from where', async () => {
    const { id } = await create();
    await asAdmin('PATCH', `/${id}`, { name: 'Renamed' });
    const [made] = await audited('api-key.create');
    expect(made).toMatchObject({ actorKind: 'user', actorId: admin.id, targetId: id, outcome: 'ok', address: '127.0.0.1', after: { name: 'Shop' } });
    const [changed] = await audited('api-key.change');
    expect(changed).toMatchObject({ targetId: id, before: { name: 'Shop' }, after: { name: 'Renamed' } });
  });

  it.each([
    ['no scope', { scopes: [] }],
    ['an unknown scope', { scopes: ['root'] }],
    ['no name', { name: ' ' }],
    ['a limit of nothing', { bytesPerSecond: 0 }],
    ['a limit that is no whole number', { recordsPerSecond: 1.5 }],
    ['a time that is past', { expiresAt: '2020-01-01T00:00:00Z' }],
    ['a time that is none', { expiresAt: 'soon' }],
    ['a source with a line feed', { source: 'a\nb' }],
    ['a source for a key that only reads', { scopes: ['read'], source: 'shop' }],
  ])('are refused with %s', async (_, over) => {
    expect((await asAdmin('POST', '', { name: 'Shop', scopes: ['ingest'], ...over })).statusCode).toBe(400);
    expect(await prisma.apiKey.count({ where: { tenantId } })).toBe(0);
  });

  it('belong to their tenant and to its admins', async () => {
    const foreign = await makeApiKey(prisma, { name: 'Foreign' });
    expect((await asAdmin('GET', '')).json<ApiKeysDto>()).toEqual({ items: [], nextCursor: null });
    expect((await asAdmin('PATCH', `/${foreign.id}`, { name: 'x' })).statusCode).toBe(404);
    expect((await asAdmin('DELETE', `/${foreign.id}`)).statusCode).toBe(404);
    expect((await asAdmin('DELETE', '/no-uuid')).statusCode).toBe(400);
    expect((await callWith(app, foreign.text)).statusCode).toBe(200);
    const user = await signedIn('user', tenantId);
    expect((await app.inject({ url: ROUTE, headers: { authorization: user.authorization } })).statusCode).toBe(403);
  });
});
