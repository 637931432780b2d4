import { randomUUID } from 'node:crypto';
import { makeUser } from '../../../test/factories/people.js';
import { startTestPostgres, type TestPostgres } from '../../../test/harness/postgres.js';
import { explainPrismaError } from './explain-prisma-error.js';
import { PrismaModule } from './prisma.module.js';
import { PrismaService } from './prisma.service.js';
import { Test } from '@nestjs/testing';

describe('what a caller sees of an error of the database', () => {
  let postgres: TestPostgres;
  let prisma: PrismaService;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    prisma = (await Test.createTestingModule({ imports: [PrismaModule.with(postgres.url)] }).compile()).get(PrismaService);
  });
  afterAll(async () => {
    await prisma?.$disconnect();
    await postgres?.stop();
  });

  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'nothing was thrown',
      (thrown: unknown) => explainPrismaError(thrown)?.code,
    );

  it('is the fault of the value where it is', async () => {
    const made = { tenantId: 'none', name: '', keyHash: '' };
    expect(await codeOf(prisma.user.findUnique({ where: { id: 'no-uuid' } }))).toBe('bad_request');
    expect(await codeOf(prisma.user.findUnique({ where: { email: 'a\0b' } }))).toBe('bad_request');
    expect(await codeOf(prisma.apiKey.create({ data: { ...made, bytesPerSecond: 2 ** 40 } }))).toBe('bad_request');
    expect(await codeOf(prisma.apiKey.create({ data: made }))).toBe('conflict');
    expect(await codeOf(prisma.user.update({ where: { id: randomUUID() }, data: { name: '' } }))).toBe('not_found');
    const user = await makeUser(prisma);
    expect(await codeOf(makeUser(prisma, { email: user.email }))).toBe('conflict');
  });

  it('tells nothing of the query', async () => {
    const thrown: unknown = await prisma.user.findUnique({ where: { id: 'no-uuid' } }).catch((error: unknown) => error);
    expect(explainPrismaError(thrown)?.message).not.toMatch(/uuid|user|prisma/i);
  });

  it('is nothing for errors of others, and for a statement that we got wrong', async () => {
    expect(explainPrismaError(new Error('x'))).toBeUndefined();
    expect(await codeOf(prisma.$queryRaw`SELECT nothing FROM nowhere`)).toBeUndefined();
  });

  it('is that the database is away', async () => {
    const away = (await Test.createTestingModule({ imports: [PrismaModule.with('postgresql://x@127.0.0.1:1/x')] }).compile()).get(PrismaService);
    expect(await codeOf(away.user.count())).toBe('store_unavailable');
  });
});
