import '@testing-library/jest-dom';

// jsdom has no layout: give the virtual list a size, and the observers that it needs. TanStack Virtual reads client*.
const SIZE = { width: 800, height: 320 };
const RECT: DOMRect = { x: 0, y: 0, top: 0, left: 0, right: SIZE.width, bottom: SIZE.height, ...SIZE, toJSON: () => ({}) };

class FixedResizeObserver implements ResizeObserver {
  constructor(private readonly callback: ResizeObserverCallback) {}

  observe(target: Element): void {
    const size = [{ inlineSize: SIZE.width, blockSize: SIZE.height }];
    this.callback([{ target, contentRect: RECT, borderBoxSize: size, contentBoxSize: size, devicePixelContentBoxSize: size }], this);
  }

  unobserve(): void {}

  disconnect(): void {}
}

globalThis.ResizeObserver = FixedResizeObserver;
for (const [name, value] of [
  ['Width', SIZE.width],
  ['Height', SIZE.height],
] as const) {
  Object.defineProperty(HTMLElement.prototype, `offset${name}`, { configurable: true, value });
  Object.defineProperty(Element.prototype, `client${name}`, { configurable: true, value });
}
HTMLElement.prototype.getBoundingClientRect = () => RECT;
Element.prototype.scrollTo = () => {};
window.matchMedia = (query) => ({
  matches: false,
  media: query,
  onchange: null,
  addEventListener: () => {},
  removeEventListener: () => {},
  addListener: () => {},
  removeListener: () => {},
  dispatchEvent: () => false,
});
// jsdom has neither of them; Node does.
globalThis.structuredClone ??= (value) => JSON.parse(JSON.stringify(value));
globalThis.Headers ??= class extends Map<string, string> {} as unknown as typeof Headers;
