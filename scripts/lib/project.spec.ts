import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const PROJECT = pathToFileURL(path.join(__dirname, 'project.mjs')).href;

/** A program that starts another one with `run`, which tells its number and then takes no notice of SIGTERM. */
const PROGRAM = `
  import { run } from '${PROJECT}';
  const stubborn = "process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000); console.log(process.pid)";
  await run(process.execPath, ['-e', stubborn], { show: true });
  console.log('went on');
`;

it('ends what it runs when it is told to stop, by force if need be, and does not go on', async () => {
  const program = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  program.stdout.on('data', (part: Buffer) => (said += part.toString()));
  await once(program.stdout, 'data');
  const child = Number(said);
  try {
    program.kill('SIGINT');
    const [code] = (await once(program, 'exit')) as [number];
    expect([code, said.trim()]).toEqual([130, String(child)]);
    expect(() => process.kill(child, 0)).toThrow(/ESRCH/);
  } finally {
    spawnSync('kill', ['-9', String(child)], { stdio: 'ignore' });
  }
});
