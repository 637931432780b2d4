/** Crockford's base32, whose digits sort as text like their values. https://www.crockford.com/base32.html */
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';
const TWO_32 = 2 ** 32;

/** Highest counter of one millisecond and one instance (20 bits). */
export const COUNTER_MAX = 2 ** 20 - 1;

/** Two digits for each value below 1024: an id is made for every log. */
const PAIRS = Array.from({ length: 1024 }, (_, value) => DIGITS.charAt(value >> 5) + DIGITS.charAt(value & 31));

/** Eight digits of a number below 2^40. */
function eightDigits(value: number): string {
  const high = Math.floor(value / 2 ** 20);
  const low = value % 2 ** 20;
  return `${PAIRS[high >> 10] ?? ''}${PAIRS[high & 1023] ?? ''}${PAIRS[low >> 10] ?? ''}${PAIRS[low & 1023] ?? ''}`;
}

/** Writes the two integers of a log's identity (48 and 32 bits) as 16 digits that sort by time of arrival. */
export function formatLogId(observedAtMs: number, seq: number): string {
  return eightDigits(Math.floor(observedAtMs / 2 ** 8)) + eightDigits((observedAtMs % 2 ** 8) * TWO_32 + seq);
}

/** Formats ids that mostly share their millisecond and instance, as those of one call do: the digits they share are made once. */
export class LogIdFormatter {
  private observedAtMs = -1;
  private instance = -1;
  private shared = '';

  /** The same text as formatLogId. */
  id(observedAtMs: number, seq: number): string {
    const instance = seq >>> 20;
    if (observedAtMs !== this.observedAtMs || instance !== this.instance) {
      this.observedAtMs = observedAtMs;
      this.instance = instance;
      this.shared = formatLogId(observedAtMs, seq).slice(0, 12);
    }
    return `${this.shared}${PAIRS[(seq >>> 10) & 1023] ?? ''}${PAIRS[seq & 1023] ?? ''}`;
  }
}

/** Reads an id back; undefined when the text is not one. */
export function parseLogId(id: string): { observedAtMs: number; seq: number } | undefined {
  if (id.length !== 16) return undefined;
  let high = 0;
  let low = 0;
  for (let i = 0; i < 16; i++) {
    const digit = DIGITS.indexOf(id.charAt(i));
    if (digit < 0) return undefined;
    if (i < 8) high = high * 32 + digit;
    else low = low * 32 + digit;
  }
  return { observedAtMs: high * 2 ** 8 + Math.floor(low / TWO_32), seq: low % TWO_32 };
}

/** Hands out identities of one instance; they only go up, also when the clock is set back while the process runs. */
export class LogIdSequence {
  /** Arrival of the identity handed out last, in ms since 1970. */
  observedAtMs = 0;
  /** Its instance and counter. */
  seq = 0;
  private counter = 0;
  private readonly base: number;

  /** @param instance number of this instance, 0-4095: two that run at the same time must differ */
  constructor(instance: number) {
    this.base = (instance % 4096) * 2 ** 20;
  }

  /** Hands out the next identity, for a record that arrived at `nowMs`: `observedAtMs` and `seq` hold it until the next. */
  advance(nowMs: number): void {
    if (nowMs > this.observedAtMs) {
      this.observedAtMs = nowMs;
      this.counter = 0;
    } else if (this.counter >= COUNTER_MAX) {
      this.observedAtMs += 1;
      this.counter = 0;
    }
    this.seq = this.base + this.counter;
    this.counter += 1;
  }
}
