import { spawnSync } from 'node:child_process';
import { StartError } from '../../errors/start-error.js';

const USER = 'postgres';

/** The user of the operating system that PostgreSQL runs as. */
export interface OsUser {
  uid: number;
  gid: number;
}

function lookUp(): OsUser | undefined {
  const [uid, gid] = ['-u', '-g'].map((flag) => {
    const answer = spawnSync('id', [flag, USER], { encoding: 'utf8' });
    return answer.status === 0 ? Number(answer.stdout.trim()) : NaN;
  });
  return uid !== undefined && gid !== undefined && uid > 0 && Number.isInteger(gid) ? { uid, gid } : undefined;
}

/**
 * PostgreSQL refuses to run as root; then the user `postgres` of the machine runs it, and is made when there is none.
 * @returns undefined when this process is not root: PostgreSQL then runs as the same user
 * @throws StartError when the user can neither be found nor made
 */
export function postgresUser(say: (line: string) => void): OsUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const known = lookUp();
  if (known) return known;
  say(`Making the system user "${USER}": PostgreSQL does not run as root.`);
  const made = spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', USER], { encoding: 'utf8' });
  if (made.error || made.status !== 0) spawnSync('adduser', ['-S', '-D', '-H', USER]); // the tool of small images
  const user = lookUp();
  if (user) return user;
  throw new StartError(
    `PostgreSQL does not run as root, and the user "${USER}" could not be made. Make it, start LogStream as an ordinary user, or set DATABASE_URL.`,
  );
}

/** Whether that user can pass through to a folder, or run a program. */
export function canReach(user: OsUser, target: string): boolean {
  const check = spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', target], { ...user, cwd: '/', stdio: 'ignore' });
  if (check.error) {
    throw new StartError(
      'PostgreSQL does not run as root, and this container does not let root become another user. Start LogStream as an ordinary user, or set DATABASE_URL.',
      { cause: check.error },
    );
  }
  return check.status === 0;
}
