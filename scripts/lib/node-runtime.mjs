// The app runs on Node 24.9 or newer. It comes as a package, so that a machine with Node 20 works.
import { existsSync } from 'node:fs';
import { at, PlainError } from './project.mjs';

const isNewEnough = ([major, minor]) => major > 24 || (major === 24 && minor >= 9);

/** Ends with a sentence when this machine cannot run the platform at all. */
export function checkMachine() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20) throw new PlainError(`Node ${process.versions.node} is too old. Install Node 20 or newer, then run npm start again.`);
  if (process.platform !== 'linux') {
    throw new PlainError(`LogStream runs on Linux; this is ${process.platform}. Use a Linux machine, WSL 2, or the container files (see DEPLOYMENT.md).`);
  }
  if (!['x64', 'arm64'].includes(process.arch)) throw new PlainError(`LogStream runs on x64 and arm64 processors; this one is ${process.arch}.`);
  const musl = ['x86_64', 'aarch64'].some((cpu) => existsSync(`/lib/ld-musl-${cpu}.so.1`));
  const glibc = ['/lib64/ld-linux-x86-64.so.2', '/lib/ld-linux-aarch64.so.1'].some((file) => existsSync(file));
  if (musl && !glibc)
    throw new PlainError('This Linux has musl instead of glibc (Alpine, for example), which the log engine cannot use. Take a Debian, Ubuntu or Fedora.');
}

/** The program that runs the app. */
export function nodeForApp() {
  const packaged = at('node_modules', `node-linux-${process.arch}`, 'bin', 'node');
  if (existsSync(packaged)) return packaged;
  if (isNewEnough(process.versions.node.split('.').map(Number))) return process.execPath;
  throw new PlainError(
    `Node 24.9 or newer is needed to run the app and was not installed with the packages (this is ${process.versions.node}). Delete node_modules and run npm start again.`,
  );
}

/**
 * Flags of the app's Node, which keep memory low under heavy ingest. Most of what a request makes lives until the next write of the
 * store, so a large young generation only copies it more often; and the old one must not double before it is collected.
 */
export const APP_NODE_FLAGS = ['--max-semi-space-size=8', '--heap-growing-percent=80', '--disable-warning=ExperimentalWarning'];

/** Environment of the app: few malloc arenas, because bodies come and go on the threads that unpack them. */
export const APP_ENV = { MALLOC_ARENA_MAX: '2' };
