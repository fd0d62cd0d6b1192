/**
 * The little of the browser that the page's script uses, as types. The library `dom` is not in this project's
 * configuration on purpose: with it, code for Node could reach for `window` and still compile.
 */

export interface PageEvent {
  readonly key: string;
  readonly clientX: number;
  readonly clientY: number;
  readonly deltaY: number;
  readonly pointerId: number;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly target: unknown;
  preventDefault(): void;
}

export interface PageElement {
  textContent: string | null;
  className: string;
  hidden: boolean;
  open: boolean;
  value: string;
  readonly dataset: Record<string, string | undefined>;
  readonly style: Record<string, string>;
  readonly clientWidth: number;
  readonly offsetWidth: number;
  readonly offsetHeight: number;
  append(...children: readonly (PageElement | string)[]): void;
  replaceChildren(...children: readonly (PageElement | string)[]): void;
  addEventListener(type: string, listener: (event: PageEvent) => void, options?: { readonly passive: boolean }): void;
  getBoundingClientRect(): {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  };
  scrollIntoView(options: { readonly block: 'center' | 'start' }): void;
  setPointerCapture(pointerId: number): void;
  focus(options?: { readonly preventScroll: boolean }): void;
}

export interface PageCanvas extends PageElement {
  width: number;
  height: number;
  getContext(kind: '2d'): Pen;
}

/** A canvas's drawing context. */
export interface Pen {
  fillStyle: string;
  strokeStyle: string;
  lineWidth: number;
  globalAlpha: number;
  font: string;
  textAlign: 'left' | 'center' | 'right';
  textBaseline: 'alphabetic' | 'middle' | 'top' | 'bottom';
  setTransform(a: number, b: number, c: number, d: number, e: number, f: number): void;
  clearRect(x: number, y: number, width: number, height: number): void;
  fillRect(x: number, y: number, width: number, height: number): void;
  strokeRect(x: number, y: number, width: number, height: number): void;
  fillText(text: string, x: number, y: number): void;
  measureText(text: string): { readonly width: number };
  setLineDash(segments: readonly number[]): void;
  beginPath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  rect(x: number, y: number, width: number, height: number): void;
  arc(x: number, y: number, radius: number, from: number, to: number): void;
  closePath(): void;
  clip(): void;
  fill(): void;
  stroke(): void;
  save(): void;
  restore(): void;
}

export interface PageDocument {
  readonly documentElement: PageElement;
  createElement(name: string): PageElement;
  getElementById(id: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
  createRange(): { selectNodeContents(element: PageElement): void };
}

export interface Page {
  readonly document: PageDocument;
  readonly devicePixelRatio: number;
  readonly innerWidth: number;
  readonly innerHeight: number;
  readonly navigator: { readonly clipboard?: { writeText(text: string): Promise<void> } };
  readonly ResizeObserver: new (callback: () => void) => { observe(element: PageElement): void };
  getComputedStyle(element: PageElement): { getPropertyValue(name: string): string };
  matchMedia(query: string): { addEventListener(type: 'change', listener: () => void): void };
  addEventListener(type: string, listener: (event: PageEvent) => void): void;
  requestAnimationFrame(callback: () => void): number;
  getSelection(): { removeAllRanges(): void; addRange(range: unknown): void } | null;
}
