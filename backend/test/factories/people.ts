import { randomBytes, randomUUID } from 'node:crypto';
import type { ApiKey, Prisma, User } from '../../src/generated/prisma/client.js';
import { hashApiKey } from '../../src/modules/auth/keys/api-key-text.js';
import { PasswordHasher } from '../../src/modules/auth/password-hasher.js';
import type { PrismaService } from '../../src/platform/prisma/prisma.service.js';

const passwords = new PasswordHasher();

/** A tenant of its own, so that tests do not meet. */
export async function makeTenant(prisma: PrismaService): Promise<string> {
  const id = `t-${randomBytes(6).toString('hex')}`;
  await prisma.tenant.create({ data: { id, name: id } });
  return id;
}

/** A person with a password, in a tenant of their own unless one is given. */
export async function makeUser(
  prisma: PrismaService,
  over: Partial<Prisma.UserUncheckedCreateInput> & { password?: string } = {},
): Promise<User & { password: string }> {
  const { password = randomBytes(9).toString('hex'), ...columns } = over;
  const tenantId = columns.tenantId ?? (await makeTenant(prisma));
  const username = randomUUID();
  const defaults = { tenantId, email: `${username}@example.com`, username, passwordHash: await passwords.hash(password), emailVerifiedAt: new Date() };
  return { ...(await prisma.user.create({ data: { ...defaults, ...columns } })), password };
}

/** An API key with its text, for reading unless scopes are given. */
export async function makeApiKey(prisma: PrismaService, over: Partial<Prisma.ApiKeyUncheckedCreateInput> = {}): Promise<ApiKey & { text: string }> {
  const text = `ls_${randomBytes(18).toString('base64url')}`;
  const tenantId = over.tenantId ?? (await makeTenant(prisma));
  const row = await prisma.apiKey.create({ data: { tenantId, name: 'Test key', scopes: ['read'], keyHash: hashApiKey(text), ...over } });
  return { ...row, text };
}
