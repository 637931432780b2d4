import { createLog } from './logger.js';
import { NestLogger } from './nest-logger.js';
import { runInRequest } from './request-context.js';

function linesOf(format: 'text' | 'json', speak: (log: ReturnType<typeof createLog>) => void): string[] {
  const lines: string[] = [];
  speak(createLog({ level: 'info', format, write: (line) => lines.push(line) }));
  return lines;
}

describe('the log of the platform', () => {
  it('writes short lines for people', () => {
    const [line] = linesOf('text', (log) => log.child({ context: 'Engine' }).warn({ attempt: 2 }, 'starting again'));
    expect(line).toMatch(/^\d\d:\d\d:\d\d\.\d{3} WARN {2}\[Engine\] starting again attempt=2\n$/);
  });

  it('writes JSON for collectors', () => {
    const [line] = linesOf('json', (log) => log.info('hello'));
    expect(JSON.parse(line ?? '')).toMatchObject({ level: 30, msg: 'hello' });
  });

  it.each(['text', 'json'] as const)('never shows secrets (%s)', (format) => {
    const text = linesOf(format, (log) => {
      log.info({ password: 'geheim', user: { accessToken: 'geheim' }, authorization: 'geheim' }, 'fields');
      log.error(new Error('connect postgresql://app:geheim@db:5432/x failed'));
      log.info('sent Authorization: Bearer geheim.geheim-geheim');
      log.info({ headers: { 'x-api-key': 'geheim', 'set-cookie': 'geheim' } }, 'headers');
      log.warn('key lsk_geheim_0123456789 and ls_geheim-0123456789, token eyJgeheimgeheim.geheim.geheim, logstream_refresh=geheim');
    }).join('');
    expect(text).toContain('postgresql://app:***@db:5432/x');
    expect(text).not.toContain('geheim');
  });

  it('says for which request a line was written, also after a wait', async () => {
    const lines: string[] = [];
    const log = createLog({ level: 'info', format: 'json', write: (line) => lines.push(line) });
    const origin = { address: '10.0.0.1', userAgent: '' };
    await runInRequest({ requestId: 'r-1', correlationId: 'order-7', ...origin }, async () => {
      await Promise.resolve();
      log.info('inside');
    });
    runInRequest({ requestId: 'r-2', correlationId: 'r-2', ...origin }, () => log.info('alone'));
    log.info('outside');
    const [inside, alone, outside] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(inside).toMatchObject({ msg: 'inside', requestId: 'r-1', correlationId: 'order-7' });
    expect(alone).toMatchObject({ requestId: 'r-2' });
    expect([alone, outside].map((line) => line?.['correlationId'] ?? line?.['address'])).toEqual([undefined, undefined]);
    expect(outside).not.toHaveProperty('requestId');
  });

  it('shows what Nest loggers say, with context and stack, and hides the wiring', () => {
    const text = linesOf('text', (log) => {
      const nest = new NestLogger(log);
      nest.log('Mapped {/x, GET} route', 'RouterExplorer');
      nest.error('It failed', 'Error: x\n    at y', 'Ingest');
    }).join('');
    expect(text).not.toContain('Mapped');
    expect(text).toContain('ERROR [Ingest] It failed\n  Error: x\n      at y');
  });
});
