// The checks of `npm test`, as sections that run one after the other; what is inside a section runs side by side.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { buildAll, generatePrisma } from './build.mjs';
import { nodeForApp } from './node-runtime.mjs';
import { at, PlainError, run } from './project.mjs';

const RESULTS = at('.build', 'test-results');
const tool = (...parts) => at('node_modules', ...parts);
const PRETTIER = tool('prettier/bin/prettier.cjs');
const ESLINT = tool('eslint/bin/eslint.js');
const TSC = tool('typescript/bin/tsc');
const DEPCRUISE = tool('dependency-cruiser/bin/dependency-cruiser.mjs');
const JEST = tool('jest/bin/jest.js');
const CACHE = '.build/cache';

/** Runs a tool under the Node of the app; its output is shown only when it fails. */
async function node(what, args, options = {}) {
  const result = await run(nodeForApp(), args, { stillDoing: what, ...options });
  if (result.code !== 0) throw new PlainError(`${what} failed:\n${result.output.trim()}`);
  return result;
}

/** Runs everything to its end, then throws all failures together. */
async function together(...work) {
  const failures = (await Promise.allSettled(work)).filter((result) => result.status === 'rejected').map(({ reason }) => reason);
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new PlainError(failures.map((failure) => failure.message).join('\n\n'));
}

export const format = (fix) =>
  node('prettier', [PRETTIER, fix ? '--write' : '--check', '--log-level=warn', '--cache', '--cache-location', `${CACHE}/prettier`, '.']);
export const lint = () => node('eslint', [ESLINT, '--cache', '--cache-location', `${CACHE}/eslint`, '--max-warnings=0', '.']);

export async function typecheck() {
  const check = (project, name) =>
    node(`types of ${name}`, [TSC, '--noEmit', '-p', at(project), '--incremental', '--tsBuildInfoFile', at(CACHE, `${name}.tsbuildinfo`)]);
  await together(
    check('backend/tsconfig.json', 'backend'),
    (async () => {
      await check('frontend/tsconfig.json', 'frontend');
      await check('scripts/tsconfig.json', 'scripts');
    })(),
  );
}

export async function dependencyRules() {
  const cruise = (dir, tsconfig) => node(`dependency rules of ${dir}`, [DEPCRUISE, dir, '--config', '.dependency-cruiser.cjs', '--ts-config', tsconfig]);
  await together(cruise('backend/src', 'backend/tsconfig.json'), cruise('frontend/src', 'frontend/tsconfig.json'));
}

export const openapi = (check) => node('OpenAPI description', [at('backend/dist/boot/write-openapi.js'), ...(check ? ['--check'] : [])], { show: !check });

/** The types of the dashboard's client, from the committed description. */
export async function apiTypes() {
  if (!existsSync(at('docs/openapi.json'))) return;
  mkdirSync(at('frontend/src/lib/api/generated'), { recursive: true });
  await node('API types', [tool('openapi-typescript/bin/cli.js'), at('docs/openapi.json'), '--output', at('frontend/src/lib/api/generated/schema.ts')]);
}

export const generated = () => together(generatePrisma(), apiTypes());
export const build = () => buildAll();

/** Runs Jest in a folder. @returns counts of its tests */
export async function jest(name, { args = [], workers = 2, env = {} } = {}) {
  const file = path.join(RESULTS, `${name}.json`);
  mkdirSync(RESULTS, { recursive: true });
  rmSync(file, { force: true });
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const command = [...flags, JEST, '--json', `--outputFile=${file}`, `--maxWorkers=${workers}`, ...args];
  const result = await run(nodeForApp(), command, { cwd: at(name), env, stillDoing: `running the tests of ${name}` });
  const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  if (!report) throw new PlainError(`The tests of ${name} did not run:\n${result.output.trim()}`);
  const counts = { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests + report.numTodoTests };
  const broken = result.code !== 0 || !report.success || counts.failed > 0 || report.numRuntimeErrorTestSuites > 0;
  const failures = report.testResults.filter((suite) => suite.status === 'failed').map((suite) => suite.message.trim());
  return { counts, problem: broken ? `The tests of ${name} failed:\n${failures.join('\n\n') || result.output.trim()}` : undefined };
}
