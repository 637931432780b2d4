/** One line of the input, without its end. */
export interface RawLine {
  text: string;
  /** Bytes from the start of the input to the start of the line, and to just behind its end. */
  start: number;
  end: number;
  /** Bytes that were left out because the line is longer than the limit. */
  cutBytes: number;
}

const NEWLINE = 10;
// CSI sequences (colours, cursor), OSC sequences (titles, links), and other two-byte escapes.
const ANSI = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\^_])/g;

/**
 * Cuts bytes into lines in bounded memory: of a line longer than `lineBytesMax` only the first bytes are kept.
 * Takes CRLF, drops NUL bytes, ANSI colours and a byte order mark, and replaces invalid UTF-8.
 */
export class LineSplitter {
  private readonly lineBytesMax: number;
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  private parts: Buffer[] = [];
  private partBytes = 0;
  private cutBytes = 0;
  private start: number;
  private position: number;

  /** @param offset where the first byte lies in the input */
  constructor(lineBytesMax: number, offset = 0) {
    this.lineBytesMax = lineBytesMax;
    this.start = offset;
    this.position = offset;
  }

  /** Bytes of a line that has no end yet. */
  get openBytes(): number {
    return this.position - this.start;
  }

  /** Gives each line that ends in `chunk`. Take them all before the next call. */
  *push(chunk: Buffer): Generator<RawLine> {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      this.keep(chunk.subarray(from, at));
      this.position += 1;
      from = at + 1;
      yield this.take();
    }
    this.keep(chunk.subarray(from));
  }

  /** Gives the last line when it has no end. */
  *finish(): Generator<RawLine> {
    if (this.openBytes > 0) yield this.take();
  }

  private keep(bytes: Buffer): void {
    const room = Math.max(0, this.lineBytesMax - this.partBytes);
    const kept = bytes.subarray(0, room);
    // A copy: the stream uses its buffer again, and a view would keep all of it alive.
    if (kept.length > 0) this.parts.push(Buffer.from(kept));
    this.partBytes += kept.length;
    this.cutBytes += bytes.length - kept.length;
    this.position += bytes.length;
  }

  private take(): RawLine {
    const bytes = this.parts.length === 1 && this.parts[0] ? this.parts[0] : Buffer.concat(this.parts);
    const line = { text: this.clean(bytes), start: this.start, end: this.position, cutBytes: this.cutBytes };
    this.parts = [];
    this.partBytes = 0;
    this.cutBytes = 0;
    this.start = this.position;
    return line;
  }

  private clean(bytes: Buffer): string {
    let text = this.decoder.decode(bytes);
    if (this.start === 0 && text.startsWith('\ufeff')) text = text.slice(1);
    if (text.includes('\0')) text = text.replaceAll('\0', '');
    if (text.includes('\u001b')) text = text.replace(ANSI, '');
    return text.endsWith('\r') ? text.slice(0, -1) : text;
  }
}
