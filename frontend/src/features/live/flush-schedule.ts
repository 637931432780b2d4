const EVERY_MS = 100;

/**
 * Calls `flush` at most ten times a second, in an animation frame. A hidden tab has no frames and slow timers, so there the call
 * that asks is the one that flushes.
 */
export class FlushSchedule {
  private lastAt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private frame = 0;

  constructor(private readonly flush: () => void) {}

  request(): void {
    const wait = this.lastAt + EVERY_MS - performance.now();
    if (document.hidden) {
      if (wait <= 0) this.run();
      return;
    }
    if (this.timer !== undefined || this.frame !== 0) return;
    if (wait <= 0) this.frame = requestAnimationFrame(() => this.run());
    else
      this.timer = setTimeout(() => {
        this.timer = undefined;
        this.frame = requestAnimationFrame(() => this.run());
      }, wait);
  }

  /** Flushes now, for example when a tab comes back. */
  run(): void {
    this.cancel();
    this.lastAt = performance.now();
    this.flush();
  }

  cancel(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.frame !== 0) cancelAnimationFrame(this.frame);
    this.frame = 0;
  }
}
