/**
 * Which choice to make next: the one that was in a conflict last (variable move-to-front, Ryan 2004; Biere and Frohlich,
 * "Evaluating CDCL variable scoring schemes", SAT 2015).
 */
export class ChoiceQueue {
  readonly #before: Int32Array;
  readonly #after: Int32Array;
  readonly #stamp: Float64Array;
  #front: number;
  #searchFrom: number;
  #clock: number;

  constructor(count: number) {
    this.#before = Int32Array.from({ length: count }, (_, choice) => choice - 1);
    this.#after = Int32Array.from({ length: count }, (_, choice) => (choice + 1 < count ? choice + 1 : -1));
    this.#stamp = Float64Array.from({ length: count }, (_, choice) => count - choice);
    this.#front = count > 0 ? 0 : -1;
    this.#searchFrom = this.#front;
    this.#clock = count;
  }

  bump(choice: number): void {
    this.#stamp[choice] = ++this.#clock;
    if (this.#front === choice) return;
    const [before, after] = [this.#before[choice] as number, this.#after[choice] as number];
    if (this.#searchFrom === choice) this.#searchFrom = after >= 0 ? after : before;
    if (before >= 0) this.#after[before] = after;
    if (after >= 0) this.#before[after] = before;
    this.#before[choice] = -1;
    this.#after[choice] = this.#front;
    this.#before[this.#front] = choice;
    this.#front = choice;
    // It may be free; looking from the front finds it.
    this.#searchFrom = this.#front;
  }

  /** The choice is open again. */
  reopened(choice: number): void {
    const from = this.#searchFrom;
    if (from < 0 || (this.#stamp[choice] as number) > (this.#stamp[from] as number)) this.#searchFrom = choice;
  }

  /** The first open choice, or -1. Nothing before where the search ends is open. */
  next(isOpen: (choice: number) => boolean): number {
    let choice = this.#searchFrom;
    while (choice >= 0 && !isOpen(choice)) choice = this.#after[choice] as number;
    this.#searchFrom = choice;
    return choice;
  }
}
