import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { makeApiKey, makeTenant, makeUser } from '../../../test/factories/people.js';
import { startTestPostgres, type TestPostgres } from '../../../test/harness/postgres.js';
import { createTestApp, testSettings } from '../../../test/harness/test-app.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { mintTenantId } from '../../platform/tenancy/tenant.js';
import { Terminal } from '../../platform/telemetry/terminal.js';
import { WatchRevocationsService } from '../auth/sessions/watch-revocations.service.js';
import { OwnTenantService } from './own-tenant.service.js';
import { TenantsModule } from './tenants.module.js';

describe('tenants', () => {
  let postgres: TestPostgres;
  let app: NestFastifyApplication;
  let elsewhere: NestFastifyApplication;
  let prisma: PrismaService;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    const start = () => createTestApp({ imports: [TenantsModule] }, { postgresUrl: postgres.url, settings: testSettings(postgres.dataDir) });
    [app, elsewhere] = [await start(), await start()];
    for (const one of [app, elsewhere]) jest.spyOn(one.get(Terminal), 'say').mockImplementation(() => undefined);
    prisma = app.get(PrismaService);
  });
  afterAll(async () => {
    await app?.close();
    await elsewhere?.close();
    await postgres?.stop();
  });

  async function signedIn(over: Parameters<typeof makeUser>[1] = {}) {
    const user = await makeUser(prisma, { role: 'admin', ...over });
    const login = () => app.inject({ method: 'POST', url: '/api/v1/auth/login', payload: { email: user.email, password: user.password } });
    const { accessToken } = (await login()).json<{ accessToken: string }>();
    const call = (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, payload?: object, on = app) =>
      on.inject({ method, url: `/api/v1/${path}`, headers: { authorization: `Bearer ${accessToken}` }, ...(payload && { payload }) });
    return { user, call, login, tenant: user.tenantId };
  }
  const withKey = (key: { text: string }, on = app) => on.inject({ url: '/api/v1/tenant', headers: { 'x-api-key': key.text } });

  it('are for the owner, a person, alone', async () => {
    const { call, tenant } = await signedIn();
    const key = await makeApiKey(prisma, { tenantId: tenant, scopes: ['admin'] });
    expect((await app.inject({ url: '/api/v1/tenants', headers: { 'x-api-key': key.text } })).statusCode).toBe(403);
    const refused = [call('GET', 'tenants'), call('POST', 'tenants', {}), call('PATCH', 'tenants/default', {}), call('DELETE', 'tenants/default')];
    for (const answer of await Promise.all(refused)) expect([answer.statusCode, answer.body]).toEqual([403, expect.stringContaining('owner of the instance')]);
  });

  it('are made with an invitation for the first admin, and listed', async () => {
    const { call } = await signedIn({ isOwner: true });
    const id = `acme-${Date.now()}`;
    const made = await call('POST', 'tenants', { id, name: 'Acme', adminEmail: `boss@${id}.example.com` });
    expect(made.statusCode).toBe(201);
    expect(made.json()).toMatchObject({
      id,
      name: 'Acme',
      settings: { usersMayMakeRules: true },
      disabledAt: null,
      invitationLink: expect.stringContaining('/register/?invitation=inv_'),
    });
    expect(await prisma.invitation.findFirstOrThrow({ where: { tenantId: id } })).toMatchObject({ role: 'admin', email: `boss@${id}.example.com` });
    expect((await call('POST', 'tenants', { id, name: 'Again' })).statusCode).toBe(409);
    for (const wrong of ['', 'A', 'a b', '-a', 'x'.repeat(64)]) expect((await call('POST', 'tenants', { id: wrong, name: 'x' })).statusCode).toBe(400);
    const listed = (await call('GET', `tenants?cursor=${id.slice(0, -1)}`)).json<{ items: { id: string; people: number }[] }>();
    expect(listed.items[0]).toMatchObject({ id, people: 0 });
  });

  it('let nobody in while they are disabled: no person, no session, no key, on any instance', async () => {
    const { call } = await signedIn({ isOwner: true });
    const member = await signedIn();
    const key = await makeApiKey(prisma, { tenantId: member.tenant, scopes: ['admin'] });
    for (const on of [app, elsewhere])
      expect([(await withKey(key, on)).statusCode, (await member.call('GET', 'auth/me', undefined, on)).statusCode]).toEqual([200, 200]);
    const disabled = await call('PATCH', `tenants/${member.tenant}`, { disabled: true });
    expect(disabled.json()).toMatchObject({ disabledAt: expect.any(String) });
    await elsewhere.get(WatchRevocationsService).look(Date.now());
    for (const on of [app, elsewhere])
      expect([(await withKey(key, on)).statusCode, (await member.call('GET', 'auth/me', undefined, on)).statusCode]).toEqual([401, 401]);
    expect((await member.login()).statusCode).toBe(401);
    expect((await call('PATCH', `tenants/${member.tenant}`, { disabled: false, name: 'Back' })).json()).toMatchObject({ disabledAt: null, name: 'Back' });
    await elsewhere.get(WatchRevocationsService).look(Date.now());
    for (const on of [app, elsewhere]) expect((await withKey(key, on)).statusCode).toBe(200);
    expect((await member.login()).statusCode).toBe(200);
  });

  it('are deleted with everything in them, and their id is never used again', async () => {
    const { call } = await signedIn({ isOwner: true });
    const member = await signedIn();
    const key = await makeApiKey(prisma, { tenantId: member.tenant, scopes: ['admin'] });
    expect((await withKey(key, elsewhere)).statusCode).toBe(200);
    expect((await call('DELETE', `tenants/${member.tenant}`)).statusCode).toBe(204);
    await elsewhere.get(WatchRevocationsService).look(Date.now());
    for (const on of [app, elsewhere])
      expect([(await withKey(key, on)).statusCode, (await member.call('GET', 'auth/me', undefined, on)).statusCode]).toEqual([401, 401]);
    expect(await prisma.user.count({ where: { tenantId: member.tenant } })).toBe(0);
    expect((await call('DELETE', `tenants/${member.tenant}`)).statusCode).toBe(404);
    expect((await call('POST', 'tenants', { id: member.tenant, name: 'Again' })).statusCode).toBe(409);
  });

  it('keep the owner from locking themselves out', async () => {
    const { call, tenant } = await signedIn({ isOwner: true });
    expect((await call('PATCH', `tenants/${tenant}`, { disabled: true })).statusCode).toBe(409);
    expect((await call('DELETE', `tenants/${tenant}`)).statusCode).toBe(409);
    expect((await call('DELETE', 'tenants/default')).statusCode).toBe(409);
    expect((await call('PATCH', 'tenants/never-made', { name: 'x' })).statusCode).toBe(404);
  });

  it('have a name and settings for their admins', async () => {
    const { call, tenant } = await signedIn();
    const other = await makeTenant(prisma);
    expect((await call('GET', 'tenant')).json()).toMatchObject({ id: tenant, settings: { usersMayMakeRules: true } });
    expect((await call('PUT', 'tenant', { settings: { usersMayMakeRules: false } })).json()).toMatchObject({
      name: tenant,
      settings: { usersMayMakeRules: false },
    });
    expect((await call('PUT', 'tenant', { name: 'Ours', id: other })).json()).toMatchObject({
      id: tenant,
      name: 'Ours',
      settings: { usersMayMakeRules: false },
    });
    expect((await call('PUT', 'tenant', { settings: { usersMayMakeRules: 'yes' } })).statusCode).toBe(400);
    expect(await app.get(OwnTenantService).settings(mintTenantId(tenant))).toEqual({ usersMayMakeRules: false });
    const events = await prisma.auditEvent.findMany({ where: { tenantId: tenant, action: 'tenant.change' }, orderBy: { id: 'asc' } });
    expect(events[1]).toMatchObject({
      before: { name: tenant, settings: { usersMayMakeRules: false } },
      after: { name: 'Ours', settings: { usersMayMakeRules: false } },
    });
    const plain = await signedIn({ role: 'user' });
    expect((await plain.call('GET', 'tenant')).statusCode).toBe(403);
  });
});
