import type { LiveRow } from './live-row.js';

export interface RowLimits {
  rowsMax: number;
  bytesMax: number;
}

/** Rows of one tail that wait to be sent, in order of arrival; it knows its bytes. */
export class WaitingRows {
  private rows: LiveRow[] = [];
  private head = 0;
  private heldBytes = 0;

  get length(): number {
    return this.rows.length - this.head;
  }

  get bytes(): number {
    return this.heldBytes;
  }

  /** True when something has to go. One row may always stay, whatever its size. */
  isOver(limits: RowLimits): boolean {
    return this.length > limits.rowsMax || (this.heldBytes > limits.bytesMax && this.length > 1);
  }

  push(row: LiveRow): void {
    this.rows.push(row);
    this.heldBytes += row.bytes;
  }

  peek(): LiveRow | undefined {
    return this.rows[this.head];
  }

  shift(): LiveRow | undefined {
    const row = this.rows[this.head];
    if (row === undefined) return undefined;
    this.head += 1;
    this.heldBytes -= row.bytes;
    // What was taken is let go in blocks: moving the rest each time would cost a square.
    if (this.head > 512 && this.head * 2 > this.rows.length) {
      this.rows = this.rows.slice(this.head);
      this.head = 0;
    }
    return row;
  }

  /** Takes everything out. */
  drain(): LiveRow[] {
    const all = this.head === 0 ? this.rows : this.rows.slice(this.head);
    this.rows = [];
    this.head = 0;
    this.heldBytes = 0;
    return all;
  }

  /** Keeps the rows that pass, and gives how many went. */
  keep(test: (row: LiveRow) => boolean): number {
    const all = this.drain();
    for (const row of all) if (test(row)) this.push(row);
    return all.length - this.length;
  }
}
