// Builds what has changed: Prisma client, backend (SWC, no type check) and dashboard (static export of Next), side by side.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { nodeForApp } from './node-runtime.mjs';
import { at, hashOf, PlainError, run, say } from './project.mjs';

const GENERATED = at('backend/src/generated');
const isTest = (file) => /\.(int\.)?spec\.tsx?$/.test(file);

/** What is built, from what, and what has to be there afterwards. */
const PARTS = {
  prisma: {
    doing: 'making the database client',
    inputs: ['prisma/schema.prisma', 'scripts/generate-prisma.mjs'],
    output: 'backend/src/generated/prisma/client.ts',
  },
  backend: { doing: 'building the app', inputs: ['backend/src', 'backend/.swcrc', 'prisma/schema.prisma'], output: 'backend/dist/main.js' },
  dashboard: {
    doing: 'building the dashboard',
    inputs: [
      'frontend/src',
      'frontend/public',
      'frontend/next.config.ts',
      'frontend/postcss.config.mjs',
      'frontend/tsconfig.json',
      'backend/src/modules/realtime/live-protocol.ts',
    ],
    output: 'frontend/out/index.html',
  },
};

const stampOf = (name) => at('.build', `${name}.stamp`);

function fingerprint(part) {
  const inputs = [...part.inputs, 'package-lock.json', 'scripts/lib/build.mjs'].map((entry) => at(entry));
  return hashOf(inputs, (file) => file === GENERATED || isTest(file) || file.includes(`${path.sep}api${path.sep}generated`));
}

async function buildPart(name, force, steps) {
  const part = PARTS[name];
  const hash = fingerprint(part);
  const stamp = stampOf(name);
  const isFresh = existsSync(at(part.output)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
  if (isFresh && !force) return;
  rmSync(stamp, { force: true });
  const began = Date.now();
  for (const [command, args, options] of steps) {
    const result = await run(command, args, { stillDoing: part.doing, ...options });
    if (result.code !== 0) throw new PlainError(`Something went wrong while ${part.doing}:\n${result.output.trim()}`);
  }
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
  say(`  ${part.doing}: done (${((Date.now() - began) / 1000).toFixed(1)} s)`);
}

/** Makes the Prisma client when the schema has changed. */
export function generatePrisma(force = false) {
  return buildPart('prisma', force, [[nodeForApp(), [at('scripts/generate-prisma.mjs')]]]);
}

async function buildBackend(force) {
  await generatePrisma(force);
  const swc = [
    at('node_modules/@swc/cli/bin/swc.js'),
    'src',
    '-d',
    'dist',
    '--strip-leading-paths',
    '--copy-files',
    '--ignore',
    '**/*.spec.ts',
    '--delete-dir-on-start',
  ];
  await buildPart('backend', force, [[nodeForApp(), swc, { cwd: at('backend') }]]);
}

function buildDashboard(force) {
  const next = [at('node_modules/next/dist/bin/next'), 'build'];
  const env = { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };
  return buildPart('dashboard', force, [[nodeForApp(), next, { cwd: at('frontend'), env }]]);
}

/**
 * Builds everything whose sources have changed since the last time.
 * @param {{force?: boolean}} options force: build all of it anew
 */
export async function buildAll({ force = false } = {}) {
  const isFirst = !existsSync(at(PARTS.backend.output)) || !existsSync(at(PARTS.dashboard.output));
  if (isFirst) say('Building the app and the dashboard (about half a minute, once) …');
  const results = await Promise.allSettled([buildBackend(force), buildDashboard(force)]);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
