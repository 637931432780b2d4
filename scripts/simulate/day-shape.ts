const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Share of the mean that one hour of a day has before the week is looked at: a wave with its low at 4 h, lunch and evening on top. */
function dayWave(hour: number): number {
  const hill = (centre: number, width: number): number => Math.exp(-(((hour - centre) / width) ** 2));
  return 0.95 - 0.55 * Math.cos(((hour - 4) / 24) * 2 * Math.PI) + 0.3 * hill(12.5, 1.2) + 0.5 * hill(20.2, 1.8);
}

const WEEKDAYS = [0.8, 1.04, 1.06, 1.06, 1.08, 1.1, 0.86];
const MEAN = (() => {
  let sum = 0;
  for (let step = 0; step < 7 * 96; step++) sum += dayWave((step % 96) / 4) * (WEEKDAYS[Math.floor(step / 96)] ?? 1);
  return sum / (7 * 96);
})();

/**
 * How busy the shop is at a time: 1 is the mean of a week.
 * @param zoneOffsetMs what is added to UTC for the clock of the shop's people
 */
export function busyAt(atMs: number, zoneOffsetMs: number): number {
  const local = atMs + zoneOffsetMs;
  const hour = (((local % DAY_MS) + DAY_MS) % DAY_MS) / HOUR_MS;
  const weekday = new Date(local).getUTCDay();
  return (dayWave(hour) * (WEEKDAYS[weekday] ?? 1)) / MEAN;
}
