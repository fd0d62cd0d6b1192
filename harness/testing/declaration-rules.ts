/** Rules about what a target says of itself; no cluster is needed. */
import { findModel } from '../../checkers/models/index.ts';
import { classifyError } from '../../targets/contract/errors.ts';
import type { Target } from '../../targets/contract/target.ts';
import { expectEqual } from './expect.ts';
import type { Rule } from './rule.ts';

const kebabCase = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

export const declarationRules: readonly Rule<Target>[] = [
  {
    rule: 'its name and error codes are kebab-case, its error codes distinct',
    check(target) {
      const names = [target.name, ...target.errors.map((rule) => rule.code)];
      for (const name of names) if (!kebabCase.test(name)) throw new Error(`"${name}" is not kebab-case`);
      const codes = target.errors.map((rule) => rule.code);
      expectEqual(new Set(codes).size, codes.length, 'number of distinct error codes');
    },
  },
  {
    rule: 'every error rule says why it is definite or not, and an unknown error is indefinite',
    check(target) {
      const mute = target.errors.filter((rule) => rule.meaning.trim() === '').map((rule) => rule.code);
      expectEqual(mute, [], 'error rules without a meaning');
      const unheardOf = classifyError(target.errors, new Error('ordeal conformance: an error nobody has heard of'));
      expectEqual(unheardOf.definite, false, 'definiteness of an error nobody has heard of');
    },
  },
  {
    rule: 'every option has a default and a description',
    check(target) {
      const defaults = target.options.parse({});
      for (const [name, schema] of Object.entries(target.options.shape)) {
        if (!(name in defaults)) throw new Error(`option ${name} has no default`);
        if ((schema.description ?? '') === '') throw new Error(`option ${name} has no description (.describe)`);
      }
    },
  },
  {
    rule: 'its nodes have distinct names of lower-case letters and digits',
    check(target) {
      const nodes = target.nodes(target.options.parse({}));
      if (nodes.length === 0) throw new Error('there are no nodes');
      expectEqual(new Set(nodes).size, nodes.length, 'number of distinct names');
      for (const node of nodes) if (!/^[a-z][a-z0-9]*$/.test(node)) throw new Error(`"${node}" is not a node name`);
    },
  },
  {
    rule: 'it claims a known model for each capability, with a note that says on what basis',
    check(target) {
      if (target.capabilities.length === 0) throw new Error('it has no capability');
      for (const capability of target.capabilities) {
        const claim = target.claim(target.options.parse({}), capability);
        findModel(claim.model);
        if (claim.note.trim() === '') throw new Error(`the claim for ${capability} has no note`);
      }
    },
  },
  {
    rule: 'every refusal has a reason',
    check(target) {
      for (const [name, support] of Object.entries(target.supports)) {
        if (!support.supported && support.reason.trim() === '') throw new Error(`no reason for refusing ${name}`);
      }
    },
  },
  {
    rule: 'it runs on at least one backend',
    check(target) {
      if (target.simulated === undefined && target.docker === undefined)
        throw new Error('neither simulated nor docker');
    },
  },
];
