const GROUPED = new Intl.NumberFormat('en-US');

/** 4492870 → `4,492,870`. */
export function formatCount(count: number): string {
  return GROUPED.format(Math.round(count));
}

/** Short form for narrow columns: `124`, `37.8k`, `3.61M`; exact below 10,000. */
export function formatShort(count: number): string {
  if (count < 10_000) return formatCount(count);
  for (const [unit, size] of [
    ['k', 1e3],
    ['M', 1e6],
    ['G', 1e9],
  ] as const) {
    const value = count / size;
    if (value < 999.5 || unit === 'G') return `${value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)}${unit}`;
  }
  return formatCount(count);
}

/** A rate per second without its unit: `0`, `0.03`, `4.6`, `1,248`. Never rounds something to nothing. */
export function formatRate(perSecond: number): string {
  if (perSecond <= 0) return '0';
  if (perSecond < 0.01) return '<0.01';
  if (perSecond < 0.1) return perSecond.toFixed(2);
  if (perSecond < 100) return String(Number(perSecond.toFixed(1)));
  return formatCount(perSecond);
}

/** Share of a whole: `100 %`, `12.5 %`, `0.84 %`; 100 and 0 only when it is exactly that. */
export function formatShare(part: number, whole: number): string {
  if (whole <= 0) return '–';
  const percent = (part / whole) * 100;
  if (percent === 0 || percent === 100) return `${percent} %`;
  if (percent > 99.9) return '>99.9 %';
  if (percent < 0.01) return '<0.01 %';
  return `${percent >= 10 ? percent.toFixed(1) : percent.toFixed(2)} %`;
}

/** A span of time in its nearest unit: `180 ms`, `4.2 s`, `1.5 min`, `2 h`, `5 d`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 10_000) return `${Number((ms / 1000).toFixed(1))} s`;
  if (ms < 60_000) return `${Math.round(ms / 1000)} s`;
  if (ms < 600_000) return `${Number((ms / 60_000).toFixed(1))} min`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  if (ms < 172_800_000) return `${Math.round(ms / 3_600_000)} h`;
  return `${Math.round(ms / 86_400_000)} d`;
}

/** How a thing is called when there are `count` of it: `1 match`, `2 matches`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** Bytes: `812 B`, `16 KB`, `5.0 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1_048_576) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1_048_576).toFixed(1)} MB`;
}
