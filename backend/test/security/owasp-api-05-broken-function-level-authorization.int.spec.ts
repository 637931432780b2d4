import { MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { PUBLIC_ROUTE, REQUIRED_SCOPE } from '../../src/platform/http/access.decorators.js';
import { describedApi, operationsOf } from './fuzz/openapi-operations.js';
import { startFullApp, type FullApp } from '../harness/full-app.js';

/** Every function of admins is closed to everyone else. The routes are read from the app, so that a new one cannot be forgotten. */
describe('OWASP API5:2023 Broken Function Level Authorization', () => {
  let full: FullApp;
  beforeAll(async () => {
    full = await startFullApp({ RATE_LIMITS: 'off' });
  });
  afterAll(() => full?.stop());

  /** What its decorators say of every handler: path, and the scope that it needs. */
  function scopes(): Map<string, number> {
    const counts = new Map<string, number>();
    const reflector = new Reflector();
    for (const { metatype } of [...full.app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()])) {
      if (typeof metatype !== 'function') continue;
      const prototype: Record<string, (...args: unknown[]) => unknown> = metatype.prototype;
      for (const name of new MetadataScanner().getAllMethodNames(prototype)) {
        const handler = prototype[name];
        if (!handler || !Reflect.hasMetadata(PATH_METADATA, handler) || !Reflect.hasMetadata(METHOD_METADATA, handler)) continue;
        const isPublic = reflector.getAllAndOverride<boolean | undefined>(PUBLIC_ROUTE, [handler, metatype]);
        const scope = isPublic ? 'public' : (reflector.getAllAndOverride<string | undefined>(REQUIRED_SCOPE, [handler, metatype]) ?? 'read');
        counts.set(scope, (counts.get(scope) ?? 0) + 1);
      }
    }
    return counts;
  }

  const answersTo = async (headers: Record<string, string>): Promise<Map<string, number>> => {
    const operations = operationsOf(describedApi(full.app)).filter(({ path }) => !/log-?out|refresh|login|register|reset|forgot|otp|sign-out/.test(path));
    const answers = new Map<string, number>();
    for (const { method, path } of operations) {
      const url = path.replace(/\{\w+\}/g, '00000000-0000-0000-0000-000000000000');
      const { statusCode } = await full.app.inject({ method, url, headers, ...(method !== 'GET' && { payload: {} }) });
      answers.set(`${method} ${path}`, statusCode);
    }
    return answers;
  };

  it('routes that need "admin" answer 403 to people and keys without it, and to nobody else', async () => {
    const admin = await full.signIn();
    const user = await full.signIn({ role: 'user', tenantId: admin.tenantId });
    const reader = await full.key({ tenantId: admin.tenantId, scopes: ['read'] });
    const [forUser, forReader] = [await answersTo(user.headers), await answersTo(reader.headers)];
    const closed = [...forUser].filter(([, status]) => status === 403).map(([name]) => name);
    const declared = scopes();
    expect(declared.get('admin')).toBeGreaterThan(2);
    // Routes of admins, and of those who may send; a person of the role user is neither.
    expect(closed.length).toBeGreaterThanOrEqual(declared.get('admin') ?? 0);
    for (const name of closed) expect([name, forReader.get(name)]).toEqual([name, 403]);
    for (const name of ['GET /api/v1/audit', 'GET /api/v1/audit/export', 'GET /api/v1/trace/debug']) expect(closed).toContain(name);
  });

  it('another method or another spelling of the path opens nothing', async () => {
    const user = await full.signIn({ role: 'user' });
    for (const url of [
      '/api/v1/audit/',
      '/api/v1//audit',
      '/API/V1/AUDIT',
      '/api/v1/./audit',
      '/api/v1/x/../audit',
      '/api/v1/audit%2f',
      '/api/v1/audit;x',
      '/api/v1/%61udit',
    ]) {
      const answer = await full.app.inject({
        url,
        headers: { ...user.headers, 'x-original-url': '/api/v1/logs/recent', 'x-rewrite-url': '/api/v1/logs/recent' },
      });
      expect([url, [403, 404].includes(answer.statusCode)]).toEqual([url, true]);
    }
    const overridden = { ...user.headers, 'x-http-method-override': 'GET', 'x-method-override': 'GET' };
    expect((await full.app.inject({ method: 'POST', url: '/api/v1/audit', headers: overridden, payload: {} })).statusCode).toBe(404);
    expect((await full.app.inject({ method: 'HEAD', url: '/api/v1/audit', headers: user.headers })).statusCode).toBe(403);
  });
});
