import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { makeApiKey, makeUser } from '../../../test/factories/people.js';
import { startTestPostgres, type TestPostgres } from '../../../test/harness/postgres.js';
import { createTestApp, testSettings } from '../../../test/harness/test-app.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { AuthModule } from '../auth/auth.module.js';
import { AuditLog, type AuditEntry } from './audit-log.service.js';
import { DenialLog } from './denial-log.service.js';
import type { AuditEventDto, AuditPageDto } from './dto/audit-answers.dto.js';

let postgres: TestPostgres;
let app: NestFastifyApplication;
let prisma: PrismaService;
let addresses = 0;

beforeAll(async () => {
  postgres = await startTestPostgres();
  app = await createTestApp({ imports: [AuthModule] }, { postgresUrl: postgres.url, settings: testSettings(postgres.dataDir) });
  prisma = app.get(PrismaService);
});
afterAll(async () => {
  await app?.close();
  await postgres?.stop();
});

/** Each sign-in from an address of its own, so that no test slows down another. */
const login = (email: string, password: string, remoteAddress = `10.8.${addresses++ >> 8}.${addresses & 255}`) =>
  app.inject({ method: 'POST', url: '/api/v1/auth/login', payload: { email, password }, remoteAddress, headers: { 'x-request-id': 'the-request' } });

async function signedIn(over: Parameters<typeof makeUser>[1] = { role: 'admin' }) {
  const user = await makeUser(prisma, over);
  const token = (await login(user.email, user.password)).json<{ accessToken: string }>().accessToken;
  const get = (url: string) => app.inject({ url, headers: { authorization: `Bearer ${token}` } });
  const list = async (query = '') => (await get(`/api/v1/audit${query}`)).json<AuditPageDto>();
  return { user, token, get, list };
}

const note = (tenant: string | null, over: Partial<AuditEntry> = {}) =>
  app.get(AuditLog).record({ tenant, actor: { kind: 'system', id: '', name: 'test' }, action: 'test.made', outcome: 'ok', ...over });
const actions = ({ items }: AuditPageDto) => items.map(({ action, outcome }) => `${action} ${outcome}`);

