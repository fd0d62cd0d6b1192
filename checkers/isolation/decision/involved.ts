/**
 * The transactions that a contradiction may rest on: those of every cycle that closed or would have closed on the way to
 * it, and of what those cycles rest on. Too many rather than too few: it is where the search for a small core begins.
 */
import { observedNode, type Polygraph } from './polygraph.ts';
import type { Clauses } from './clauses.ts';
import { byClause, byCycle, type Trail } from './trail.ts';

export class Involved {
  readonly nodes: Uint8Array;
  readonly #polygraph: Polygraph;
  readonly #trail: Trail;
  readonly #clauses: Clauses;
  /** Edges and choices that hold without any decision, and were followed. */
  readonly #followedEdges = new Set<number>();
  readonly #followedChoices: Uint8Array;

  constructor(polygraph: Polygraph, trail: Trail, clauses: Clauses) {
    this.nodes = new Uint8Array(polygraph.observations.count);
    this.#polygraph = polygraph;
    this.#trail = trail;
    this.#clauses = clauses;
    this.#followedChoices = new Uint8Array(polygraph.choices.count);
  }

  #mark(node: number): void {
    this.nodes[observedNode(this.#polygraph.shape, node)] = 1;
  }

  /** An edge, and the path that leads back from its end to its beginning. */
  cycle(path: readonly number[], from: number, to: number): void {
    this.#mark(from);
    this.#mark(to);
    this.#follow([...path], []);
  }

  /** Literals that hold. */
  literals(literals: readonly number[]): void {
    this.#follow(
      [],
      literals.map((literal) => literal >> 1),
    );
  }

  #follow(edges: number[], choices: number[]): void {
    for (;;) {
      const edge = edges.pop();
      if (edge !== undefined) {
        this.#edge(edge, edges, choices);
        continue;
      }
      const choice = choices.pop();
      if (choice === undefined) return;
      this.#choice(choice, edges, choices);
    }
  }

  #edge(edge: number, edges: number[], choices: number[]): void {
    const { graph } = this.#polygraph;
    const { from, to, cause, viaFrom, viaTo } = graph.edge(edge);
    this.#mark(from);
    this.#mark(to);
    if (cause >= 0) choices.push(cause >> 1);
    if (viaFrom < 0 || this.#followedEdges.has(edge)) return;
    this.#followedEdges.add(edge);
    edges.push(...(graph.path(viaFrom, viaTo, edge) ?? []));
  }

  #choice(choice: number, edges: number[], choices: number[]): void {
    const { choices: all, graph } = this.#polygraph;
    this.nodes[all.first[choice] as number] = 1;
    this.nodes[all.second[choice] as number] = 1;
    const { level, reason, reasonData, reasonTo, reasonLimit } = this.#trail;
    // What a decision led to is no part of the contradiction, except through what was learned from it.
    if (level[choice] !== 0 || this.#followedChoices[choice] === 1) return;
    this.#followedChoices[choice] = 1;
    const data = reasonData[choice] as number;
    if (reason[choice] === byClause) for (const literal of this.#clauses.literals(data)) choices.push(literal >> 1);
    if (reason[choice] !== byCycle) return;
    this.#mark(data);
    this.#mark(reasonTo[choice] as number);
    edges.push(...(graph.path(reasonTo[choice] as number, data, reasonLimit[choice]) ?? []));
  }
}
