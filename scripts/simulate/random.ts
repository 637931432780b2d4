/** A small seeded generator (sfc32): the same key gives the same numbers on every machine. Not for secrets. */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private d = 1;

  constructor(key: string) {
    // FNV-1a over the key, three times from different starts.
    this.a = hash(key, 0x811c9dc5);
    this.b = hash(key, 0x01000193);
    this.c = hash(key, 0x9e3779b9);
    for (let i = 0; i < 12; i++) this.uint32();
  }

  uint32(): number {
    const sum = (((this.a + this.b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** From 0 up to, not with, 1. */
  fraction(): number {
    return this.uint32() / 4_294_967_296;
  }

  /** A whole number from `low` to `high`, both with. */
  int(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[Math.floor(this.fraction() * items.length)] ?? items[0];
  }

  /** Mostly small, now and then large, as the durations of real calls are; `typical` is the median. */
  duration(typical: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.fraction())) * Math.cos(2 * Math.PI * this.fraction());
    return Math.max(0.2, typical * Math.exp(normal * 0.45));
  }

  hex(digits: 16 | 32): string {
    let text = '';
    while (text.length < digits) text += this.uint32().toString(16).padStart(8, '0');
    return text;
  }
}

function hash(text: string, start: number): number {
  let value = start;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value | 0;
}
