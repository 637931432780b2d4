// npm test: everything that a change must pass, cheapest first; it stops at the first section that fails.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { auditDependencies } from './lib/audit-dependencies.mjs';
import { findProgram } from './lib/find-program.mjs';
import { installPackages } from './lib/install.mjs';
import { checkMachine, nodeForApp } from './lib/node-runtime.mjs';
import { at, fail, PlainError, run, say } from './lib/project.mjs';

const HELP = `npm test            every check and test
npm test -- <name>  only one section: format, lint, typecheck, rules, openapi, backend, redis, frontend, scripts, e2e, long, accept, audit
  format --fix      formats the files;  openapi --write  writes docs/openapi.json
`;
const E2E = at('e2e/run.ts');
const E2E_RESULT = at('.build/test-results/e2e.json');

const totals = { passed: 0, failed: 0, skipped: 0 };

function count(counts) {
  for (const key of Object.keys(totals)) totals[key] += counts[key] ?? 0;
}

/** Runs the tests of one folder and adds them up. */
async function tests(checks, name, options) {
  const { counts, problem } = await checks.jest(name, options);
  count(counts);
  if (problem) throw new PlainError(problem);
  return `${counts.passed} passed`;
}

async function browserTests() {
  const { findChromium } = await import('./lib/browser.mjs');
  const chromium = findChromium();
  const missing = !existsSync(E2E) ? 'there are none' : !chromium ? 'no Chromium was found (install one, or set CHROMIUM_PATH)' : undefined;
  if (missing) {
    if (process.env.CI === 'true') throw new PlainError(`The tests in a real browser must run here, but ${missing}.`);
    return `NOT RUN: ${missing}`;
  }
  rmSync(E2E_RESULT, { force: true });
  const env = { CHROMIUM_PATH: chromium, E2E_RESULT };
  const result = await run(nodeForApp(), [E2E], { env, stillDoing: 'running the tests in the browser' });
  const counts = existsSync(E2E_RESULT) ? JSON.parse(readFileSync(E2E_RESULT, 'utf8')) : undefined;
  if (counts) count(counts);
  if (result.code !== 0) throw new PlainError(`The tests in the browser failed:\n${result.output.trim()}`);
  return counts ? `${counts.passed} passed` : 'passed';
}

/** Tests on a real Redis, where there is one; CI must have it. */
async function redisTests(checks) {
  const server = findProgram(process.env.REDIS_SERVER_PATH, ['redis-server']);
  if (server) return tests(checks, 'backend', { args: ['--config', 'jest.redis.config.cjs'], env: { REDIS_SERVER_PATH: server } });
  const missing = 'no redis-server was found (install one, or set REDIS_SERVER_PATH)';
  if (process.env.CI === 'true') throw new PlainError(`The tests on a real Redis must run here, but ${missing}.`);
  return `NOT RUN: ${missing}`;
}

/** Name, what a person reads, and the work; a text that the work gives is shown. */
const sectionsOf = (checks, flags) => [
  ['generate', 'Generated sources', () => checks.generated()],
  ['format', 'Formatting', () => checks.format(flags.includes('--fix'))],
  ['lint', 'Lint', () => checks.lint()],
  ['rules', 'Dependency rules', () => checks.dependencyRules()],
  ['typecheck', 'Types', () => checks.typecheck()],
  ['build', 'Build', () => checks.build()],
  ['openapi', 'OpenAPI description', () => checks.openapi(!flags.includes('--write'))],
  ['frontend', 'Dashboard tests', () => tests(checks, 'frontend')],
  ['scripts', 'Script tests', () => tests(checks, 'scripts')],
  ['backend', 'Backend tests, on the real stores', () => tests(checks, 'backend', { workers: 3 })], // many of them wait for the stores
  ['redis', 'Backend tests, on a real Redis', () => redisTests(checks)],
  ['e2e', 'In a real browser', () => browserTests()],
];

/** Sections that take long or need more than the project; they run only when they are asked for. */
const onRequestOf = (checks) => [
  [
    'long',
    'Kill tests, many rounds, 10,000 malformed requests, and the time that sign-in takes',
    () =>
      tests(checks, 'backend', {
        args: ['test/stack/crash', 'test/security/fuzz', 'src/modules/accounts/timing'],
        env: {
          CRASH_ROUNDS: process.env.CRASH_ROUNDS ?? '15',
          FUZZ_REQUESTS: process.env.FUZZ_REQUESTS ?? '10000',
          TIMING_TRIES: process.env.TIMING_TRIES ?? '200',
        },
      }),
  ],
  ['audit', 'Known weaknesses of dependencies', () => auditDependencies()],
  ['accept', 'Real lines of many systems', () => tests(checks, 'backend', { args: ['--config', 'jest.accept.config.cjs'], workers: 1 })],
];

/** What a section needs when it is asked for alone. */
const NEEDS = {
  typecheck: ['generate'],
  lint: ['generate'],
  openapi: ['build'],
  backend: ['build'],
  redis: ['generate'],
  e2e: ['build'],
  long: ['build'],
  accept: ['build'],
};

async function main(args) {
  checkMachine();
  await installPackages({ dev: true });
  const checks = await import('./lib/checks.mjs');
  const only = args.find((arg) => !arg.startsWith('-'));
  const usual = sectionsOf(checks, args);
  const sections = [...usual, ...onRequestOf(checks)];
  if (only && !sections.some(([name]) => name === only)) throw new PlainError(`There is no section "${only}".\n${HELP}`);
  const wanted = only ? [...(NEEDS[only] ?? []), only] : usual.map(([name]) => name);
  const began = Date.now();
  for (const [name, title, work] of sections.filter(([section]) => wanted.includes(section))) {
    const sectionBegan = Date.now();
    const seconds = () => `${((Date.now() - sectionBegan) / 1000).toFixed(1)} s`;
    try {
      const note = await work();
      say(`✓ ${title} (${seconds()})${typeof note === 'string' ? `: ${note}` : ''}`);
    } catch (error) {
      say(`✗ ${title} (${seconds()})`);
      if (!only || totals.failed > 0) say(`${summary()}\n`);
      if (name === 'format') say('npm run format repairs this.');
      throw error;
    }
  }
  if (!only) say(`\nAll checks passed in ${Math.round((Date.now() - began) / 1000)} s.`);
  if (!only || totals.passed > 0) say(summary());
  if (totals.skipped > 0) throw new PlainError('Tests were skipped. A test that cannot run here is mended or removed.');
}

const summary = () => `${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`;

if (process.argv.includes('--help')) {
  process.stdout.write(HELP);
  process.exit(0);
}
main(process.argv.slice(2)).catch(fail);
