/** The same trial with fewer clients, fewer nodes, and a world without oddities. */
import type { Target } from '../../../targets/contract/target.ts';
import type { ScriptedRead, TrialPlan, TrialScript } from '../../record/plan.ts';

type Renumbering = (client: number) => number;

function withClients(plan: TrialPlan, script: TrialScript, homes: readonly string[], number: Renumbering): TrialPlan {
  const renumbered = <Op extends ScriptedRead>(operations: readonly Op[]): Op[] =>
    operations.map((operation) => ({ ...operation, client: number(operation.client) }));
  const { operations, finalReads } = script;
  return {
    ...plan,
    clients: homes.length,
    script: { homes, operations: renumbered(operations), finalReads: renumbered(finalReads) },
  };
}

/** All that one client does left out at once. */
export function* withoutClients(plan: TrialPlan): Generator<TrialPlan> {
  const { script } = plan;
  if (script === undefined) return;
  for (const gone of script.homes.keys()) {
    const operations = script.operations.filter(({ client }) => client !== gone);
    const finalReads = script.finalReads.filter(({ client }) => client !== gone);
    const left = operations.length + finalReads.length;
    if (left === 0 || left === script.operations.length + script.finalReads.length) continue;
    yield { ...plan, script: { ...script, operations, finalReads } };
  }
}

/** Clients without an operation left out; then each client's operations given to another. */
export function* fewerClients(plan: TrialPlan): Generator<TrialPlan> {
  const { script } = plan;
  if (script === undefined) return;
  const { homes } = script;
  const busy = new Set([...script.operations, ...script.finalReads].map(({ client }) => client));
  const kept = homes.flatMap((_, client) => (busy.has(client) ? [client] : []));
  if (kept.length > 0 && kept.length < homes.length) {
    const keptHomes = kept.map((client) => homes[client] as string);
    yield withClients(plan, script, keptHomes, (client) => kept.indexOf(client));
    return;
  }
  for (const gone of homes.keys()) {
    for (const heir of homes.keys()) {
      if (gone === heir) continue;
      const left = homes.toSpliced(gone, 1);
      const shifted = (client: number): number => (client > gone ? client - 1 : client);
      yield withClients(plan, script, left, (client) => shifted(client === gone ? heir : client));
    }
  }
}

/** One node less, if the target has an option `nodes` that allows it; those who were at home there go to the first. */
export function* fewerNodes(plan: TrialPlan, target: Target): Generator<TrialPlan> {
  const count = plan.options['nodes'];
  if (typeof count !== 'number' || count <= 1) return;
  const parsed = target.options.safeParse({ ...plan.options, nodes: count - 1 });
  if (!parsed.success) return;
  const nodes = target.nodes(parsed.data);
  const { script } = plan;
  const homes = script?.homes.map((home) => (nodes.includes(home) ? home : (nodes[0] as string)));
  yield {
    ...plan,
    options: parsed.data,
    nodes,
    ...(script === undefined || homes === undefined ? {} : { script: { ...script, homes } }),
  };
}

/** The world as it usually is. */
export function* plainerWorld(plan: TrialPlan): Generator<TrialPlan> {
  const { world, ...plain } = plan;
  if (world !== undefined) yield plain;
}
