// npm run build: installs what is missing and builds app and dashboard anew.
import { buildAll } from './lib/build.mjs';
import { installPackages } from './lib/install.mjs';
import { checkMachine } from './lib/node-runtime.mjs';
import { fail } from './lib/project.mjs';

if (process.argv.includes('--help')) {
  process.stdout.write('npm run build: builds app (backend/dist) and dashboard (frontend/out).\n  --changed   only what has changed\n');
  process.exit(0);
}
try {
  checkMachine();
  await installPackages({ dev: false });
  await buildAll({ force: !process.argv.includes('--changed') });
} catch (error) {
  fail(error);
}
