/** Only what was filled in: empty texts are left out, so that the server takes its defaults. */
export function filled<T extends Record<string, string>>(fields: T): Partial<T> {
  const kept: Partial<T> = {};
  for (const name in fields) if (fields[name] !== '') kept[name] = fields[name];
  return kept;
}
