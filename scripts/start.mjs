// npm start: installs and builds what is missing or has changed, then runs the app until Ctrl-C.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { buildAll } from './lib/build.mjs';
import { installPackages } from './lib/install.mjs';
import { APP_ENV, APP_NODE_FLAGS, checkMachine, nodeForApp } from './lib/node-runtime.mjs';
import { at, fail, handleSignals, ROOT } from './lib/project.mjs';

if (process.argv.includes('--help')) {
  process.stdout.write(
    'npm start: installs, builds and runs LogStream on PORT (3000). Settings come from the environment or the file .env; docs/operations.md lists them.\n',
  );
  process.exit(0);
}

/**
 * Runs the app in this terminal. The channel to it tells the app when this process is gone, even by kill -9: it then ends in
 * order. Signals are passed on; the app treats the same wish that comes twice as one.
 */
function runApp() {
  const settings = existsSync(at('.env')) ? [`--env-file=${at('.env')}`] : [];
  const args = [...settings, '--enable-source-maps', ...APP_NODE_FLAGS, at('backend/dist/main.js')];
  const env = { NODE_ENV: 'production', INIT_CWD: process.cwd(), ...APP_ENV, ...process.env };
  const app = spawn(nodeForApp(), args, { cwd: ROOT, env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  handleSignals((signal) => app.kill(signal));
  app.once('error', fail);
  app.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGKILL' ? 137 : 1)));
}

try {
  checkMachine();
  await installPackages({ dev: false });
  await buildAll();
  runApp();
} catch (error) {
  fail(error);
}
