import { createHash } from 'node:crypto';
import { METADATA } from '../rule/made-metadata.ts';
import { splitPath } from '../rule/pipeline.ts';
import { COMPUTED } from '../rule/uses.ts';
import { isMade } from './absent.ts';
import type { Draft } from './draft.ts';
import { isCallbackArgument } from './transforms/user-reads.ts';
import { accessText, isName, quote } from './values.ts';

/** Lines that put down what later rules take over; `own` is what the user or the context is called there. */
export function carryLines(
  draft: Draft,
  api: () => string,
  own: (root: 'user' | 'context') => string,
): string[] {
  return (draft.options.carriedOut ?? []).map((path) => {
    const [root, ...steps] = splitPath(path);
    // A parent may be missing.
    const value = steps.reduce(
      (text, step, index) => text + accessText(step, index > 0),
      own(root as 'user' | 'context'),
    );
    return `${draft.helper('carry')}(${api()}, ${quote(carryKey(path))}, ${value});`;
  });
}

/** Lines that take over what earlier rules left; `event` asks for the event, `own` is what the user or the context is called there. */
export function carriedLines(
  draft: Draft,
  event: () => string,
  own: (root: 'user' | 'context') => string,
): string[] {
  const { plan, options } = draft;
  const [ofUser, ofContext] = ['user', 'context'].map((root) =>
    (options.carriedIn ?? []).filter((path) => splitPath(path)[0] === root),
  );
  const taken = [...ofUser!, ...(plan.context === 'carried' ? [] : ofContext!)].map((path) => {
    const [root, ...steps] = splitPath(path);
    const into = own(root as 'user' | 'context');
    return `${draft.helper('takeOver')}(${[event(), quote(carryKey(path)), into, ...steps.map(quote)].join(', ')});`;
  });
  return plan.context === 'carried'
    ? [contextLine(draft, event, own('context'), ofContext!), ...taken]
    : taken;
}

/** What rules leave each other on the context, and nothing else. */
function contextLine(draft: Draft, event: () => string, own: string, paths: readonly string[]): string {
  const parts = paths.map((path) => {
    const name = splitPath(path)[1]!;
    return `${isName(name) ? name : quote(name)}: ${draft.helper('carried')}(${event()}, ${quote(carryKey(path))})`;
  });
  return `const ${own}: Record<string, any> = ${parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`};`;
}

/** Metadata that an earlier rule has made for certain, in a copy of the user in which it may be absent. */
export function madeLines(draft: Draft, user: string): string[] {
  const { plan, options, uses } = draft;
  if (plan.user === 'event') return [];
  return METADATA.filter((kind) => {
    const mayLack =
      plan.user === 'rule' ||
      options.carriedIn?.some((path) => `${path}.`.startsWith(`user.${kind}.`)) === true;
    const isUsed = uses.all.some(
      ({ root, path: [part = COMPUTED], identifier }) =>
        root === 'user' && (part === kind || part === COMPUTED) && !isCallbackArgument(identifier, draft),
    );
    return isMade(kind, draft) && mayLack && isUsed;
  }).map((kind) => `${user}.${kind} ??= {};`);
}

/** Keys of the transaction's metadata hold 64 characters: https://auth0.com/docs/customize/actions/transaction-metadata */
export function carryKey(path: string): string {
  return path.length <= 64
    ? path
    : `${path.slice(0, 50)}#${createHash('sha256').update(path).digest('hex').slice(0, 12)}`;
}
