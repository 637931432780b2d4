import { z } from 'zod';

const shape = z.object({
  /** Whether ordinary users may make alert rules of their own. */
  usersMayMakeRules: z.boolean().catch(true).default(true),
});

/** What the admins of a tenant have set. */
export type TenantSettings = z.infer<typeof shape>;

/** Reads the stored settings; what is missing, or not what it should be, is as by default. */
export function readTenantSettings(stored: unknown): TenantSettings {
  const read = shape.safeParse(stored);
  return read.success ? read.data : shape.parse({});
}
