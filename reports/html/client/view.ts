/** Part of the page's script (see `decode.ts`): the stretch of time that all charts show. */

export interface View {
  from: number;
  to: number;
  /** Shows [from, to], kept inside the trial and not shorter than a few microseconds. */
  show(from: number, to: number): void;
  showAll(): void;
  /** Keeps the time `at` where it is; a factor below 1 zooms in. */
  zoom(factor: number, at: number): void;
  /** Moves by a share of what is shown. */
  move(share: number): void;
  onChange(listener: () => void): void;
}

export function createView(first: number, last: number): View {
  const listeners: (() => void)[] = [];
  const shortest = 20;
  const view: View = {
    from: first,
    to: last,
    show(from, to) {
      const length = Math.min(last - first, Math.max(shortest, to - from));
      const start = Math.min(Math.max(first, from), last - length);
      view.from = start;
      view.to = start + length;
      for (const listener of listeners) listener();
    },
    showAll: () => view.show(first, last),
    zoom: (factor, at) => view.show(at - (at - view.from) * factor, at + (view.to - at) * factor),
    move: (share) => view.show(view.from + (view.to - view.from) * share, view.to + (view.to - view.from) * share),
    onChange: (listener) => void listeners.push(listener),
  };
  return view;
}
