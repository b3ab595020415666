import { createHash } from 'node:crypto';
import { METADATA } from '../rule/made-metadata.ts';
import { splitPath } from '../rule/pipeline.ts';
import { COMPUTED } from '../rule/uses.ts';
import { isMade } from './absent.ts';
import type { Draft } from './draft.ts';
import { isCallbackArgument } from './transforms/user-reads.ts';
import { quote } from './values.ts';

/** `user.app_metadata.plan` as an expression that survives a missing parent. */
export function accessPath(path: string): string {
  const [root, ...steps] = splitPath(path);
  return steps.reduce((text, step, index) => `${text}${index === 0 ? '' : '?.'}[${quote(step)}]`, root!);
}

/** Takes over what an earlier rule left; `from` is the event, `into` the user or the context. */
export function carriedLine(draft: Draft, path: string, from: string, into: string): string {
  const [, ...steps] = splitPath(path);
  return `${draft.helper('takeOver')}(${[from, quote(carryKey(path)), into, ...steps.map(quote)].join(', ')});`;
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
