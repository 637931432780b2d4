import path from 'node:path';

/** The checkout. */
export const PROJECT_ROOT = path.resolve(import.meta.dirname, '..', '..');

/** Makes a path absolute from where the person typed the command: npm itself goes to the checkout first. */
export function fromCaller(file: string): string {
  return path.resolve(process.env['INIT_CWD'] ?? process.cwd(), file);
}
