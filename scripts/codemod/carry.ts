import { createHash } from 'node:crypto';
import { splitPath } from '../rule/pipeline.ts';
import type { Draft } from './draft.ts';
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

/** Keys of the transaction's metadata hold 64 characters: https://auth0.com/docs/customize/actions/transaction-metadata */
export function carryKey(path: string): string {
  return path.length <= 64
    ? path
    : `${path.slice(0, 50)}#${createHash('sha256').update(path).digest('hex').slice(0, 12)}`;
}
