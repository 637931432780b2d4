// Runs the tests of the page and leaves their counts, as {passed, failed, skipped}, in the file that E2E_RESULT names.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  numRuntimeErrorTestSuites: number;
}

const here = import.meta.dirname;
const dir = mkdtempSync(path.join(os.tmpdir(), 'logstream-e2e-'));
const report = path.join(dir, 'report.json');
const jest = path.join(here, '../node_modules/jest/bin/jest.js');
const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const run = spawnSync(process.execPath, [...flags, jest, '--config', path.join(here, 'jest.config.cjs'), '--runInBand', '--json', `--outputFile=${report}`], {
  cwd: here,
  stdio: ['ignore', 'ignore', 'inherit'],
});
const result = JSON.parse(readFileSync(report, 'utf8')) as Report;
rmSync(dir, { recursive: true, force: true });
const counts = {
  passed: result.numPassedTests,
  failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
  skipped: result.numPendingTests + result.numTodoTests,
};
const target = process.env['E2E_RESULT'];
if (target) writeFileSync(target, JSON.stringify(counts));
else console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(run.status ?? 1);
