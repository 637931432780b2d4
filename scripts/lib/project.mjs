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

const children = new Set();
let onSignal = () => process.exit(130);
/** What to do when this process is told to stop; before, it just ends. */
export const handleSignals = (handler) => (onSignal = handler);
// Ends what is still running, so that no installation or build goes on behind the user's back.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    for (const child of children) child.kill('SIGTERM');
    onSignal(signal);
  });
}

/**
 * Runs a program and keeps what it says for the case that it fails. While it takes long, says so.
 * @returns {Promise<{code: number, output: string, seconds: number}>}
 */
export function run(command, args, { cwd = ROOT, env = {}, show = false, stillDoing } = {}) {
  const began = Date.now();
  const seconds = () => (Date.now() - began) / 1000;
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'] });
    children.add(child);
    let output = '';
    const keep = (part) => (output = (output + part).slice(-200_000));
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    const heartbeat = stillDoing ? setInterval(() => say(`  … still ${stillDoing} (${Math.round(seconds())} s)`), 15_000) : undefined;
    const end = (code) => {
      clearInterval(heartbeat);
      children.delete(child);
      resolve({ code, output, seconds: seconds() });
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
