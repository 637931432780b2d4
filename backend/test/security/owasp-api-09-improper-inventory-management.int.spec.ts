import { declaredRoutes } from '../harness/declared-routes.js';
import { startFullApp, type FullApp } from '../harness/full-app.js';
import { describedApi, operationsOf } from './fuzz/openapi-operations.js';

/** What the server itself answers beside the controllers: files, the description, whom to tell of a weakness. Nothing else may be added. */
const BESIDE = /^\/(\*|docs(\/.*)?|\.well-known\/security\.txt|_next\/.*|[\w./-]+\.(html|txt|js|css|svg|ico|png|woff2?|json|webmanifest))$/;

/** `METHOD /path` of everything that a router has, from the tree that it prints: a level is four characters deep. */
function servedBy(tree: string): string[] {
  const parents: string[] = [];
  return [...tree.matchAll(/^((?:[│ ] {3})*)[├└]── (\S*)(?: \(([A-Z, ]+)\))?$/gm)].flatMap(([, indent = '', part = '', methods = '']) => {
    const level = indent.length / 4;
    const path = `${parents[level - 1] ?? ''}${part}`;
    parents[level] = path;
    return methods.split(', ').flatMap((method) => (method === '' ? [] : [`${method} ${path}`]));
  });
}

/** There is one list of what the app serves, it is complete, and old versions are gone. */
describe('OWASP API9:2023 Improper Inventory Management', () => {
  let full: FullApp;
  beforeAll(async () => {
    full = await startFullApp({ RATE_LIMITS: 'off' });
  });
  afterAll(() => full?.stop());

  const described = () => new Set(operationsOf(describedApi(full.app)).map(({ method, path }) => `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`));

  it('every route of a controller is described, and every description has a route', () => {
    const declared = new Set(declaredRoutes(full.app).map(({ method, path }) => `${method} ${path}`));
    expect([...described()].sort()).toEqual([...declared].sort());
  });

  it('the server answers nowhere else, but for files and the description itself', () => {
    // The router merges parameters of different names at one place: only where they stand matters.
    const plain = (name: string) => name.replace(/:[\w|:]+/g, ':_');
    const served = servedBy(full.app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false }));
    const known = new Set([...described()].map(plain));
    const isKnown = (name: string) => known.has(plain(name)) || known.has(plain(name).replace(/^HEAD /, 'GET '));
    expect(served.filter(isKnown).length).toBeGreaterThanOrEqual(known.size);
    expect(served.filter((name) => !isKnown(name) && !BESIDE.test(name.split(' ')[1] ?? ''))).toEqual([]);
  });

  it('versions and tools that are not there are not there', async () => {
    for (const url of [
      '/api/v0/logs/recent',
      '/api/v2/logs/recent',
      '/api/logs/recent',
      '/debug',
      '/admin/config',
      '/.env',
      '/.git/config',
      '/actuator',
      '/graphql',
      '/server-status',
    ]) {
      const user = await full.signIn();
      expect([url, (await full.app.inject({ url, headers: user.headers })).statusCode]).toEqual([url, 404]);
    }
  });
});