describe('what is written down', () => {
  it('is a sign-in and a sign-out, with who, from where and by which request', async () => {
    const { user, token, list } = await signedIn();
    await app.inject({ method: 'POST', url: '/api/v1/auth/logout', headers: { authorization: `Bearer ${token}` } });
    const again = await login(user.email, user.password, '10.7.7.7');
    const { items } = (
      await app.inject({ url: '/api/v1/audit', headers: { authorization: `Bearer ${again.json<{ accessToken: string }>().accessToken}` } })
    ).json<AuditPageDto>();
    expect(items.map(({ action }) => action)).toEqual(['auth.sign-in', 'auth.sign-out', 'auth.sign-in']);
    expect(items[0]).toMatchObject({
      actor: { kind: 'user', id: user.id, name: user.email },
      outcome: 'ok',
      target: { kind: 'session' },
      address: '10.7.7.7',
      requestId: 'the-request',
    });
    expect((await list()).items).toBeUndefined(); // the first session has ended
  });

  it('is a failed sign-in: of a known account for its tenant, of an unknown one for the owner', async () => {
    const { user, list } = await signedIn();
    const owner = await signedIn({ role: 'admin', isOwner: true });
    await login(user.email, 'wrong');
    await login('nobody-known@example.com', 'wrong');
    await login('my secret password', 'wrong');
    await app.get(DenialLog).settled();
    const [failed] = (await list('?outcome=failed')).items;
    expect(failed).toMatchObject({ action: 'auth.sign-in', actor: { kind: 'stranger', name: user.email }, target: { kind: 'user', id: user.id } });
    expect((await list()).items).toHaveLength(2);
    const unknown = (await owner.list('?outcome=failed')).items;
    expect(unknown.map(({ actor }) => actor.name)).toEqual(['', 'nobody-known@example.com']);
    expect(JSON.stringify(unknown)).not.toContain('secret');
  });

  it('is every answer of 403, with the caller and what was reached for', async () => {
    const admin = await signedIn();
    const user = await signedIn({ role: 'user', tenantId: admin.user.tenantId });
    expect((await user.get('/api/v1/audit?query=x')).statusCode).toBe(403);
    const key = await makeApiKey(prisma, { tenantId: admin.user.tenantId, scopes: ['ingest'], name: 'shipper' });
    expect((await app.inject({ url: '/api/v1/audit/export?format=csv', headers: { 'x-api-key': key.text } })).statusCode).toBe(403);
    await app.get(DenialLog).settled();
    const { items } = await admin.list('?action=access');
    expect(items).toMatchObject([
      { action: 'access.denied', actor: { kind: 'key', id: key.id, name: 'shipper' }, target: { kind: 'route', id: 'GET /api/v1/audit/export' } },
      {
        action: 'access.denied',
        actor: { kind: 'user', name: user.user.email },
        target: { id: 'GET /api/v1/audit' },
        after: { reason: expect.stringContaining('admin') },
      },
    ]);
  });

  it('is an API key that nobody issued, without a piece of it', async () => {
    const owner = await signedIn({ role: 'admin', isOwner: true });
    await app.inject({ url: '/api/v1/auth/me', headers: { authorization: 'Bearer lsk_made-up-key-0123456789' }, remoteAddress: '10.6.6.6' });
    await app.get(DenialLog).settled();
    const [event] = (await owner.list('?action=access.credential-refused')).items;
    expect(event).toMatchObject({ actor: { kind: 'stranger' }, address: '10.6.6.6', outcome: 'denied' });
    expect(JSON.stringify(event)).not.toContain('made-up');
  });

  it('is a bounded part of a flood, and how much was left out', async () => {
    const owner = await signedIn({ role: 'admin', isOwner: true });
    const flood = Array.from({ length: 200 }, () =>
      app.inject({ url: '/api/v1/auth/me', headers: { 'x-api-key': 'lsk_flood-0123456789abcdef' }, remoteAddress: '10.5.5.5' }),
    );
    for (const answer of await Promise.all(flood)) expect(answer.statusCode).toBe(401);
    app.get(DenialLog).summarise();
    await app.get(DenialLog).settled();
    expect(await prisma.auditEvent.count({ where: { address: '10.5.5.5' } })).toBe(20);
    expect((await owner.list('?action=access.denials-omitted')).items[0]).toMatchObject({ after: { count: 180 } });
  });

  it('cannot be changed or taken back, not even by who holds the database account', async () => {
    await note('t-fixed');
    await expect(prisma.auditEvent.updateMany({ where: { tenantId: 't-fixed' }, data: { outcome: 'ok' } })).rejects.toThrow('only ever added');
    await expect(prisma.auditEvent.deleteMany({ where: { tenantId: 't-fixed' } })).rejects.toThrow('only ever added');
    await expect(prisma.$executeRaw`TRUNCATE audit_events`).rejects.toThrow('only ever added');
    expect(await prisma.auditEvent.count({ where: { tenantId: 't-fixed' } })).toBe(1);
  });

  it('stands and falls with the change that it belongs to', async () => {
    const change = prisma.$transaction(async (tx) => {
      await app.get(AuditLog).record({ tenant: 't-rolled', actor: { kind: 'system', id: '', name: '' }, action: 'x.y', outcome: 'ok' }, tx);
      throw new Error('the change failed');
    });
    await expect(change).rejects.toThrow('the change failed');
    expect(await prisma.auditEvent.count({ where: { tenantId: 't-rolled' } })).toBe(0);
  });
});

