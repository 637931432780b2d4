import { auditDiff } from './audit-diff';
import { auditFilterOf } from './audit-filter';
import { actorName, targetText } from './audit-words';
import { filled } from './filled';
import { countOf, curlOf, fixedText, keyStanding, limitText } from './key-words';
import { pressureOf, shareOf, subjectName, windowText } from './limit-words';
import { isoOf, localOf } from './local-time';
import { invitationStanding, personName, roleName, standingOf } from './person-words';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const [BEFORE, AFTER] = ['2026-11-21T09:59:59Z', '2026-11-21T10:00:01Z'];

test('an event shows what changed first; a field that was not there stays a blank', () => {
  expect(auditDiff({ name: 'a', role: 'user', tags: ['x'] }, { name: 'a', role: 'admin', tags: ['x'], limitQuery: '' })).toEqual([
    { field: 'role', before: 'user', after: 'admin', changed: true },
    { field: 'limitQuery', before: undefined, after: '(empty)', changed: true },
    { field: 'name', before: 'a', after: 'a', changed: false },
    { field: 'tags', before: '["x"]', after: '["x"]', changed: false },
  ]);
  expect(auditDiff(null, null)).toEqual([]);
  expect(auditDiff(undefined, 5)).toEqual([{ field: 'value', before: undefined, after: '5', changed: true }]);
});

test('an address of the audit becomes a filter; what is no time and no outcome is left out', () => {
  const local = '2026-11-20T09:00';
  expect(auditFilterOf(new URLSearchParams(`query=x&outcome=denied&from=${local}&to=never&event=7`))).toEqual({
    query: 'x',
    outcome: 'denied',
    from: new Date(local).toISOString(),
  });
  expect(auditFilterOf(new URLSearchParams('outcome=all&actor='))).toEqual({});
});

test('actors and targets read as words', () => {
  expect(actorName({ actor: { kind: 'user', id: 'u', name: 'mira@x' } })).toBe('mira@x');
  expect(actorName({ actor: { kind: 'stranger', id: '', name: '' } })).toBe('somebody unknown');
  const none = { before: null, after: null };
  expect(targetText({ ...none, target: { kind: 'user', id: '3f1c9a52-0000-4000-8000-000000000001' } })).toBe('user 3f1c9a52…');
  expect(targetText({ ...none, target: { kind: 'tenant', id: 'acme' } })).toBe('tenant acme');
  expect(targetText({ target: { kind: 'user', id: 'x' }, before: { name: '', email: 'jorge@x' }, after: { name: 'Jorge' } })).toBe('user jorge@x');
  expect(targetText({ ...none, target: null })).toBe('');
});

test('keys say whether they work, what they add and how much they may', () => {
  expect(keyStanding({ revokedAt: null, expiresAt: null }, NOW).text).toBe('Active');
  expect(keyStanding({ revokedAt: null, expiresAt: AFTER }, NOW).text).toBe('Active');
  expect(keyStanding({ revokedAt: null, expiresAt: BEFORE }, NOW).text).toBe('Expired');
  expect(keyStanding({ revokedAt: BEFORE, expiresAt: BEFORE }, NOW).text).toBe('Revoked');
  expect(fixedText({ source: 'shop', environment: 'prod' })).toBe('source shop · environment prod');
  expect(fixedText({ source: null, environment: null })).toBe('');
  expect(limitText({ bytesPerSecond: 5_242_880, recordsPerSecond: 2000 })).toBe('5.0 MB/s · 2,000 logs/s');
});

test('the command fits the scopes, and a quote cannot leave its string', () => {
  expect(curlOf('http://x', 'lsk_1', ['ingest'], "o'brien")).toContain(`"source":"o'\\''brien"`);
  expect(curlOf('http://x', 'lsk_1', ['ingest', 'read'], null)).toContain("'http://x/api/v1/logs/ingest'");
  expect(curlOf('http://x', 'lsk_1', ['read'], null)).toContain('/api/v1/logs/recent');
});

test('numbers of a field: none, a count, or wrong', () => {
  expect(countOf(' ')).toBeUndefined();
  expect(countOf('12')).toBe(12);
  for (const wrong of ['0', '-1', '1.5', '1e3', '99999999999']) expect(countOf(wrong)).toBeNaN();
});

test('times go to the input and back', () => {
  expect(localOf(isoOf('2026-11-20T09:30'))).toBe('2026-11-20T09:30');
  expect(isoOf('')).toBeUndefined();
  expect(isoOf('soon')).toBeUndefined();
  expect(localOf(null)).toBe('');
});

test('people and invitations say where they stand', () => {
  expect(standingOf({ disabledAt: null, emailVerifiedAt: BEFORE }).text).toBe('Active');
  expect(standingOf({ disabledAt: null, emailVerifiedAt: null }).text).toBe('Not verified');
  expect(standingOf({ disabledAt: BEFORE, emailVerifiedAt: BEFORE }).text).toBe('Disabled');
  expect(invitationStanding({ expiresAt: AFTER }, NOW).text).toBe('Waiting');
  expect(invitationStanding({ expiresAt: BEFORE }, NOW).text).toBe('Expired');
  expect(invitationStanding({ expiresAt: BEFORE, acceptedAt: BEFORE }, NOW).text).toBe('Accepted');
  expect(invitationStanding({ expiresAt: AFTER, revokedAt: BEFORE }, NOW).text).toBe('Withdrawn');
  expect([roleName({ role: 'admin', isOwner: true }), roleName({ role: 'admin' }), roleName({ role: 'user' })]).toEqual(['Owner', 'Admin', 'User']);
  expect(personName({ name: '', username: 'mira', email: 'm@x' })).toBe('mira');
});

test('limits: windows in words, and who is held back', () => {
  expect([1, 60, 3600, 86_400, 900, 45].map(windowText)).toEqual(['a second', 'a minute', 'an hour', 'a day', 'in 15 min', 'in 45 s']);
  expect([pressureOf(79, 100), pressureOf(80, 100), pressureOf(100, 100), pressureOf(0, 0)]).toEqual(['free', 'near', 'held', 'free']);
  expect(shareOf(500, 100)).toBe(1);
  expect([subjectName('session'), subjectName('robot')]).toEqual(['signed-in browser', 'robot']);
});

test('only what was filled in is sent', () => {
  expect(filled({ a: '', b: 'x' })).toEqual({ b: 'x' });
});
