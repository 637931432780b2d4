import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { startFullApp, type FullApp } from '../harness/full-app.js';
import { describedApi, operationsOf, resolveSchema } from './fuzz/openapi-operations.js';

/** No input makes the server call an address: a trap is put into every parameter, field and header, and nobody may step into it. */
describe('OWASP API7:2023 Server Side Request Forgery', () => {
  let full: FullApp;
  let trap: http.Server;
  const visits: string[] = [];

  beforeAll(async () => {
    trap = http.createServer((request, response) => {
      visits.push(request.url ?? '');
      response.end();
    });
    await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
    full = await startFullApp({ RATE_LIMITS: 'off' });
  });
  afterAll(async () => {
    await full?.stop();
    await new Promise((resolve) => trap.close(resolve));
  });

  it('nothing that a request says is fetched', async () => {
    const address = `http://127.0.0.1:${(trap.address() as AddressInfo).port}/trap`;
    const admin = await full.signIn({ role: 'admin', isOwner: true });
    const api = describedApi(full.app);
    const operations = operationsOf(api).filter(({ path }) => !path.includes('logout'));
    const headers = { ...admin.headers, referer: address, 'x-forwarded-host': address, 'x-callback-url': address, forwarded: `host=${address}` };
    for (const { method, path, parameters, body } of operations) {
      const names = [...parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name), 'url', 'next', 'redirect', 'callback', 'webhook'];
      const query = names.map((name) => `${name}=${encodeURIComponent(address)}`).join('&');
      const fields = Object.keys(resolveSchema(api, body).properties ?? {});
      const payload = Object.fromEntries([...fields, 'message', 'url', 'webhook'].map((name) => [name, address]));
      const url = `${path.replace(/\{\w+\}/g, encodeURIComponent(address))}?${query}`;
      const answer = await full.app.inject({ method, url, headers, ...(method !== 'GET' && { payload }) });
      expect([method, path, answer.statusCode < 500]).toEqual([method, path, true]);
      expect(answer.headers.location ?? '').not.toMatch(/^http:\/\/127\.0\.0\.1:\d+\/trap/);
    }
    expect(operations.length).toBeGreaterThan(10);
    expect(visits).toEqual([]);
  });

  it('the trap works', async () => {
    await fetch(`http://127.0.0.1:${(trap.address() as AddressInfo).port}/check`);
    expect(visits).toEqual(['/check']);
  });
});
