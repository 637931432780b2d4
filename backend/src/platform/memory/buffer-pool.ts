/** Smallest and largest buffer that is kept; others are made and forgotten as usual. */
const BYTES_MIN = 64 * 1024;
const BYTES_MAX = 32 * 1024 * 1024;
/** Most bytes that lie unused. */
const IDLE_BYTES_MAX = 64 * 1024 * 1024;
const SHRINK_EVERY_MS = 10_000;

/**
 * Lends large buffers and takes them back. Memory outside the heap that is made and dropped at a hundred megabytes a second makes
 * the runtime collect its whole heap several times a second; lending the same memory again makes it collect almost never.
 *
 * Whoever gives a buffer back must not touch it again. One that is never given back is collected like any other.
 */
export class BufferPool {
  private readonly idle = new Map<number, Buffer[]>();
  private readonly lent = new WeakSet<ArrayBufferLike>();
  private idleBytes = 0;
  private timer: NodeJS.Timeout | undefined;

  /** A buffer of at least so many bytes, with anything in it. */
  take(bytes: number): Buffer {
    const size = Math.max(BYTES_MIN, 2 ** Math.ceil(Math.log2(Math.max(1, bytes))));
    if (size > BYTES_MAX) return Buffer.allocUnsafeSlow(bytes);
    const kept = this.idle.get(size)?.pop();
    if (kept) this.idleBytes -= size;
    const buffer = kept ?? Buffer.allocUnsafeSlow(size);
    this.lent.add(buffer.buffer);
    return buffer;
  }

  /** Takes back a buffer, or a part of one, that was lent; anything else, and a second time, is ignored. */
  give(buffer: Buffer): void {
    const memory = buffer.buffer;
    if (!this.lent.delete(memory)) return;
    const size = memory.byteLength;
    if (this.idleBytes + size > IDLE_BYTES_MAX) return;
    const sizes = this.idle.get(size);
    const whole = Buffer.from(memory);
    if (sizes) sizes.push(whole);
    else this.idle.set(size, [whole]);
    this.idleBytes += size;
    this.timer ??= setInterval(() => this.shrink(), SHRINK_EVERY_MS).unref();
  }

  /** Bytes that lie unused. */
  get unusedBytes(): number {
    return this.idleBytes;
  }

  /** Lets go of half of what lies unused, so that a burst is not remembered for ever. */
  private shrink(): void {
    for (const [size, buffers] of this.idle) {
      const dropped = Math.ceil(buffers.length / 2);
      buffers.length -= dropped;
      this.idleBytes -= dropped * size;
      if (buffers.length === 0) this.idle.delete(size);
    }
    if (this.idle.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }
}

/** The pool of this process: bodies on their way in, and rows on their way to the store. */
export const bufferPool = new BufferPool();
