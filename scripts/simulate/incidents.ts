import { Random } from './random.ts';

export const SCENARIOS = ['payment-outage', 'latency', 'login-attack', 'noisy'] as const;
export type Scenario = (typeof SCENARIOS)[number];

/** Something that goes wrong for a while. It grows over the first quarter, stays, and ends over the last fifth. */
export interface Incident {
  scenario: Scenario;
  startMs: number;
  endMs: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** How strong a scenario is at a time: 0 when nothing is wrong, 1 at the worst. */
export function intensityAt(incidents: readonly Incident[], scenario: Scenario, atMs: number): number {
  let strongest = 0;
  for (const one of incidents) {
    if (one.scenario !== scenario || atMs < one.startMs || atMs >= one.endMs) continue;
    const part = (atMs - one.startMs) / (one.endMs - one.startMs);
    strongest = Math.max(strongest, Math.min(1, part / 0.25, (1 - part) / 0.2));
  }
  return strongest;
}

/** Incidents of the past: one of each scenario in every eight hours from its begin, 8 to 25 minutes long, at seeded times. */
export function planPast(seed: number, scenarios: readonly Scenario[], fromMs: number, toMs: number): Incident[] {
  const period = 8 * HOUR_MS;
  const incidents: Incident[] = [];
  for (let index = 0; fromMs + index * period < toMs; index++) {
    for (const scenario of scenarios) {
      const random = new Random(`${seed}/incident/${scenario}/${index}`);
      const length = random.int(8, 25) * MINUTE_MS;
      const startMs = fromMs + index * period + random.fraction() * (period - length);
      // What would reach into the present is left out: the live plan says what happens there.
      if (startMs + length <= toMs) incidents.push({ scenario, startMs, endMs: startMs + length });
    }
  }
  return incidents;
}

/**
 * Incidents from now on: the first begins soon, each lasts four minutes and comes back every ten, several scenarios take turns.
 * A short run is used well: with an end, they share its middle.
 */
export function planLive(scenarios: readonly Scenario[], startMs: number, endMs: number): Incident[] {
  const available = endMs - startMs;
  if (scenarios.length === 0 || available <= 0) return [];
  if (available < 10 * MINUTE_MS) {
    const share = (available * 0.8) / scenarios.length;
    return scenarios.map((scenario, i) => ({ scenario, startMs: startMs + available * 0.1 + i * share, endMs: startMs + available * 0.1 + (i + 1) * share }));
  }
  const incidents: Incident[] = [];
  const step = (10 * MINUTE_MS) / scenarios.length;
  // A run without an end is planned for a month; nobody needs more.
  const lastMs = Math.min(endMs, startMs + 31 * 24 * HOUR_MS);
  for (let at = startMs + 15_000, turn = 0; at < lastMs; at += step, turn++) {
    const scenario = scenarios[turn % scenarios.length];
    if (scenario) incidents.push({ scenario, startMs: at, endMs: at + 4 * MINUTE_MS });
  }
  return incidents;
}