describe('the list', () => {
  it('is for admins, of their own tenant only', async () => {
    const one = await signedIn();
    const other = await signedIn();
    await note(one.user.tenantId, { action: 'canary.one' });
    await note(null, { action: 'canary.none' });
    expect(actions(await one.list('?query=canary'))).toEqual(['canary.one ok']);
    expect(actions(await other.list('?query=canary'))).toEqual([]);
    const key = await makeApiKey(prisma, { tenantId: one.user.tenantId, scopes: ['admin'] });
    const byKey = (await app.inject({ url: '/api/v1/audit?query=canary', headers: { 'x-api-key': key.text } })).json<AuditPageDto>();
    expect(actions(byKey)).toEqual(['canary.one ok']);
    const owner = await signedIn({ role: 'admin', isOwner: true });
    expect(actions(await owner.list('?query=canary'))).toEqual(['canary.none ok']);
  });

  it('finds by words, action, actor, outcome and time', async () => {
    const { user, list } = await signedIn();
    const tenant = user.tenantId;
    await note(tenant, { action: 'api-key.revoke', actor: { kind: 'user', id: 'u-1', name: 'Ann@example.com' }, target: { kind: 'api-key', id: 'K_100%' } });
    await note(tenant, { action: 'api-key.create', actor: { kind: 'user', id: 'u-2', name: 'bob@example.com' }, outcome: 'failed' });
    await note(tenant, { action: 'api-keychain.open' });
    expect(actions(await list('?query=ANN%20revoke'))).toEqual(['api-key.revoke ok']);
    expect(actions(await list(`?query=${encodeURIComponent('k_100%')}`))).toEqual(['api-key.revoke ok']);
    expect(actions(await list('?query=kx100'))).toEqual([]);
    expect(actions(await list(`?query=${encodeURIComponent('%')}`))).toEqual(['api-key.revoke ok']);
    expect(actions(await list('?action=api-key'))).toEqual(['api-key.create failed', 'api-key.revoke ok']);
    expect(actions(await list('?action=api-key.create'))).toEqual(['api-key.create failed']);
    expect(actions(await list('?actor=ann@example.com'))).toEqual(['api-key.revoke ok']);
    expect(actions(await list('?actor=u-2&outcome=failed'))).toEqual(['api-key.create failed']);
    expect(actions(await list('?to=now-1m'))).toEqual([]);
    expect((await list('?from=now-1m&to=999999999999999')).items).toHaveLength(4);
  });

  it('goes page by page without a gap or a repetition, also where many have the same time', async () => {
    const { user, list } = await signedIn();
    const at = new Date();
    await prisma.auditEvent.createMany({
      data: Array.from({ length: 25 }, (_, i) => ({ tenantId: user.tenantId, at, actorKind: 'system', action: `page.${i}`, outcome: 'ok' })),
    });
    const seen: AuditEventDto[] = [];
    let cursor: string | null = '';
    for (let pages = 0; cursor !== null && pages < 20; pages++) {
      const page: AuditPageDto = await list(`?query=page&limit=10${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(seen.map(({ action }) => action)).toEqual(Array.from({ length: 25 }, (_, i) => `page.${24 - i}`));
  });

  it.each(['cursor=x', 'cursor=MS4xLjk5OTk5OTk5OTk5OTk5OTk5OTk5', 'limit=0', 'limit=501', 'outcome=maybe', 'from=yesterday', 'from=now&to=now-1h'])(
    'answers 400 to %s',
    async (query) => {
      const { get } = await signedIn();
      expect((await get(`/api/v1/audit?${query}`)).statusCode).toBe(400);
    },
  );
});

describe('the export', () => {
  it('is a file that a spreadsheet may open, and is written down itself', async () => {
    const { user, get, list } = await signedIn();
    await note(user.tenantId, { actor: { kind: 'stranger', id: '', name: '=cmd|calc' }, action: 'danger.name' });
    const answer = await get('/api/v1/audit/export?format=csv&query=danger');
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': expect.stringMatching(/^attachment; filename="audit-t-[0-9a-f]+-\d{4}-\d\d-\d\d\.csv"$/),
    });
    const lines = answer.body.split('\r\n');
    expect(lines[0]).toMatch(/^id,at,actorKind/);
    expect(lines[1]).toContain(`"'=cmd|calc","danger.name"`);
    expect(lines).toHaveLength(3);
    expect((await list('?action=audit.export')).items[0]).toMatchObject({ actor: { id: user.id }, after: { format: 'csv', query: 'danger' } });
  });

  it('gives everything that matches, over many pages of the store, and nothing of others', async () => {
    const { user, get } = await signedIn();
    const other = await makeUser(prisma);
    const rows = (tenantId: string, count: number) =>
      prisma.auditEvent.createMany({ data: Array.from({ length: count }, (_, i) => ({ tenantId, actorKind: 'system', action: `bulk.${i}`, outcome: 'ok' })) });
    await rows(user.tenantId, 1203);
    await rows(other.tenantId, 5);
    const answer = await get('/api/v1/audit/export?format=ndjson&query=bulk');
    const events = answer.body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as AuditEventDto);
    expect(new Set(events.map(({ id }) => id)).size).toBe(1203);
    expect(events[0]).toMatchObject({ action: 'bulk.1202', target: null });
  });

  it('says what is wrong before the file begins', async () => {
    const { get } = await signedIn();
    expect((await get('/api/v1/audit/export')).statusCode).toBe(400);
    expect((await get('/api/v1/audit/export?format=xlsx')).statusCode).toBe(400);
    expect((await get('/api/v1/audit/export?format=csv&to=yesterday')).statusCode).toBe(400);
  });
});
