/** FNV-1a, 32 bits: the hash of nothing, and the factor. http://www.isthe.com/chongo/tech/comp/fnv/ */
export const HASH_SEED = 0x811c9dc5 | 0;
const HASH_FACTOR = 0x01000193;

/** Hash of what was hashed before and one byte more. */
export function hashByte(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, HASH_FACTOR);
}

/** Hash of a piece of bytes. */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = HASH_SEED;
  for (let i = start; i < end; i++) hash = hashByte(hash, bytes[i] ?? 0);
  return hash;
}

/** Numbers for a fixed set of words, found by their bytes without making a string of them. */
export class ByteDictionary {
  private readonly mask: number;
  private readonly hashes: Int32Array;
  private readonly values: Int32Array;
  private readonly words: (Buffer | undefined)[];

  /** @param entries words with numbers of 0 or more; the first of equal words counts */
  constructor(entries: Iterable<readonly [string, number]>) {
    const list = [...new Map([...entries].reverse())];
    const size = 2 ** Math.ceil(Math.log2(Math.max(2, list.length * 4)));
    this.mask = size - 1;
    this.hashes = new Int32Array(size);
    this.values = new Int32Array(size).fill(-1);
    this.words = new Array<Buffer | undefined>(size).fill(undefined);
    for (const [text, value] of list) {
      const word = Buffer.from(text);
      const hash = hashBytes(word, 0, word.length);
      let at = hash & this.mask;
      while (this.words[at] !== undefined) at = (at + 1) & this.mask;
      this.hashes[at] = hash;
      this.values[at] = value;
      this.words[at] = word;
    }
  }

  /** Number of the word at `start`…`end`, whose hash is `hash`; -1 when it is none. */
  find(bytes: Uint8Array, start: number, end: number, hash: number): number {
    for (let at = hash & this.mask; ; at = (at + 1) & this.mask) {
      const word = this.words[at];
      if (word === undefined) return -1;
      if (this.hashes[at] === hash && word.length === end - start && equalBytes(word, bytes, start)) return this.values[at] ?? -1;
    }
  }
}

function equalBytes(word: Uint8Array, bytes: Uint8Array, start: number): boolean {
  for (let i = 0; i < word.length; i++) if (word[i] !== bytes[start + i]) return false;
  return true;
}
