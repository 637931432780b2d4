import { answer, serve } from '../../../test/server';
import { getLog, searchLogs } from './client';
import { toQuery } from './request';

const session = (accessToken: string) => ({ accessToken, expiresIn: 900, user: { id: '1', email: 'a@b.c', name: 'A', role: 'admin', tenant: 't' } });
const page = { logs: [], nextCursor: null, previousCursor: null, stats: { elapsedMs: 0 } };

test('repeats lists and leaves out what is empty', () => {
  expect(toQuery({ severity: ['warn', 'error'], query: '', limit: 5, from: undefined })).toBe('?severity=warn&severity=error&limit=5');
  expect(toQuery({})).toBe('');
});

test('calls at the same time ask for one token', async () => {
  const seen = serve({ '/api/v1/auth/refresh': () => answer(200, session('one')), '/api/v1/logs/search': () => answer(200, page) });
  await Promise.all([searchLogs({}), searchLogs({ query: 'x' }, { limit: 3 })]);
  expect(seen.filter((asked) => asked.path.endsWith('refresh'))).toHaveLength(1);
  expect(seen.filter((asked) => asked.path.endsWith('search')).map((asked) => asked.authorization)).toEqual(['Bearer one', 'Bearer one']);
});

test('a refused token is renewed once, and the call is repeated', async () => {
  const seen = serve({
    '/api/v1/auth/refresh': () => answer(200, session('two')),
    '/api/v1/logs/search': (asked) =>
      asked.authorization === 'Bearer two' ? answer(200, page) : answer(401, { error: { code: 'unauthenticated', message: 'ended' } }),
  });
  await expect(searchLogs({})).resolves.toEqual(page);
  expect(seen.map((asked) => asked.path.split('/').pop())).toEqual(['search', 'refresh', 'search']);
});

test('an error keeps code, sentence and request', async () => {
  serve({ '/api/v1/logs/abc': () => answer(404, { error: { code: 'not_found', message: 'No such log.', requestId: 'r-1' } }) });
  await expect(getLog('abc')).rejects.toMatchObject({ status: 404, code: 'not_found', message: 'No such log.', requestId: 'r-1' });
});

test('a page of a proxy is an error too', async () => {
  serve({ '/api/v1/logs/abc': () => answer(502, '<html>') });
  await expect(getLog('abc')).rejects.toMatchObject({ status: 502, code: 'http_502', message: 'The server answered 502.' });
});

test('no answer is said so', async () => {
  serve({});
  await expect(getLog('abc')).rejects.toMatchObject({ status: 0, code: 'unreachable' });
});
