import type { AppError } from '../../platform/errors/app-error.js';

/** These come with every page that was left open for a quarter of an hour; they say nothing about an attack. */
const USUAL_REASONS = new Set<unknown>(['expired', 'signed_out']);

/** Whether a refusal is of the kind that happens to everyone, and so is not written down. */
export function isUsualRefusal(error: AppError | undefined): boolean {
  const details = error?.details;
  return typeof details === 'object' && details !== null && 'reason' in details && USUAL_REASONS.has(details.reason);
}
