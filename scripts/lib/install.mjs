// Installs the packages when they are missing or the lock file has changed, and takes away what never runs.
import { existsSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { at, hashOf, PlainError, ROOT, run, say } from './project.mjs';

const STAMP = at('node_modules', '.logstream-install');
const BYTES_NEEDED = 2_200_000_000;

/** Headers for building native add-ons, an image library that a static export never calls, and parts for other targets. */
const NEVER_RUN = [
  `node_modules/node-linux-${process.arch}/include`,
  `node_modules/node-linux-${process.arch}/share`,
  'node_modules/@img',
  'node_modules/next/dist/docs',
];

/** Packages whose source maps, 130 MB of them, only their own developers read. */
const WITHOUT_MAPS = ['node_modules/next', 'node_modules/@prisma'];

function removeMaps(dir) {
  if (!existsSync(dir)) return;
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const full = path.join(dir, entry.name);
    if (entry.isDirectory()) removeMaps(full);
    else if (entry.name.endsWith('.map')) rmSync(full);
  }
}

const fingerprint = () => hashOf([at('package-lock.json'), at('package.json'), at('backend/package.json'), at('frontend/package.json')]);

function readStamp() {
  try {
    return JSON.parse(readFileSync(STAMP, 'utf8'));
  } catch {
    return undefined;
  }
}

export function npmCommand() {
  const cli = process.env.npm_execpath;
  return cli && /npm-cli\.(c|m)?js$/.test(cli) && existsSync(cli) ? [process.execPath, [cli]] : ['npm', []];
}

function explain({ output, code }) {
  const tail = output.trim().split('\n').slice(-15).join('\n');
  if (code === 127) return new PlainError('npm was not found. It comes with Node: install Node 20 or newer from your system or nodejs.org.');
  if (/ENOSPC|no space left/i.test(output)) return new PlainError('The packages could not be installed: the disk is full. About 2 GB are needed.');
  if (/EACCES|EPERM|EROFS/.test(output)) return new PlainError(`The packages could not be installed: this user may not write in ${ROOT}.`);
  if (/ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|EIDLETIMEOUT|network/i.test(output)) {
    return new PlainError(
      'The packages could not be fetched: the npm registry cannot be reached. Check the network (or the proxy and registry in your npm settings), then run npm start again.',
    );
  }
  return new PlainError(`The packages could not be installed. npm said:\n${tail}`);
}

function checkRoom() {
  const { bavail, bsize } = statfsSync(ROOT);
  if (bavail * bsize < BYTES_NEEDED)
    throw new PlainError(`The packages need about 2 GB of disk, and ${Math.floor((bavail * bsize) / 1e6)} MB are free in ${ROOT}.`);
}

/**
 * Makes node_modules fit the lock file.
 * @param {{dev: boolean}} wanted whether the packages of development are needed; once there, they stay
 */
export async function installPackages({ dev }) {
  const stamp = readStamp();
  const hasDev = stamp ? stamp.dev : existsSync(at('node_modules', 'eslint'));
  if (stamp?.hash === fingerprint() && (hasDev || !dev)) return;
  const isFresh = !existsSync(at('node_modules', '.package-lock.json'));
  if (isFresh) checkRoom();
  const withDev = dev || hasDev;
  say(isFresh ? `Installing packages (about a minute, ${withDev ? '1.6' : '1.3'} GB, once) …` : 'Installing packages: the list has changed …');
  rmSync(STAMP, { force: true });
  const [command, first] = npmCommand();
  const verb = isFresh ? ['ci'] : ['install', '--no-save'];
  const flags = [
    ...(withDev ? ['--include=dev'] : ['--omit=dev']),
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--fetch-retry-mintimeout=3000',
    '--fetch-retry-maxtimeout=20000',
  ];
  const result = await run(command, [...first, ...verb, ...flags], { stillDoing: 'installing packages' });
  if (result.code !== 0) throw explain(result);
  for (const part of NEVER_RUN) rmSync(at(part), { recursive: true, force: true });
  for (const part of WITHOUT_MAPS) removeMaps(at(part));
  writeFileSync(STAMP, JSON.stringify({ hash: fingerprint(), dev: withDev }));
  say(`  packages are installed (${Math.round(result.seconds)} s)`);
}
