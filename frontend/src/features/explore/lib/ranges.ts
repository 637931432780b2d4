/** The windows one can look at. `interval` gives at most 60 bars; `nowText` is what the API takes as `from`. */
export const RANGES = [
  { id: '5m', label: 'Last 5 min', chip: 'last 5 min', ms: 300_000, interval: '5s', step: '5 s' },
  { id: '15m', label: 'Last 15 min', chip: 'last 15 min', ms: 900_000, interval: '15s', step: '15 s' },
  { id: '1h', label: 'Last 1 h', chip: 'last 1 h', ms: 3_600_000, interval: '1m', step: '1 min' },
  { id: '6h', label: 'Last 6 h', chip: 'last 6 h', ms: 21_600_000, interval: '10m', step: '10 min' },
  { id: '24h', label: 'Last 24 h', chip: 'last 24 h', ms: 86_400_000, interval: '30m', step: '30 min' },
] as const;

export type Range = (typeof RANGES)[number];
export type RangeId = Range['id'];
export const DEFAULT_RANGE: RangeId = '15m';

/** The range of that name; the 15-minute one for any other. */
export function rangeOf(id: string | null): Range {
  return RANGES.find((range) => range.id === id) ?? RANGES[1];
}
