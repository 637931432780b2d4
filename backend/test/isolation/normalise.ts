import { CANARY, OWN } from './party.js';

const FIXED_UUID = new RegExp(`^(?:${CANARY.digit}{8}|${OWN.digit}{8})-0000-4000-8000-`);

/** Numbers that are times, by their names. */
const TIMES = /"(elapsedMs|uptimeSeconds|commitDelayMs|retryAfterSeconds|expiresIn)":(?:-?[\d.]+|null)/g;

/**
 * Takes out of an answer what differs between two runs by itself: times, new ids and tokens. Ids of the parties' rows are fixed
 * and stay, so that one of A's is seen wherever it appears.
 * @param knownLogIds of the stored logs, which stay too
 */
export function normalise(text: string, knownLogIds: ReadonlySet<string>): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g, '<time>')
    .replace(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, '<token>')
    .replace(/\blsk?_[\w-]{16,}/g, '<key>')
    .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => (FIXED_UUID.test(id) ? id : '<uuid>'))
    .replace(/\b0[0-9a-hjkmnp-tv-z]{15}\b/g, (id) => (knownLogIds.has(id) ? id : '<log id>'))
    .replace(/"((?:next|previous)?[cC]ursor)":"[^"]*"/g, '"$1":"<cursor>"')
    .replace(TIMES, '"$1":<time>')
    .replace(/\b1[6-9]\d{11}\b/g, '<ms>');
}

/** Headers that are times, random, or counted by the minute. */
const OWN_WAYS = /^(?:date|content-length|x-request-id|x-correlation-id|set-cookie|retry-after|ratelimit.*|x-ratelimit.*|connection|keep-alive)$/;

/** The headers of an answer that must be the same in two runs. */
export function stableHeaders(headers: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(headers).filter(([name]) => !OWN_WAYS.test(name))));
}
