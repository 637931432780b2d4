import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

function findRoot(): string {
  for (let dir = import.meta.dirname; ; dir = path.dirname(dir)) {
    if (existsSync(path.join(dir, 'prisma', 'migrations')) && existsSync(path.join(dir, 'package.json'))) return dir;
    if (dir === path.dirname(dir)) throw new Error('The project folder (with prisma/migrations) was not found above the program.');
  }
}

/** The folder of the project, absolute: the same for compiled code (backend/dist) and for sources under test. */
export const PROJECT_ROOT = findRoot();

/** Version of the platform, from the package.json at the root. */
export const PLATFORM_VERSION = (() => {
  const manifest: unknown = JSON.parse(readFileSync(path.join(PROJECT_ROOT, 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
})();
