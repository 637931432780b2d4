/** Bytes that a first row gets; the buffer doubles when it is full. */
const FIRST_BYTES = 64 * 1024;

/**
 * Encoded rows, one behind the other in one buffer. Rows wait for the store as bytes outside the heap: as strings they would
 * outlive the young generation, and collecting them cost more than encoding.
 */
export class EncodedRows {
  private buffer: Buffer;
  private readonly ends: number[] = [];
  private size = 0;

  /** @param expectedBytes what the rows will probably need */
  constructor(expectedBytes = FIRST_BYTES) {
    this.buffer = Buffer.allocUnsafe(Math.max(1024, Math.ceil(expectedBytes)));
  }

  /** How many rows there are. */
  get count(): number {
    return this.ends.length;
  }

  /** Bytes of all rows. */
  get bytes(): number {
    return this.size;
  }

  /** Adds one row. */
  append(row: string): void {
    // UTF-8 takes at most three bytes for each UTF-16 unit; only near the end of the buffer it is worth counting them.
    if (this.size + row.length * 3 > this.buffer.length && this.size + Buffer.byteLength(row) > this.buffer.length) {
      const needed = this.size + row.length * 3;
      const grown = Buffer.allocUnsafe(Math.max(needed, this.buffer.length * 2));
      this.buffer.copy(grown, 0, 0, this.size);
      this.buffer = grown;
    }
    this.size += this.buffer.write(row, this.size);
    this.ends.push(this.size);
  }

  /** The bytes of the rows from `first` up to, not including, `end`; not a copy. */
  slice(first = 0, end = this.count): Buffer {
    return this.buffer.subarray(first === 0 ? 0 : this.ends[first - 1], end === 0 ? 0 : this.ends[end - 1]);
  }
}
