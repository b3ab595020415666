import type { Bundle } from '../bundle/bundle.ts';
import type { Rule } from '../rule/rule.ts';
import type { Desired } from '../tenant/desired.ts';

/**
 * What to tell of Actions that run at no login: those that tenant.yaml does not name are built and go nowhere, and those
 * that it does not bind leave a Rule that ran without anything in its place. `rules` by the Action that replaces them.
 */
export function idleActions(
  bundles: readonly Bundle[],
  rules: ReadonlyMap<string, Rule>,
  { actions, bindings }: Pick<Desired, 'actions' | 'bindings'>,
): string[] {
  const declared = new Set(actions.map(({ name }) => name));
  const undeclared = bundles.map(({ name }) => name).filter((name) => !declared.has(name));
  const bound = bindings.get('post-login')?.map(({ actionName }) => actionName);
  const unbound =
    bound === undefined
      ? []
      : [...declared].filter((name) => rules.get(name)?.enabled === true && !bound.includes(name));
  return [
    ...told('Not in tenant.yaml, so not deployed', undeclared, 'names converted Actions there.'),
    ...told(
      'Not bound to post-login in tenant.yaml, though the rule is enabled',
      unbound,
      'binds them where their rules ran; enabled: false in rules.yaml says that it is meant.',
    ),
  ];
}

function told(what: string, names: readonly string[], does: string): string[] {
  return names.length === 0 ? [] : [`${what}: ${names.join(', ')}\n  npm run migrate -- --declare ${does}\n`];
}
