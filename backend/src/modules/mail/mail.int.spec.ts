import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { makeApiKey, makeTenant } from '../../../test/factories/people.js';
import { startTestPostgres, type TestPostgres } from '../../../test/harness/postgres.js';
import { startTestSmtp, type TestSmtp } from '../../../test/harness/smtp.js';
import { createTestApp, testSettings } from '../../../test/harness/test-app.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { createLog } from '../../platform/telemetry/logger.js';
import { Terminal } from '../../platform/telemetry/terminal.js';
import { AuthModule } from '../auth/auth.module.js';
import { MailModule } from './mail.module.js';
import { Outbox, type OutgoingMail } from './outbox.service.js';
import { SendMailsService } from './send-mails.service.js';

describe('mail', () => {
  let postgres: TestPostgres;
  let smtp: TestSmtp;
  const apps: NestFastifyApplication[] = [];
  let logged = '';

  beforeAll(async () => {
    postgres = await startTestPostgres();
    smtp = await startTestSmtp();
  });
  beforeEach(() => {
    smtp.received.length = 0;
    smtp.refuseWith(undefined);
  });
  afterEach(async () => {
    for (const app of apps.splice(0)) await app.close();
  });
  afterAll(async () => {
    await smtp?.stop();
    await postgres?.stop();
  });

  async function start(env: Record<string, string> = { SMTP_URL: smtp.url, MAIL_FROM: 'LogStream <logs@example.com>' }) {
    const log = createLog({ level: 'trace', format: 'json', write: (line) => (logged += line) });
    const app = await createTestApp({ imports: [AuthModule, MailModule] }, { postgresUrl: postgres.url, settings: testSettings(postgres.dataDir, env), log });
    apps.push(app);
    const prisma = app.get(PrismaService);
    const tenant = await makeTenant(prisma);
    return { app, prisma, tenant, outbox: app.get(Outbox), sender: app.get(SendMailsService) };
  }

  const mail = (tenant: string, over: Partial<OutgoingMail> = {}): OutgoingMail => ({
    tenant,
    kind: 'reset-password',
    recipient: `${tenant}@example.com`,
    letter: { subject: 'Your code', paragraphs: ['Dear <Ann> & Bob, your code is:', 'Good for 10 minutes.'], code: '123456' },
    expiresAt: new Date(Date.now() + 600_000),
    ...over,
  });

  /** What is known of the only mail of a tenant. */
  const rowOf = (prisma: PrismaService, tenant: string) => prisma.mail.findFirstOrThrow({ where: { tenantId: tenant } });

  it('keeps a mail sealed as a row, sends it as text and HTML, and wipes what it says', async () => {
    const { prisma, tenant, outbox, app } = await start();
    await outbox.put(prisma, mail(tenant));
    const row = await rowOf(prisma, tenant);
    expect(row).toMatchObject({ outcome: '', attempts: 0, subject: 'Your code' });
    expect(Buffer.from(row.sealed ?? []).toString('latin1')).not.toContain('123456');
    outbox.send();
    const [sent] = await smtp.arrived(1);
    await app.get(SendMailsService).onModuleDestroy();
    expect(sent).toMatchObject({ from: 'logs@example.com', to: [`${tenant}@example.com`] });
    expect(sent?.raw).toMatch(/Content-Type: multipart\/alternative/);
    expect(sent?.raw).toMatch(/Content-Type: text\/plain[\s\S]*Dear <Ann> & Bob[\s\S]* {4}123456/);
    expect(sent?.raw).toMatch(/Content-Type: text\/html[\s\S]*Dear &lt;Ann&gt; &amp; Bob/);
    expect(await rowOf(prisma, tenant)).toMatchObject({ outcome: 'sent', sealed: null, attempts: 1, sentAt: expect.any(Date), lastError: '' });
  });

  it('tries again when the server does not take it now', async () => {
    const { prisma, tenant, outbox, sender } = await start();
    smtp.refuseWith(451);
    await outbox.put(prisma, mail(tenant));
    await sender.look(new Date());
    const waiting = await rowOf(prisma, tenant);
    expect(waiting).toMatchObject({ outcome: '', attempts: 1, lastError: expect.stringContaining('451') });
    expect(waiting.nextAttemptAt.getTime()).toBeGreaterThan(Date.now());
    expect(await sender.look(new Date())).toBe(0);
    smtp.refuseWith(undefined);
    await sender.look(new Date(waiting.nextAttemptAt.getTime() + 1));
    expect(smtp.received).toHaveLength(1);
    expect(await rowOf(prisma, tenant)).toMatchObject({ outcome: 'sent', attempts: 2, lastError: '' });
  });

  it('gives up a recipient who is refused for good, and a mail that has ended', async () => {
    const { prisma, tenant, outbox, sender } = await start();
    const late = await makeTenant(prisma);
    await outbox.put(prisma, mail(late, { expiresAt: new Date(Date.now() - 1) }));
    smtp.refuseWith(550);
    await outbox.put(prisma, mail(tenant));
    await sender.look(new Date());
    for (const one of [tenant, late]) expect(await rowOf(prisma, one)).toMatchObject({ outcome: 'given-up', sealed: null, sentAt: null });
    expect((await rowOf(prisma, tenant)).lastError).toContain('550');
    expect(smtp.received).toHaveLength(0);
  });

  it('says what is wrong when the server refuses us, without the password, and goes on trying', async () => {
    const { prisma, tenant, outbox, sender } = await start({ SMTP_URL: smtp.url.replace('p%40ss', 'geheim') });
    await outbox.put(prisma, mail(tenant));
    await sender.look(new Date());
    const row = await rowOf(prisma, tenant);
    expect(row).toMatchObject({ outcome: '', lastError: expect.stringContaining('535') });
    expect(row.lastError + logged).not.toContain('geheim');
    await prisma.mail.deleteMany({ where: { tenantId: tenant } });
  });

  it('is sent once when instances look together', async () => {
    const [a, b] = [await start(), await start()];
    for (let i = 0; i < 4; i++) await a.outbox.put(a.prisma, mail(a.tenant));
    await Promise.all([a.sender.look(new Date()), b.sender.look(new Date()), a.sender.look(new Date())]);
    expect(smtp.received).toHaveLength(4);
  });

  it('shows it on the terminal when there is no server, never in the log', async () => {
    const { app, prisma, tenant, outbox, sender } = await start({});
    const said: string[] = [];
    jest.spyOn(app.get(Terminal), 'say').mockImplementation((text) => void said.push(text));
    await outbox.put(prisma, mail(tenant));
    await sender.look(new Date());
    expect(said.join('\n')).toContain(`Mail to ${tenant}@example.com`);
    expect(said.join('\n')).toContain('123456');
    expect(await rowOf(prisma, tenant)).toMatchObject({ outcome: 'on-terminal', sealed: null });
    expect(logged).not.toContain('123456');
  });

  it('writes to standard output itself', () => {
    const written = jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
    new Terminal().say('the code');
    expect(written).toHaveBeenCalledWith('the code\n');
    written.mockRestore();
  });

  it('is listed for admins of the tenant, a page at a time, without what it says', async () => {
    const { app, prisma, tenant, outbox } = await start();
    const other = await makeTenant(prisma);
    await outbox.put(prisma, mail(other));
    for (let i = 0; i < 51; i++) await outbox.put(prisma, mail(tenant, { letter: { subject: `No. ${i}`, paragraphs: ['x'], code: '654321' } }));
    const admin = await makeApiKey(prisma, { tenantId: tenant, scopes: ['admin'] });
    const list = (key: string, query = '') => app.inject({ url: `/api/v1/auth/mails${query}`, headers: { 'x-api-key': key } });
    const first = await list(admin.text);
    expect(first.statusCode).toBe(200);
    expect(first.body).not.toMatch(/654321|sealed/);
    const page = first.json<{ items: object[]; nextCursor: string }>();
    expect(page.items[0]).toEqual({
      id: expect.any(String),
      kind: 'reset-password',
      recipient: `${tenant}@example.com`,
      subject: 'No. 50',
      state: 'waiting',
      createdAt: expect.any(String),
      sentAt: null,
      attempts: 0,
      lastError: '',
    });
    const second = (await list(admin.text, `?cursor=${page.nextCursor}`)).json<{ items: { subject: string }[]; nextCursor: null }>();
    expect([page.items.length, second.items.map(({ subject }) => subject), second.nextCursor]).toEqual([50, ['No. 0'], null]);
    expect((await list(admin.text, '?cursor=nonsense')).statusCode).toBe(400);
    const reader = await makeApiKey(prisma, { tenantId: tenant, scopes: ['read'] });
    expect((await list(reader.text)).statusCode).toBe(403);
  });
});
