/**
 * Finds the end of a JSON value by its brackets and quotes; whether what lies between is JSON, its reader tells.
 * @returns the position behind it, or -1 when it does not end
 */
export function skipValue(body: Buffer, start: number): number {
  let depth = 0;
  for (let at = start; at < body.length; at++) {
    const byte = body[at];
    if (byte === 0x22) {
      at = skipText(body, at + 1);
      if (at < 0) return -1;
      if (depth === 0) return at + 1;
    } else if (byte === 0x7b || byte === 0x5b) depth += 1;
    else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1;
      if (depth === 0) return at + 1;
      if (depth < 0) return at; // behind a scalar at the end of a list
    } else if (byte === 0x2c && depth === 0) return at;
  }
  return -1;
}

/** Position of the quote that ends a text, or -1. */
function skipText(body: Buffer, start: number): number {
  for (let at = start; at < body.length; at++) {
    if (body[at] === 0x5c) at += 1;
    else if (body[at] === 0x22) return at;
  }
  return -1;
}
