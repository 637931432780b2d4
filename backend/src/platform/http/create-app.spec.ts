import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Body, Controller, Get, Module, Post, Query } from '@nestjs/common';
import { IsOptional, IsString } from 'class-validator';
import { readSettings } from '../config/settings.js';
import { AppError } from '../errors/app-error.js';
import { silentLog } from '../telemetry/logger.js';
import { HEADER_BYTES_MAX } from './client-error.js';
import { createApp, type CreatedApp } from './create-app.js';
import { checkPort } from './port-check.js';

class NameDto {
  @IsString()
  name: string;
}

class FilterDto {
  @IsOptional()
  @IsString()
  severity?: string;
}

@Controller()
class TestController {
  @Get('api/filter')
  filter(@Query() filter: FilterDto): FilterDto {
    return filter;
  }

  @Get()
  status(): object {
    return { status: 'running' };
  }

  @Get('api/fails')
  fails(): never {
    throw new Error('the password is geheim');
  }

  @Get('api/busy')
  busy(): never {
    throw new AppError('overloaded', 'Too much.', { retryAfterSeconds: 1.2 });
  }

  @Post('api/name')
  name(@Body() body: NameDto): NameDto {
    return body;
  }
}

@Module({ controllers: [TestController] })
class TestModule {}

const SCRIPT = 'self.x=1';
let dir: string;
let created: CreatedApp;

const get = (url: string, headers: Record<string, string> = {}) => created.app.inject({ method: 'GET', url, headers });
const page = (url: string) => get(url, { accept: 'text/html,*/*' });

beforeAll(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'logstream-page-'));
  mkdirSync(path.join(dir, '_next/static'), { recursive: true });
  mkdirSync(path.join(dir, 'explore'));
  writeFileSync(path.join(dir, 'index.html'), `<html><script>${SCRIPT}</script><script src="/a.js"></script>`);
  writeFileSync(path.join(dir, 'explore/index.html'), '<html>explore');
  writeFileSync(path.join(dir, '404.html'), '<html>not found');
  writeFileSync(path.join(dir, '_next/static/a.js'), '1');
  const settings = readSettings({ CORS_ORIGINS: 'https://ui.example' }, dir);
  created = await createApp(TestModule, settings, { log: silentLog, dashboardDir: dir });
  await created.app.init();
});
afterAll(async () => {
  await created.app.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('errors', () => {
  it('hides what nobody expected, and gives an id to find it', async () => {
    const answer = await get('/api/fails', { 'x-request-id': 'abc-1' });
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toMatchObject({ error: { code: 'internal', requestId: 'abc-1' } });
    expect(answer.body).not.toContain('geheim');
  });

  it('says when to come back, in whole seconds', async () => {
    const answer = await get('/api/busy');
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '2']);
  });

  it('does not take over a harmful request id', async () => {
    expect((await get('/', { 'x-request-id': 'a b<c>' })).headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('names all wrong fields', async () => {
    const answer = await created.app.inject({ method: 'POST', url: '/api/name', payload: { name: 5 } });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ error: { code: 'bad_request', details: { problems: [{ field: 'name' }] } } });
  });

  it('refuses a parameter that nobody declared, and passes over one in a body', async () => {
    const answer = await get('/api/filter?severty=error');
    expect([answer.statusCode, answer.json()]).toEqual([
      400,
      expect.objectContaining({
        error: expect.objectContaining({ details: { problems: [{ field: 'severty', message: 'there is no parameter "severty"' }] } }),
      }),
    ]);
    expect((await get('/api/filter?severity=error')).json()).toEqual({ severity: 'error' });
    expect((await created.app.inject({ method: 'POST', url: '/api/name', payload: { name: 'a', more: 1 } })).statusCode).toBe(201);
  });

  it('answers an address that cannot be decoded in the same shape', async () => {
    expect((await get('/%zz')).json()).toMatchObject({ error: { code: 'bad_request' } });
  });
});

describe('what the HTTP parser cannot read', () => {
  let port: number;
  beforeAll(async () => {
    await created.app.listen(0, '127.0.0.1');
    port = Number(new URL(await created.app.getUrl()).port);
  });

  it.each([
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['a length that is no number', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n', 400],
    ['too long an address', `GET /?${'x'.repeat(HEADER_BYTES_MAX)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431],
  ])('answers %s in the same shape', async (_, text, status) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.write(text);
    let answer = '';
    for await (const part of socket) answer += String(part);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toContain(`HTTP/1.1 ${status} `);
    expect(JSON.parse(body)).toMatchObject({ error: { code: 'bad_request', requestId: expect.any(String) } });
  });
});

describe('the dashboard', () => {
  it('is at / for a browser; a program gets the status', async () => {
    expect((await page('/')).body).toContain('<html>');
    expect((await get('/')).json()).toEqual({ status: 'running' });
  });

  it('lets only its own inline scripts run', async () => {
    const policy = String((await page('/')).headers['content-security-policy']);
    expect(policy).toContain(`script-src 'self' 'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}';`);
    expect(policy).not.toContain(`script-src 'self' 'unsafe-inline'`);
    expect(String((await get('/')).headers['content-security-policy'])).toContain(`default-src 'none'`);
  });

  it('may be kept for ever where names carry a hash, and is asked for again elsewhere', async () => {
    expect((await get('/_next/static/a.js')).headers['cache-control']).toContain('immutable');
    expect((await page('/explore/')).headers['cache-control']).toBe('no-cache');
  });

  it('has its own page for an unknown address, and JSON for programs', async () => {
    const unknown = await page('/nothing');
    expect([unknown.statusCode, unknown.body]).toEqual([404, '<html>not found']);
    expect((await get('/nothing')).json()).toMatchObject({ error: { code: 'not_found' } });
    expect((await page('/api/nothing')).json()).toMatchObject({ error: { code: 'not_found' } });
  });

  it('gives no file from outside', async () => {
    expect((await page('/..%2f..%2fetc/passwd')).body).not.toContain('root:');
  });
});

it('lets other origins in only when the settings name them', async () => {
  expect((await get('/', { origin: 'https://ui.example' })).headers['access-control-allow-origin']).toBe('https://ui.example');
  expect((await get('/', { origin: 'https://evil.example' })).headers['access-control-allow-origin']).toBeUndefined();
});

it('says which port is in use', async () => {
  const taken = net.createServer();
  const port = await new Promise<number>((resolve) => {
    taken.listen(0, '127.0.0.1', () => {
      const address = taken.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
  await expect(checkPort('127.0.0.1', port)).rejects.toThrow(`Port ${port} is in use by another program.`);
  await new Promise((resolve) => taken.close(resolve));
  await expect(checkPort('127.0.0.1', port)).resolves.toBeUndefined();
});

it('refuses requests once it is closing, and says when to come back', async () => {
  const other = await createApp(TestModule, readSettings({}, dir), { log: silentLog, dashboardDir: dir });
  await other.app.init();
  other.gate.close();
  const answer = await other.app.inject({ method: 'GET', url: '/' });
  expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5']);
  expect(answer.headers).toMatchObject({ 'x-request-id': expect.any(String), 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
  await other.app.close();
});
