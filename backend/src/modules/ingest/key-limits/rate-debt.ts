/** What an idle sender may send at once without waiting, as time of its rate. */
export const BURST_MS = 1_000;

/** A call that costs more than so much time of the rate never fits: the sender would wait too long for its next one. */
export const CALL_MAX_MS = 60_000;

/**
 * A token bucket as one number, as in the generic cell rate algorithm (ITU-T I.371): the moment up to which what was sent is paid
 * for. A sender may call while nothing is owed; the call itself may owe, because a sender cannot cut its batches to the rate of
 * its limit. So the mean holds, whatever the size of calls.
 * @param paidUntilMs of the sender so far; undefined for a new one
 * @param amount bytes or records of one more call
 * @returns the moment after that call
 */
export function afterCall(paidUntilMs: number | undefined, amount: number, perSecond: number, nowMs: number): number {
  return Math.max(paidUntilMs ?? -Infinity, nowMs - BURST_MS) + (amount * 1000) / perSecond;
}

/** Whole seconds until a sender may call again; 0 when it may now. */
export function secondsToWait(paidUntilMs: number | undefined, nowMs: number): number {
  return Math.max(0, Math.ceil(((paidUntilMs ?? -Infinity) - nowMs) / 1000));
}
