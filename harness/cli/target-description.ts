/** What `ordeal targets NAME` tells of a target: a description as data, for JSON and text, drawn from the target itself. */
import { z } from 'zod';
import type { CapabilityName, Claim, Support, Target } from '../../targets/contract/index.ts';
import type { BackendName } from '../cluster.ts';
import type { FaultKind } from '../faults/fault.ts';
import { faultKinds } from '../faults/index.ts';
import { workloads } from '../workloads/index.ts';

export interface OptionDescription {
  readonly name: string;
  /** `number`, `boolean`, `sync | async`, ... */
  readonly type: string;
  readonly default: unknown;
  readonly description: string;
}

export interface Refusal {
  readonly variant: string;
  readonly backend: BackendName;
  readonly reason: string;
}

export interface FaultDescription {
  readonly fault: string;
  /** Variants that this target can have in this configuration on some backend, and why it cannot have others. */
  readonly variants: readonly string[];
  readonly refused: readonly Refusal[];
}

/** A claim, and the options (beside the defaults) under which it is made. */
export interface ClaimDescription extends Claim {
  readonly capabilities: readonly CapabilityName[];
  readonly when: string;
}

export interface TargetDescription {
  readonly name: string;
  readonly summary: string;
  readonly backends: readonly BackendName[];
  readonly nodes: readonly string[];
  readonly capabilities: readonly CapabilityName[];
  readonly workloads: readonly string[];
  readonly options: readonly OptionDescription[];
  readonly claims: readonly ClaimDescription[];
  readonly supports: Readonly<Record<string, Support>>;
  readonly faults: readonly FaultDescription[];
  readonly errors: readonly { readonly code: string; readonly definite: boolean; readonly meaning: string }[];
}

interface OptionSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

function optionSchemas(target: Target): [string, OptionSchema][] {
  const schema = z.toJSONSchema(target.options, { io: 'output', unrepresentable: 'any' }) as {
    readonly properties?: Readonly<Record<string, OptionSchema>>;
  };
  return Object.entries(schema.properties ?? {});
}

function optionType({ type, enum: values, const: only, minimum, maximum }: OptionSchema): string {
  if (values !== undefined) return values.map(String).join(' | ');
  if (only !== undefined) return JSON.stringify(only);
  const low = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? '' : ` from ${minimum}`;
  const high = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? '' : ` to ${maximum}`;
  return `${type ?? 'text'}${low}${high}`;
}

export function backendsOf(target: Target): BackendName[] {
  const backends: BackendName[] = [];
  if (target.simulated !== undefined) backends.push('simulated');
  if (target.docker !== undefined) backends.push('docker');
  return backends;
}

function describeFault(kind: FaultKind, target: Target, nodeCount: number): FaultDescription {
  const options = target.options.parse({});
  const backends = backendsOf(target);
  const variants = Object.keys(kind.variants);
  const refused = variants.flatMap((variant) =>
    backends.flatMap((backend) => {
      const reason = kind.refusal({ target, options, nodeCount, backend }, variant);
      return reason === null ? [] : [{ variant, backend, reason }];
    }),
  );
  const isPossible = (variant: string): boolean =>
    refused.filter((refusal) => refusal.variant === variant).length < backends.length;
  return { fault: kind.name, variants: variants.filter(isPossible), refused };
}

function sameClaim(left: Claim, right: Claim): boolean {
  return left.model === right.model && left.basis === right.basis && left.note === right.note;
}

/**
 * The claims of the default configuration, and those that one other value of an enumerated option changes: for what each
 * of these configurations offers.
 */
function claims(target: Target): ClaimDescription[] {
  const defaults = target.options.parse({});
  const described = target.capabilities.flatMap((capability) => {
    const offers = (options: typeof defaults): boolean => (target.lacks?.(options, capability) ?? null) === null;
    const usual = offers(defaults) ? target.claim(defaults, capability) : null;
    const claimed = usual === null ? [] : [{ capability, when: '', claim: usual }];
    for (const [name, schema] of optionSchemas(target)) {
      for (const value of schema.enum ?? (schema.type === 'boolean' ? [true, false] : [])) {
        if (value === defaults[name]) continue;
        const options = { ...defaults, [name]: value };
        if (!offers(options)) continue;
        const claim = target.claim(options, capability);
        if (usual === null || !sameClaim(claim, usual))
          claimed.push({ capability, when: `${name}=${String(value)}`, claim });
      }
    }
    return claimed;
  });
  const grouped: ClaimDescription[] = [];
  for (const { capability, when, claim } of described) {
    const same = grouped.findIndex((other) => other.when === when && sameClaim(other, claim));
    const known = grouped[same];
    if (known === undefined) grouped.push({ capabilities: [capability], when, ...claim });
    else grouped[same] = { ...known, capabilities: [...known.capabilities, capability] };
  }
  return grouped;
}

/** Describes a target in its default configuration. */
export function describeTarget(target: Target): TargetDescription {
  const nodes = target.nodes(target.options.parse({}));
  return {
    name: target.name,
    summary: target.summary,
    backends: backendsOf(target),
    nodes,
    capabilities: target.capabilities,
    workloads: workloads.filter((one) => target.capabilities.includes(one.capability)).map((one) => one.name),
    options: optionSchemas(target).map(([name, schema]) => ({
      name,
      type: optionType(schema),
      default: schema.default,
      description: schema.description ?? '',
    })),
    claims: claims(target),
    supports: { ...target.supports },
    faults: faultKinds.map((kind) => describeFault(kind, target, nodes.length)),
    errors: target.errors.map(({ code, definite, meaning }) => ({ code, definite, meaning })),
  };
}
