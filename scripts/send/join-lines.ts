import type { RawLine } from './split-lines.ts';
import { readLeadingTime } from './parse-time.ts';

/** One log: a line, or a line with the stack trace behind it. */
export interface Entry {
  text: string;
  /** Number of its first line, from 1. */
  lineNumber: number;
  lastLineNumber: number;
  /** Bytes from the start of the input to just behind its last line. */
  end: number;
  cutBytes: number;
}

/** `ended`: a Python trace that closed, but another may be chained to it behind a blank line. */
type Trace = 'none' | 'python' | 'ended' | 'go';

const LINES_MAX = 1_000;
const TEXT_MAX = 1_048_576;
const STARTS_TRACE = /^Traceback \(most recent call last\):|^goroutine \d+ \[/;
const CHAIN = /^(?:Caused by|Suppressed): |^\.\.\. \d+ (?:more|common frames)|^The above exception was |^During handling of the above exception/;
const CLOSING = /^[}\])]+[,;]?$/;
/** The line that ends a Python trace (`ValueError: bad`), and a frame of a Go trace (`main.run(0xc000…)`). */
const EXCEPTION = /^[A-Za-z_][\w.]*(?:: |$)/;
const GO_FRAME = /^[\w./*()-]+\(.*\)$|^created by |^exit status \d+/;

/** Joins the lines of stack traces to the line before. Holds one entry: it is given out when the next one begins, or by `finish`. */
export class LineJoiner {
  private open: { lines: string[]; length: number; entry: Entry; trace: Trace; json: boolean } | undefined;
  private lineNumber: number;

  /** @param linesBefore lines of the input that were read earlier */
  constructor(linesBefore = 0) {
    this.lineNumber = linesBefore;
  }

  /** Lines taken so far, with those before. */
  get linesRead(): number {
    return this.lineNumber;
  }

  /** True when an entry waits for its next line. */
  get isOpen(): boolean {
    return this.open !== undefined;
  }

  /** Takes a line; gives the entry before it when this line begins a new one. */
  push(line: RawLine): Entry | undefined {
    this.lineNumber++;
    if (this.open && this.belongs(line.text)) {
      this.extend(line);
      return undefined;
    }
    const done = this.finish();
    if (line.text.trim() === '') return done;
    const entry = { text: '', lineNumber: this.lineNumber, lastLineNumber: this.lineNumber, end: line.end, cutBytes: line.cutBytes };
    this.open = { lines: [line.text], length: line.text.length, entry, trace: traceOf(line.text), json: isWholeJson(line.text) };
    return done;
  }

  /** Gives the entry that is still open. */
  finish(): Entry | undefined {
    if (!this.open) return undefined;
    const { entry, lines } = this.open;
    this.open = undefined;
    return { ...entry, text: lines.join('\n').trimEnd() };
  }

  private belongs(text: string): boolean {
    const open = this.open;
    if (!open || open.json || open.lines.length >= LINES_MAX || open.length + text.length > TEXT_MAX) return false;
    if (text.trim() === '') return open.trace !== 'none';
    if (STARTS_TRACE.test(text) || CHAIN.test(text) || CLOSING.test(text)) return true;
    if (/^\s/.test(text)) {
      const inner = text.trimStart();
      return !isWholeJson(inner) && readLeadingTime(inner, { zone: 'utc', nowMs: 0 }) === undefined;
    }
    if (open.trace === 'go') return GO_FRAME.test(text);
    // The first line that is not set in ends the trace, and is part of it.
    return open.trace === 'python' && EXCEPTION.test(text) && !/^[A-Z]+:/.test(text);
  }

  private extend(line: RawLine): void {
    const open = this.open;
    if (!open) return;
    open.lines.push(line.text);
    open.length += line.text.length;
    open.entry.end = line.end;
    open.entry.lastLineNumber = this.lineNumber;
    open.entry.cutBytes += line.cutBytes;
    const starts = traceOf(line.text);
    if (starts !== 'none') open.trace = starts;
    else if (open.trace === 'python' && line.text.trim() !== '' && !/^\s/.test(line.text) && !CHAIN.test(line.text)) open.trace = 'ended';
  }
}

function traceOf(text: string): Trace {
  if (text.includes('Traceback (most recent call last):')) return 'python';
  return /^(?:goroutine \d+ \[|panic: )/.test(text) ? 'go' : 'none';
}

function isWholeJson(text: string): boolean {
  if (!text.startsWith('{')) return false;
  const last = text.trimEnd();
  return last.length > 1 && last.endsWith('}');
}
