/** Edits (insert, remove, replace) from one text to the other, by Wagner and Fischer with one row. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The known name that a mistyped one most likely meant: at most a third of it differs. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const wanted = name.slice(0, 128).toLowerCase();
  let best: { name: string; distance: number } | undefined;
  for (const candidate of known) {
    const distance = editDistance(wanted, candidate.slice(0, 128).toLowerCase());
    if (!best || distance < best.distance) best = { name: candidate, distance };
  }
  return best && best.distance > 0 && best.distance <= Math.ceil(wanted.length / 3) ? best.name : undefined;
}
