import { Problem } from '../lib/problem.ts';
import { pending } from '../tenant/changes.ts';
import type { Work } from './work.ts';

/** Dangers that leave a declared person with another role than declared, or with no login at all. */
const LOCK_OUTS: ReadonlySet<string> = new Set([
  'sign-in-breaks',
  'login-denied',
  'role-lost',
  'role-undeclared',
]);

/**
 * Throws a Problem when an Action is to be sent, or bound in another order, that replaces a Rule and was not proved to do
 * what the Rule did, unless it is named in `unproved`.
 */
export function refuseUnproved(
  { prepared, verdicts }: Pick<Work, 'prepared' | 'verdicts'>,
  unproved: readonly string[],
): void {
  const changes = pending(prepared.changes);
  const isRebound = changes.some(({ type, name }) => type === 'triggers' && name === 'post-login');
  const bound = isRebound ? (prepared.desired.bindings.get('post-login') ?? []) : [];
  const sent = changes.filter(({ type }) => type === 'actions').map(({ name }) => name);
  const refused = [...new Set([...sent, ...bound.map(({ actionName }) => actionName)])]
    .filter((name) => !unproved.includes(name))
    .map((name) => ({ name, verdict: verdicts.get(name) ?? 'passed' }))
    .filter(({ verdict }) => verdict !== 'passed');
  const [first] = refused;
  if (first === undefined) return;
  // What stands against the chain of all Rules stands against each of its Actions.
  const alike = new Map(
    refused.map(({ verdict }) => [verdict, refused.filter((one) => one.verdict === verdict)]),
  );
  const [head, ...more] = [...alike].map(([verdict, all]) => {
    const names = all.map(({ name }) => name).join(', ');
    return `${names} ${all.length === 1 ? 'has' : 'have'} no passing verdict: ${verdict}`;
  });
  throw new Problem('action-unproved', head!, {
    at: { file: `actions/${first.name}.ts` },
    hint: `Nothing was changed. Run npm run verify, correct what differs or accept it in verify.yaml; or deploy it as it is with --unproved ${refused.map(({ name }) => name).join(' ')}.`,
    ...(more.length === 0 ? {} : { detail: more.join('\n') }),
  });
}

/**
 * Throws a Problem when the deploy would lock a person of torq.yaml out, or give somebody a role that torq.yaml does not
 * declare, as the simulated logins of the plan show.
 */
export function refuseLockOut({ prepared, plan }: Pick<Work, 'prepared' | 'plan'>): void {
  if (pending(prepared.changes).length === 0) return;
  const found = plan.dangers.filter(({ code }) => LOCK_OUTS.has(code));
  if (found.length === 0) return;
  throw new Problem('lock-out', found[0]!.message, {
    at: { file: found[0]!.code === 'sign-in-breaks' ? 'tenant.yaml' : 'torq.yaml' },
    hint:
      found[0]!.code === 'sign-in-breaks'
        ? 'Nothing was changed. Correct the application or the connection; npm run torq -- check says more.'
        : 'Nothing was changed. Correct the Action, the mapping or the groups; when the new role is meant, declare it under personas.',
    ...(found.length === 1 ? {} : { detail: found.map(({ message }) => message).join('\n') }),
  });
}
