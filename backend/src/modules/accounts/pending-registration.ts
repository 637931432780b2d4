import { z } from 'zod';

const shape = z.object({
  username: z.string(),
  name: z.string(),
  passwordHash: z.string(),
  tenant: z.string(),
  invitationId: z.string().optional(),
});

/** What somebody asked for when they registered, until they enter the code. */
export type PendingRegistration = z.infer<typeof shape>;

/** Reads what a code stands for; undefined when it stands for no registration. */
export function readPending(stored: unknown): PendingRegistration | undefined {
  return shape.safeParse(stored).data;
}
