import { Prisma } from '../../src/generated/prisma/client.js';
import { hashApiKey } from '../../src/modules/auth/keys/api-key-text.js';
import { PasswordHasher } from '../../src/modules/auth/password-hasher.js';
import type { PrismaService } from '../../src/platform/prisma/prisma.service.js';

/** A tenant with everything that a tenant can have, the same at every run. */
export interface Party {
  tenant: string;
  /** Stands in all its texts: what is looked for where it must not be. */
  mark: string;
  /** The digit that its ids are made of. */
  digit: string;
  password: string;
  passwordHash: Promise<string>;
}

function party(tenant: string, mark: string, digit: string): Party {
  const password = `${mark} horse battery staple 47`;
  return { tenant, mark, digit, password, passwordHash: new PasswordHasher().hash(password) };
}

/** Whose data nobody else may see or feel. */
export const CANARY = party('isolated-a', 'canary', 'a');
/** Who looks. */
export const OWN = party('isolated-b', 'own', 'b');

export const ROLES = ['user', 'limited', 'admin'] as const;
export type CallerName = (typeof ROLES)[number];
/** What the limited user of a party may see. */
export const LIMIT = 'source:own-* -hidden';

/** A fixed id; `n` tells rows of a party apart. */
export const idOf = ({ digit }: Party, n: number): string => `${digit.repeat(8)}-0000-4000-8000-${String(n).padStart(12, '0')}`;
export const emailOf = ({ mark }: Party, who: CallerName | 'other'): string => `${who}@${mark}.example`;

const YEAR_MS = 365 * 24 * 3_600_000;
const later = () => new Date(Date.now() + YEAR_MS);
const once = { skipDuplicates: true } as const;

/**
 * Adds rows of each kind that a party does not have yet. A model that is not here does not compile, and the test fails for a
 * table without a canary.
 */
export const FILL: Record<Prisma.ModelName, (prisma: PrismaService, party: Party) => Promise<unknown>> = {
  Tenant: (prisma, p) => prisma.tenant.createMany({ data: [{ id: p.tenant, name: p.mark }], ...once }),
  User: async (prisma, p) => {
    const passwordHash = await p.passwordHash;
    const data = [...ROLES, 'other' as const].map((who, n) => ({
      ...{ id: idOf(p, n), tenantId: p.tenant, email: emailOf(p, who), username: `${p.mark}-${who}`, name: `${p.mark} ${who}`, passwordHash },
      ...{ role: who === 'admin' ? ('admin' as const) : ('user' as const), limitQuery: who === 'limited' ? LIMIT : '', emailVerifiedAt: new Date() },
    }));
    await prisma.user.createMany({ data, ...once });
  },
  OneTimeCode: (prisma, p) =>
    prisma.oneTimeCode.createMany({
      data: [{ id: idOf(p, 10), userId: idOf(p, 3), purpose: 'reset_password', codeHash: p.mark, expiresAt: later() }],
      ...once,
    }),
  Invitation: (prisma, p) =>
    prisma.invitation.createMany({
      data: [{ id: idOf(p, 11), tenantId: p.tenant, email: `guest@${p.mark}.example`, tokenHash: p.mark, invitedBy: idOf(p, 2), expiresAt: later() }],
      ...once,
    }),
  ExternalIdentity: (prisma, p) =>
    prisma.externalIdentity.createMany({ data: [{ id: idOf(p, 12), issuer: 'https://sso.example', subject: p.mark, userId: idOf(p, 3) }], ...once }),
  Mail: (prisma, p) =>
    prisma.mail.createMany({
      data: [
        {
          id: idOf(p, 13),
          tenantId: p.tenant,
          kind: 'code',
          recipient: `${p.mark}@x.example`,
          subject: p.mark,
          outcome: 'sent',
          sentAt: new Date(),
          expiresAt: later(),
        },
      ],
      ...once,
    }),
  Session: (prisma, p) =>
    prisma.session.createMany({
      data: [{ id: idOf(p, 14), userId: idOf(p, ROLES.indexOf('admin')), tokenHash: p.mark, userAgent: p.mark, expiresAt: later() }],
      ...once,
    }),
  ApiKey: (prisma, p) =>
    prisma.apiKey.createMany({ data: [{ id: idOf(p, 15), tenantId: p.tenant, name: p.mark, keyHash: hashApiKey(p.mark), scopes: ['read'] }], ...once }),
  AccessChange: async (prisma, p) => {
    if ((await prisma.accessChange.count({ where: { subject: p.mark } })) === 0)
      await prisma.accessChange.create({ data: { kind: 'tenant', subject: p.mark } });
  },
  AuditEvent: async (prisma, p) => {
    if ((await prisma.auditEvent.count({ where: { tenantId: p.tenant, action: p.mark } })) > 0) return;
    const actor = { actorKind: 'user', actorId: idOf(p, 2), actorName: p.mark };
    await prisma.auditEvent.create({ data: { tenantId: p.tenant, ...actor, action: p.mark, outcome: 'ok', targetKind: 'user', targetId: idOf(p, 3) } });
  },
};

/** Brings a party (back) to what it was, as far as rows are missing or its callers were changed. */
export async function fill(prisma: PrismaService, party: Party): Promise<void> {
  // In the order of the schema, in which rows come after those that they belong to.
  for (const model of Object.values(Prisma.ModelName)) await FILL[model](prisma, party);
  const passwordHash = await party.passwordHash;
  await prisma.tenant.update({ where: { id: party.tenant }, data: { name: party.mark, settings: {}, disabledAt: null } });
  for (const [n, who] of [...ROLES, 'other' as const].entries()) {
    const names = { email: emailOf(party, who), username: `${party.mark}-${who}`, name: `${party.mark} ${who}` };
    const rights = { role: who === 'admin' ? ('admin' as const) : ('user' as const), limitQuery: who === 'limited' ? LIMIT : '', disabledAt: null };
    await prisma.user.update({ where: { id: idOf(party, n) }, data: { ...names, ...rights, passwordHash } });
  }
}

/** Every id of a party that a caller could put somewhere: of each kind of row (none of a caller, who would be gone then). */
export function idsOf(party: Party, logIds: readonly string[]): string[] {
  const rows = [3, 10, 11, 12, 13, 14, 15].map((n) => idOf(party, n));
  return [party.tenant, ...rows, ...logIds.slice(0, 1)];
}
