import { z } from 'zod';
import { AppError } from '../../platform/errors/app-error.js';
import { parseLogId } from '../logs/log-id.js';

export const BACKFILL_MAX = 500;

const tailId = z.string().min(1).max(64);

/** Strict: a filter whose name is misspelt would otherwise show everything. */
export const tailStartPayload = z.strictObject({
  query: z.string().optional(),
  severity: z.array(z.string().max(64)).max(16).optional(),
  source: z.array(z.string().max(1024)).max(1000).optional(),
  backfill: z.int().min(0).max(BACKFILL_MAX).default(0),
  sinceCursor: z
    .string()
    .refine((text) => parseLogId(text) !== undefined, 'is not a cursor')
    .optional(),
  maxRowsPerSecond: z.int().min(0).max(1_000_000).optional(),
});
export type TailStartPayload = z.infer<typeof tailStartPayload>;

export const tailAckPayload = z.object({ tailId, seq: z.int().min(0) });
export const tailStopPayload = z.object({ tailId });
export const renewPayload = z.object({ token: z.string().min(1).max(8192) });

/** Checks what a client sent with an event. @throws AppError bad_request naming the fields */
export function readPayload<T>(schema: z.ZodType<T>, event: string, payload: unknown): T {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.slice(0, 5).map((issue) => ({ field: issue.path.join('.'), message: issue.message }));
  const text = problems.map((problem) => (problem.field ? `${problem.field}: ${problem.message}` : problem.message)).join('; ');
  throw new AppError('bad_request', `${event} was not understood. ${text}`, { details: problems });
}
