import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** The first program of this machine: `given`, or one of the names on the PATH; undefined when there is none. */
export function findProgram(given, names) {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const candidates = [given, ...names.flatMap((name) => folders.map((folder) => path.join(folder, name)))];
  return candidates.filter(Boolean).find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
