// What the commands start, build and test share. Plain JavaScript with nothing but Node itself: it runs before anything is
// installed, on Node 20.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const at = (...parts) => path.join(ROOT, ...parts);

/** A reason to stop that is printed as it is, without a stack. */
export class PlainError extends Error {}

export const say = (line) => process.stdout.write(`${line}\n`);

/** Prints one plain sentence and ends, or the stack when the failure was not foreseen. */
export function fail(error) {
  const text = error instanceof PlainError ? error.message : (error?.stack ?? String(error));
  process.stderr.write(`\n${text}\n\n`);
  process.exit(1);
}

/** What runs now, each with the promise of its end. */
const children = new Map();
const ENDS_WITHIN_MS = 1_500;
let stopping = false;

/** Ends what is still running, by force if need be (npm goes on for a while), so that nothing goes on behind the user's back. */
async function endChildren(signal) {
  if (stopping) return;
  stopping = true;
  for (const child of children.keys()) child.kill('SIGTERM');
  const force = setTimeout(() => {
    for (const child of children.keys()) child.kill('SIGKILL');
  }, ENDS_WITHIN_MS);
  await Promise.all(children.values());
  clearTimeout(force);
  process.exit(signal === 'SIGINT' ? 130 : 143);
}

let onSignal = endChildren;
/** What to do when this process is told to stop; before, it ends with whatever it runs. */
export const handleSignals = (handler) => (onSignal = handler);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => onSignal(signal));

/**
 * Runs a program and keeps what it says for the case that it fails. While it takes long, says so. Never settles once this process
 * is told to stop.
 * @returns {Promise<{code: number, output: string, seconds: number}>}
 */
export function run(command, args, { cwd = ROOT, env = {}, show = false, stillDoing } = {}) {
  const began = Date.now();
  const seconds = () => (Date.now() - began) / 1000;
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'] });
    let ended = () => undefined;
    children.set(child, new Promise((settle) => (ended = settle)));
    let output = '';
    const keep = (part) => (output = (output + part).slice(-200_000));
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    const heartbeat = stillDoing ? setInterval(() => say(`  … still ${stillDoing} (${Math.round(seconds())} s)`), 15_000) : undefined;
    const end = (code) => {
      clearInterval(heartbeat);
      children.delete(child);
      ended();
      if (!stopping) resolve({ code, output, seconds: seconds() });
    };
    child.once('error', (error) => {
      output += error.message;
      end(127);
    });
    child.once('close', (code) => end(code ?? 1));
  });
}

function* filesOf(entry, skip) {
  if (!existsSync(entry)) return;
  if (!statSync(entry).isDirectory()) {
    yield entry;
    return;
  }
  for (const name of readdirSync(entry).sort()) {
    const full = path.join(entry, name);
    if (!skip(full)) yield* filesOf(full, skip);
  }
}

/** A fingerprint of files and folders: their names and contents, not their times. */
export function hashOf(entries, skip = () => false) {
  const hash = createHash('sha256');
  for (const entry of entries) {
    for (const file of filesOf(entry, skip))
      hash
        .update(`${path.relative(ROOT, file)}\0`)
        .update(readFileSync(file))
        .update('\0');
  }
  return hash.digest('hex');
}
