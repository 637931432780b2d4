import type { PrismaService } from '../../src/platform/prisma/prisma.service.js';
import { CANARY } from './party.js';

/** All rows of all tables, as JSON; `last_used_at` is left out, which moves by itself. */
export async function dumpTables(prisma: PrismaService): Promise<Map<string, string[]>> {
  const tables = await prisma.$queryRawUnsafe<{ name: string }[]>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name NOT LIKE '%migration%' ORDER BY 1`,
  );
  const rows = new Map<string, string[]>();
  for (const { name } of tables) {
    const found = await prisma.$queryRawUnsafe<{ row: string }[]>(`SELECT (to_jsonb(t) - 'last_used_at')::text AS row FROM "${name}" t`);
    rows.set(name, found.map(({ row }) => row).sort());
  }
  return rows;
}

const isCanary = (row: string): boolean => row.includes(CANARY.mark) || row.includes(CANARY.digit.repeat(8)) || row.includes(`"${CANARY.tenant}"`);

/** The rows of tenant A, by table. */
export function canaryRows(dump: ReadonlyMap<string, string[]>): Map<string, string[]> {
  return new Map([...dump].map(([table, rows]) => [table, rows.filter(isCanary)]));
}

/** What became of A's rows: none may be changed or gone, and none may be new in A's name. */
export function harmDone(before: ReadonlyMap<string, string[]>, after: ReadonlyMap<string, string[]>): string[] {
  const ofTenant = (rows: readonly string[]): number => rows.filter((row) => row.includes(`"tenant_id": "${CANARY.tenant}"`)).length;
  return [...canaryRows(before)].flatMap(([table, rows]) => {
    const now = after.get(table) ?? [];
    const lost = rows.filter((row) => !now.includes(row)).map((row) => `${table}: changed or gone: ${row}`);
    return ofTenant(now) > ofTenant(rows) ? [...lost, `${table}: new rows in the other tenant`] : lost;
  });
}
