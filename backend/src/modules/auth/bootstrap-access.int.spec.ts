import { readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { startTestPostgres, type TestPostgres } from '../../../test/harness/postgres.js';
import { createTestApp, testSettings } from '../../../test/harness/test-app.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { createLog } from '../../platform/telemetry/logger.js';
import { AuthModule } from './auth.module.js';
import { BootstrapAccessService, FIRST_KEY_NAME } from './bootstrap-access.service.js';
import { hashApiKey } from './keys/api-key-text.js';
import { AccessTokenVerifier } from './tokens/access-token-verifier.js';

describe('BootstrapAccessService', () => {
  let postgres: TestPostgres;
  let databaseUrl: string;
  let dataDir: string;
  let number = 0;
  const apps: NestFastifyApplication[] = [];
  const logged: string[] = [];

  beforeAll(async () => (postgres = await startTestPostgres()));
  beforeEach(async () => {
    number += 1;
    databaseUrl = await postgres.newDatabase(`bootstrap_${number}`);
    dataDir = path.join(postgres.dataDir, String(number));
  });
  afterEach(async () => {
    for (const app of apps.splice(0)) await app.close();
  });
  afterAll(() => postgres?.stop());

  /** One start of the platform, as far as access is concerned. */
  async function start(env: Record<string, string> = {}, dir = dataDir) {
    const log = createLog({ level: 'trace', format: 'json', write: (line) => logged.push(line) });
    const app = await createTestApp({ imports: [AuthModule] }, { postgresUrl: databaseUrl, settings: testSettings(dir, env), log });
    apps.push(app);
    const prisma = app.get(PrismaService);
    const verify = (token: string) => app.get(AccessTokenVerifier).verify(token);
    return { app, prisma, verify, ensure: () => app.get(BootstrapAccessService).ensure() };
  }

  it('makes a tenant, an admin who can sign in, and a token that can only send', async () => {
    const { app, prisma, verify, ensure } = await start();
    const { admin, ingestToken, ingestTokenFile } = await ensure();
    expect(admin).toEqual({ email: 'admin@logstream.local', password: expect.stringMatching(/^[a-z2-9]{5}(-[a-z2-9]{5}){3}$/) });
    const login = await app.inject({ method: 'POST', url: '/api/v1/auth/login', payload: { ...admin } });
    expect(login.json()).toMatchObject({ user: { email: 'admin@logstream.local', role: 'admin', tenant: 'default' } });
    expect(ingestToken).toMatch(/^ls_[\w-]{32}$/);
    expect(readFileSync(ingestTokenFile, 'utf8').trim()).toBe(ingestToken);
    expect(statSync(ingestTokenFile).mode & 0o777).toBe(0o600);
    expect(await verify(ingestToken)).toMatchObject({ kind: 'key', tenant: 'default', name: FIRST_KEY_NAME, scopes: ['ingest'] });
    const me = await app.inject({ url: '/api/v1/auth/me', headers: { authorization: `Bearer ${ingestToken}` } });
    expect(me.statusCode).toBe(403);
    const stored = JSON.stringify([await prisma.user.findMany(), await prisma.apiKey.findMany()]);
    for (const secret of [ingestToken, String(admin?.password)]) {
      expect(stored).not.toContain(secret);
      expect(logged.join('')).not.toContain(secret);
    }
  });

  it('changes nothing at the next start', async () => {
    const first = await (await start()).ensure();
    const { prisma, ensure } = await start({ ADMIN_PASSWORD: 'another password' });
    expect(await ensure()).toEqual({ ingestToken: first.ingestToken, ingestTokenFile: first.ingestTokenFile });
    expect([await prisma.user.count(), await prisma.apiKey.count(), await prisma.tenant.count()]).toEqual([1, 1, 1]);
  });

  it('takes address, password and token from the settings', async () => {
    const { ensure, verify } = await start({ ADMIN_EMAIL: 'Ops@Example.com', ADMIN_PASSWORD: 'correct horse', INGEST_TOKEN: 'a-token-of-the-operator' });
    expect(await ensure()).toMatchObject({ admin: { email: 'ops@example.com', password: 'correct horse' }, ingestToken: 'a-token-of-the-operator' });
    expect(await verify('a-token-of-the-operator')).toMatchObject({ scopes: ['ingest'] });
  });

  it('makes everything once when instances start together', async () => {
    const instances = await Promise.all([start(), start(), start()]);
    const results = await Promise.all(instances.map(({ ensure }) => ensure()));
    expect(results.filter(({ admin }) => admin)).toHaveLength(1);
    expect(new Set(results.map(({ ingestToken }) => ingestToken)).size).toBe(1);
    const { prisma } = instances[0] ?? (await start());
    expect([await prisma.user.count(), await prisma.apiKey.count()]).toEqual([1, 1]);
  });

  it('revokes the token that INGEST_TOKEN replaces, and says so', async () => {
    const before = await (await start()).ensure();
    const { ensure, verify } = await start({ INGEST_TOKEN: 'the-token-after-the-leak' });
    const { ingestToken, ingestTokenFile } = await ensure();
    expect(await verify(ingestToken)).toMatchObject({ scopes: ['ingest'] });
    expect(readFileSync(ingestTokenFile, 'utf8').trim()).toBe('the-token-after-the-leak');
    await expect(verify(before.ingestToken)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(logged.join('')).toContain('INGEST_TOKEN replaced the ingest token');
    const unset = await start();
    expect((await unset.ensure()).ingestToken).toBe('the-token-after-the-leak');
    const back = await start({ INGEST_TOKEN: before.ingestToken });
    await expect(back.ensure()).rejects.toThrow('INGEST_TOKEN: was revoked or replaced earlier');
  });

  it('makes a new token when the file is gone and leaves the old one good', async () => {
    const before = await (await start()).ensure();
    rmSync(before.ingestTokenFile);
    const { ensure, verify } = await start();
    const after = await ensure();
    expect(after.ingestToken).not.toBe(before.ingestToken);
    expect(await verify(after.ingestToken)).toMatchObject({ scopes: ['ingest'] });
    expect(await verify(before.ingestToken)).toMatchObject({ scopes: ['ingest'] });
  });

  it('brings a key that was revoked never back', async () => {
    const first = await start();
    const before = await first.ensure();
    await first.prisma.apiKey.update({ where: { keyHash: hashApiKey(before.ingestToken) }, data: { revokedAt: new Date() } });
    const { ensure, verify } = await start();
    expect((await ensure()).ingestToken).not.toBe(before.ingestToken);
    await expect(verify(before.ingestToken)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('refuses a token that could be taken for an access token', async () => {
    const { ensure } = await start({ INGEST_TOKEN: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl' });
    await expect(ensure()).rejects.toThrow('INGEST_TOKEN: looks like a signed access token');
  });
});
