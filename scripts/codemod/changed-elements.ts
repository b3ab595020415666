import { ts } from '../lib/ts.ts';
import { isReference, unwrap, walk, wrapped } from '../rule/syntax.ts';
import { isWrite, type Use } from '../rule/uses.ts';
import type { Draft } from './draft.ts';
import { functionOf } from './object-links.ts';

/** Methods of lists that give an element, or hand each to a function. */
const ELEMENTS = /^(?:forEach|map|filter|some|every|find|each)$/;

/**
 * Whether elements of a list are changed one by one: `user.identities.forEach((one) => { delete one.x; })`, `for (const
 * one of user.identities)`, `user.identities.find(…)`.
 */
export function changesElements(use: Use, draft: Draft): boolean {
  return elementNames(use, draft).some((name) => {
    const symbol = draft.parsed.checker.getSymbolAtLocation(name);
    let found = false;
    walk(draft.parsed.handler.body, (node) => {
      if (found || !ts.isIdentifier(node) || node.text !== name.text || !isReference(node)) return;
      if (draft.parsed.checker.getSymbolAtLocation(node) === symbol) found = isChanged(node);
    });
    return found;
  });
}

/** The names that elements of a list go by. */
function elementNames(use: Use, draft: Draft): ts.Identifier[] {
  const last = wrapped(use.links.at(-1)!);
  const { parent } = last;
  if (use.kind === 'read' && ts.isForOfStatement(parent) && parent.expression === last)
    return ts.isVariableDeclarationList(parent.initializer)
      ? parent.initializer.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name] : []))
      : [];
  if (use.kind !== 'call' || !ts.isCallExpression(parent) || !ELEMENTS.test(use.path.at(-1)!)) return [];
  const [callback] = parent.arguments;
  const given = callback === undefined ? undefined : functionOf(callback, draft)?.parameters[0]?.name;
  const { parent: taken } = wrapped(parent);
  const names = [
    given,
    ts.isVariableDeclaration(taken) && use.path.at(-1) === 'find' ? taken.name : undefined,
  ];
  return names.filter((name) => name !== undefined && ts.isIdentifier(name));
}

/** Whether a name is the start of what is assigned or removed. */
function isChanged(name: ts.Identifier): boolean {
  let at: ts.Expression = wrapped(name);
  while (
    (ts.isPropertyAccessExpression(at.parent) || ts.isElementAccessExpression(at.parent)) &&
    unwrap(at.parent.expression) === unwrap(at)
  )
    at = wrapped(at.parent);
  if (at === wrapped(name)) return false;
  return ts.isDeleteExpression(at.parent) || isWrite(at);
}
