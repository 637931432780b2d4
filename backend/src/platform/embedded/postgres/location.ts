import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { StartError } from '../../errors/start-error.js';
import { copyBinaries, type PostgresBinaries } from './binaries.js';
import { canReach, type OsUser } from './os-user.js';

/** Where the database goes when its user cannot reach the data folder. */
const SHARED_DIR = '/var/lib/logstream';

/** In the data folder: says where the database lies, when it is elsewhere. */
const POINTER_FILE = 'postgres-location';
/** Beside the database: says whose it is. */
const OWNER_FILE = 'data-folder';

export interface PostgresLocation {
  binaries: PostgresBinaries;
  /** Holds the cluster; belongs to the user who runs PostgreSQL. */
  home: string;
}

function readLine(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

function makeHome(home: string, user: OsUser | undefined): void {
  mkdirSync(path.dirname(home), { recursive: true }); // parents keep their mode: a recursive 0700 would shut the user out
  if (!existsSync(home)) mkdirSync(home, { mode: 0o700 });
  if (user) chownSync(home, user.uid, user.gid);
  chmodSync(home, 0o700);
}

/** Finds the database of a data folder that was put elsewhere at an earlier start, and checks that it is this folder's. */
function followPointer(dataDir: string, home: string): void {
  const pointer = path.join(dataDir, POINTER_FILE);
  if (!existsSync(home)) {
    throw new StartError(`The database of this data folder was kept in ${home}, which is gone. Restore it, or delete ${pointer} to begin with an empty one.`);
  }
  const owner = readLine(path.join(home, OWNER_FILE));
  const isCopy = owner !== undefined && owner !== dataDir && readLine(path.join(owner, POINTER_FILE)) === home;
  if (isCopy) throw new StartError(`This data folder is a copy: its database in ${home} belongs to ${owner}. Delete ${pointer} to begin with an empty one.`);
  if (owner !== dataDir) writeFileSync(path.join(home, OWNER_FILE), `${dataDir}\n`); // the folder was moved
}

/** A place that no database lies in yet: whoever deletes the data folder begins anew, and nothing is deleted behind their back. */
function freePlace(dataDir: string, say: (line: string) => void): string {
  const first = path.join(SHARED_DIR, createHash('sha256').update(dataDir).digest('hex').slice(0, 12));
  let place = first;
  for (let number = 2; existsSync(path.join(place, 'cluster')); number++) {
    say(`The database of an earlier data folder at this place is still in ${place}; delete it if you do not need it.`);
    place = `${first}-${number}`;
  }
  return place;
}

function placeElsewhere(dataDir: string, user: OsUser, say: (line: string) => void): string {
  const home = freePlace(dataDir, say);
  makeHome(home, user);
  writeFileSync(path.join(home, OWNER_FILE), `${dataDir}\n`);
  writeFileSync(path.join(dataDir, POINTER_FILE), `${home}\n`);
  say(`PostgreSQL runs as the user "postgres", who cannot reach this folder: its files go to ${home}.`);
  return home;
}

/**
 * Decides where the database of a data folder lies and which copy of the programs runs it. Usually both stay where they are;
 * for root in a folder that the user of PostgreSQL cannot reach (under /root, say), they go to /var/lib/logstream, and a
 * pointer in the data folder finds them again, also after it was moved.
 * @param user who runs PostgreSQL; undefined when it is the user of this process
 */
export function locatePostgres(dataFolder: string, installed: PostgresBinaries, user: OsUser | undefined, say: (line: string) => void): PostgresLocation {
  const dataDir = realpathSync(dataFolder);
  const inside = path.join(dataDir, 'postgres');
  let home = readLine(path.join(dataDir, POINTER_FILE));
  if (home !== undefined) followPointer(dataDir, home);
  else if (!user || existsSync(path.join(inside, 'cluster')) || canReach(user, dataDir)) home = inside;
  else home = placeElsewhere(dataDir, user, say);
  makeHome(home, user);
  const reachable = !user || canReach(user, path.join(installed.dir, 'bin', 'postgres'));
  if (reachable) return { binaries: installed, home };
  mkdirSync(SHARED_DIR, { recursive: true });
  return { binaries: copyBinaries(installed, SHARED_DIR), home };
}
