import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { testSettings } from '../../../test/harness/test-app.js';
import { createApp } from '../../platform/http/create-app.js';
import { silentLog } from '../../platform/telemetry/logger.js';
import { CompatStatusController } from './compat-status.controller.js';

@Module({ controllers: [CompatStatusController] })
class StatusOnlyModule {}

describe('GET /', () => {
  let dir: string;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    dir = mkdtempSync(path.join(os.tmpdir(), 'dashboard-'));
    writeFileSync(path.join(dir, 'index.html'), '<!doctype html><title>The dashboard</title>');
    ({ app } = await createApp(StatusOnlyModule, testSettings(dir), { log: silentLog, dashboardDir: dir }));
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });
  afterAll(async () => {
    await app?.close();
    rmSync(dir, { recursive: true });
  });

  it.each([{}, { accept: '*/*' }, { accept: 'application/json' }])('is a status for a program that asks with %j', async (headers) => {
    const answer = await app.inject({ url: '/', headers });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers.vary).toContain('Accept');
    expect(answer.json()).toEqual({ name: 'LogStream', status: 'running', version: expect.stringMatching(/^\d+\.\d+\.\d+/), health: '/health', docs: '/docs' });
  });

  it('is the dashboard for a browser', async () => {
    const answer = await app.inject({ url: '/?from=mail', headers: { accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8' } });
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('The dashboard');
  });
});
