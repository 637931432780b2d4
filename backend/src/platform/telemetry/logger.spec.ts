import { createLog } from './logger.js';
import { NestLogger } from './nest-logger.js';

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
    }).join('');
    expect(text).toContain('postgresql://app:***@db:5432/x');
    expect(text).not.toContain('geheim');
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
