/** One question to several nodes, and who has answered: what every quorum is counted by. A node counts once. */

export class Round<Answer> {
  readonly #asked: ReadonlySet<string>;
  readonly #answers = new Map<string, Answer>();

  constructor(asked: Iterable<string>) {
    this.#asked = new Set(asked);
  }

  get answers(): ReadonlyMap<string, Answer> {
    return this.#answers;
  }

  /** Who has not answered. */
  get missing(): readonly string[] {
    return [...this.#asked].filter((node) => !this.#answers.has(node));
  }

  /** False if the node was not asked, or has answered before. */
  take(node: string, answer: Answer): boolean {
    if (!this.#asked.has(node) || this.#answers.has(node)) return false;
    this.#answers.set(node, answer);
    return true;
  }
}
