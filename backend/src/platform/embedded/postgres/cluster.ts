import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync, chownSync } from 'node:fs';
import path from 'node:path';
import { StartError } from '../../errors/start-error.js';
import { writeSecretFile } from '../data-dir.js';
import type { PostgresLocation } from './location.js';
import type { OsUser } from './os-user.js';

export const SUPERUSER = 'logstream';

/** Nothing of the app's own environment, which holds secrets, goes to the programs of PostgreSQL. English, so that messages can be understood. */
export const CHILD_ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' } as const;

export interface Cluster {
  /** The data folder of PostgreSQL itself. */
  dir: string;
  password: string;
}

interface ProgramResult {
  code: number | null;
  output: string;
}

function runProgram(program: string, args: readonly string[], user: OsUser | undefined, input = ''): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...user, cwd: '/', env: CHILD_ENVIRONMENT, stdio: ['pipe', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (part: Buffer) => (output += part.toString()));
    child.stderr.on('data', (part: Buffer) => (output += part.toString()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output: output.slice(-4000) }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** Turns what PostgreSQL says when it cannot start into one sentence. */
export function explainFailure(output: string, dir: string): StartError {
  if (/No space left on device|Disk quota exceeded/i.test(output))
    return new StartError(`PostgreSQL cannot start: the disk of ${dir} is full. Make room, then start again.`);
  if (/data directory .* has wrong ownership|Permission denied|must be owned/i.test(output)) {
    return new StartError(
      `PostgreSQL cannot start: the folder ${dir} belongs to another user. Start LogStream as the user who started it first, or change the owner of the folder.`,
    );
  }
  if (/error while loading shared libraries|cannot execute|not found/i.test(output)) {
    return new StartError(`PostgreSQL cannot run on this machine (${output.trim().split('\n').at(-1)}). Set DATABASE_URL to a PostgreSQL server.`);
  }
  return new StartError(`PostgreSQL cannot start on ${dir}: ${output.trim().split('\n').slice(-3).join(' ') || 'it gave no reason'}`);
}

/** Makes a cluster beside its final place, so that a start which is cut off leaves nothing half-made. */
async function initialise(location: PostgresLocation, dir: string, password: string, user: OsUser | undefined): Promise<void> {
  const unfinished = `${dir}.new`;
  const passwordFile = path.join(location.home, 'initial-password');
  rmSync(unfinished, { recursive: true, force: true });
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  try {
    const args = ['-D', unfinished, '-U', SUPERUSER, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '-E', 'UTF8', '--locale=C.UTF-8'];
    const made = await runProgram(path.join(location.binaries.dir, 'bin', 'initdb'), args, user);
    if (made.code !== 0) throw explainFailure(made.output, dir);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(unfinished, dir);
}

/** Sets a new password without being asked for the old one; for a data folder whose password file was lost. */
async function resetPassword(location: PostgresLocation, dir: string, password: string, user: OsUser | undefined): Promise<void> {
  const args = ['--single', '-j', '-D', dir, 'postgres'];
  const done = await runProgram(path.join(location.binaries.dir, 'bin', 'postgres'), args, user, `ALTER ROLE ${SUPERUSER} PASSWORD '${password}';\n`);
  if (done.code !== 0) throw explainFailure(done.output.replaceAll(password, '***'), dir);
}

/** @throws StartError when the files on disk were written by another major version */
function checkMajorVersion(dir: string, major: string): void {
  const found = readFileSync(path.join(dir, 'PG_VERSION'), 'utf8').trim();
  if (found === major) return;
  throw new StartError(
    `The database in ${dir} is of PostgreSQL ${found}, and this LogStream brings PostgreSQL ${major}. Start the LogStream that wrote it, or dump and restore it into a server and set DATABASE_URL.`,
  );
}

/**
 * Opens the cluster of a data folder, and makes it when there is none. Its password is random, made once, and kept in a file
 * that only the user of this process may read; a lost file is replaced. No orphan may be running.
 * @param passwordFile absolute
 */
export async function openCluster(location: PostgresLocation, passwordFile: string, user: OsUser | undefined): Promise<Cluster> {
  const dir = path.join(location.home, 'cluster');
  const exists = existsSync(path.join(dir, 'PG_VERSION'));
  if (exists) checkMajorVersion(dir, location.binaries.major);
  if (exists && existsSync(passwordFile)) return { dir, password: readFileSync(passwordFile, 'utf8').trim() };
  const password = randomBytes(24).toString('base64url');
  if (exists) await resetPassword(location, dir, password, user);
  else await initialise(location, dir, password, user);
  writeSecretFile(passwordFile, password);
  return { dir, password };
}
