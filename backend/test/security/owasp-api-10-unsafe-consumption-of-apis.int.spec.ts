import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../../src/app.module.js';
import { PrismaService } from '../../src/platform/prisma/prisma.service.js';
import { createApp } from '../../src/platform/http/create-app.js';
import { silentLog } from '../../src/platform/telemetry/logger.js';
import { makeApiKey } from '../factories/people.js';
import { startTestPostgres, type TestPostgres } from '../harness/postgres.js';
import { testSettings } from '../harness/test-app.js';

type Answer = (request: http.IncomingMessage, response: http.ServerResponse) => void;

/** What other services answer is not believed, and not passed on. Here the log store is one that an attacker has taken over. */
describe('OWASP API10:2023 Unsafe Consumption of APIs', () => {
  let postgres: TestPostgres;
  let app: NestFastifyApplication;
  let store: http.Server;
  let headers: { authorization: string };
  let answer: Answer;

  beforeAll(async () => {
    store = http.createServer((request, response) => answer(request, response));
    await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve));
    postgres = await startTestPostgres();
    const settings = testSettings(postgres.dataDir);
    const clickhouse = { url: `http://127.0.0.1:${(store.address() as AddressInfo).port}` };
    ({ app } = await createApp(AppModule.with(settings, { postgresUrl: postgres.url, clickhouse }), settings, { log: silentLog }));
    answer = (_, response) => response.end();
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    const key = await makeApiKey(app.get(PrismaService), { scopes: ['read', 'ingest'] });
    headers = { authorization: `Bearer ${key.text}` };
  });
  afterAll(async () => {
    await app?.close();
    store?.closeAllConnections();
    await new Promise((resolve) => store.close(resolve));
    await postgres?.stop();
  });

  const CANARY = 'DB::Exception: canary at /etc/clickhouse/users.xml <script>alert(1)</script>';
  const visited: string[] = [];
  const hostile: [string, Answer][] = [
    ['an error with its insides', (_, response) => response.writeHead(500, { 'x-clickhouse-exception-code': '516' }).end(CANARY)],
    ['something that is no data', (_, response) => response.writeHead(200).end(CANARY)],
    ['a page in place of data', (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(`<html>${CANARY}`)],
    ['rows of another shape', (_, response) => response.writeHead(200).end(`{"canary":"${'x'.repeat(10)}"}\n`.repeat(50))],
    [
      'a way to somewhere else',
      (request, response) => {
        visited.push(request.url ?? '');
        response.writeHead(302, { location: '/followed' }).end(CANARY);
      },
    ],
    ['half an answer', (_, response) => response.writeHead(200, { 'content-length': '1000' }).write('{"canary"', () => response.destroy())],
  ];

  it.each(hostile)('%s reaches no caller', async (_, given) => {
    answer = given;
    for (const path of ['logs/search', 'logs/recent', 'logs/severity-breakdown', 'logs/sources', 'logs/histogram']) {
      const { statusCode, body } = await app.inject({ url: `/api/v1/${path}`, headers });
      expect(body).not.toMatch(/canary|Exception|script|\n\s+at /);
      expect(body).toMatch(statusCode >= 400 ? /^\{"error":\{"code":"\w+"/ : /^[[{]/);
    }
    expect(visited.filter((url) => url.includes('followed'))).toEqual([]);
  });
});
