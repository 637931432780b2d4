import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** How long somebody may take at the provider. */
export const TRIP_MS = 10 * 60_000;

const shape = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), next: z.string(), redirectUri: z.string(), endsAtMs: z.number() });

/** What has to be remembered from the start of a single sign-on to its end. */
export type Trip = z.infer<typeof shape>;

const tagOf = (key: Buffer, payload: string): string => createHmac('sha256', key).update(payload).digest('base64url');

/** The value of a cookie, signed: nobody but we can start a trip for somebody else's browser. */
export function writeTrip(key: Buffer, trip: Trip): string {
  const payload = Buffer.from(JSON.stringify(trip)).toString('base64url');
  return `${payload}.${tagOf(key, payload)}`;
}

/** Reads it back; undefined when it is not ours, or too old. */
export function readTrip(key: Buffer, text: string, nowMs: number): Trip | undefined {
  const [payload = '', tag = ''] = text.split('.');
  const expected = Buffer.from(tagOf(key, payload));
  const given = Buffer.from(tag);
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return undefined;
  const { data: trip } = shape.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
  return trip && trip.endsAtMs > nowMs ? trip : undefined;
}

/** Where to go afterwards: a page of ours, or the first one. Never another site. */
export function safeNext(next: string | undefined): string {
  const isOwnPage = next !== undefined && next.length <= 2000 && /^\/(?![/\\])[\x21-\x7e]*$/.test(next) && !next.includes('\\');
  return isOwnPage ? next : '/';
}
