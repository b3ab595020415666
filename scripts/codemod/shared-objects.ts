import { ts } from '../lib/ts.ts';
import type { ParsedRule } from '../rule/parse.ts';
import type { Shared } from '../rule/pipeline.ts';
import type { Place } from '../rule/places.ts';
import { isAssignment, unwrap, wrapped } from '../rule/syntax.ts';
import { COMPUTED, isMutation, type Root, type Use, type Uses } from '../rule/uses.ts';
import { addLinked } from './changes-later.ts';
import type { Draft } from './draft.ts';
import { type Holder, holderOf, sourcesOf } from './object-links.ts';

// Rules of one login shared their objects, not copies: who changed one in place changed it under every name that it
// had, and in the tokens, which were made after all rules. What travels between Actions is a copy.

/** An object that a rule changes in place: what it is reached by. */
interface Changed {
  readonly root: Root;
  readonly path: readonly string[];
}

/** What a later rule does that an object of an earlier one may feel. */
export interface LaterRule {
  readonly changes: readonly Changed[];
  readonly reads: readonly string[];
}

/** Functions that change their first argument. */
const CHANGING =
  /^(?:Object\.(?:assign|defineProperty)|_\.(?:assign|extend|merge|defaults|set|unset|pull|remove)\w*)$/;

/** What one rule changes inside of objects that it did not make, and what it reads. */
export function laterRule(
  parsed: ParsedRule,
  uses: Uses,
  { reads }: Shared,
  objects: readonly Place[] = [],
): LaterRule {
  const changes = uses.all.flatMap((use): Changed[] => {
    if (use.root !== 'user' && use.root !== 'context') return [];
    const path = isMutation(use) ? use.path.slice(0, -1) : isGivenAway(use, parsed) ? use.path : [];
    return path.length === 0 || /^(?:id|access)Token$/.test(path[0]!) ? [] : [{ root: use.root, path }];
  });
  const hidden = objects.flatMap(([root, ...path]): Changed[] =>
    path.length === 0 || /^(?:id|access)Token$/.test(path[0]!) ? [] : [{ root: root as Root, path }],
  );
  return { changes: [...changes, ...hidden], reads };
}

function isGivenAway(use: Use, { checker, source }: ParsedRule): boolean {
  const outer = wrapped(use.links.at(-1)!);
  const { parent } = outer;
  if (use.kind !== 'read' || !ts.isCallExpression(parent) || parent.expression === outer) return false;
  const callee = unwrap(parent.expression);
  if (CHANGING.test(callee.getText(source))) return parent.arguments[0] === outer;
  const declaration = ts.isIdentifier(callee)
    ? checker.getSymbolAtLocation(callee)?.valueDeclaration
    : undefined;
  return (
    declaration !== undefined &&
    (ts.isFunctionDeclaration(declaration) || ts.isVariableDeclaration(declaration))
  );
}

/** Marks objects that later rules change in place where this rule has made a claim of them, or named them twice. */
export function noteSharedObjects(draft: Draft, later: readonly LaterRule[]): void {
  if (later.every(({ changes }) => changes.length === 0)) return;
  for (const use of draft.uses.all) {
    const { parent } = use.links.at(-1)!;
    if (use.kind !== 'write' || !isAssignment(parent)) continue;
    if (use.root !== 'user' && use.root !== 'context') continue;
    const isClaim = use.root === 'context' && /^(?:id|access)Token$/.test(use.path[0] ?? '');
    const name = `${use.root}.${use.path[0] ?? ''}`;
    for (const [index, { changes }] of later.entries()) {
      const changed = changes.find((change) => holds(parent.right, change, draft));
      if (changed === undefined) continue;
      const other = `${changed.root}.${changed.path[0]}`;
      if (isClaim)
        draft.note('claim-changed-later', use.identifier, [changed.root, ...changed.path].join('.'));
      else if (name !== other && isRead(name, later.slice(index)))
        draft.note('shared-object', use.identifier, `${name} and ${other}`);
    }
  }
}

function isRead(name: string, rules: readonly LaterRule[]): boolean {
  return rules.some(({ reads }) => reads.some((read) => `${read}.`.startsWith(`${name}.`)));
}

/** Whether a value is, or holds, the object that is changed. */
function holds(value: ts.Expression, { root, path }: Changed, draft: Draft): boolean {
  return sourcesOf(value, draft).some((source) => {
    const use = draft.useOf(source);
    if (use !== undefined) {
      const found = use.path.slice(0, use.aliased.length + use.links.indexOf(source));
      return (
        use.root === root && found.length <= path.length && found.every((step, at) => same(step, path[at]!))
      );
    }
    const holders = new Set<Holder>();
    addLinked(holderOf(source, draft), holders, draft);
    return (!path[0]!.endsWith('_metadata') || path.length > 1) && holders.has(`${root}.${path[0]}`);
  });
}

function same(a: string, b: string): boolean {
  return a === b || a === COMPUTED || b === COMPUTED;
}
