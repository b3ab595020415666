import { ts } from '../lib/ts.ts';
import type { Variable } from './names.ts';
import type { ParsedRule } from './parse.ts';
import { isReference, walk } from './syntax.ts';

/** What holds the callback beside the rule itself. */
export interface Carriers {
  /** Functions inside the rule whose code mentions the callback, directly or through another carrier. */
  readonly functions: ReadonlySet<ts.Node>;
  /** The names of such functions. */
  readonly symbols: ReadonlySet<Variable>;
}

/** The functions that hold the callback through the references given, and those that hold one of them. */
export function findCarriers(parsed: ParsedRule, references: readonly ts.Identifier[]): Carriers {
  const functions = new Set<ts.Node>();
  const symbols = new Set<Variable>();
  const addAround = (node: ts.Node): void => {
    for (let at = node.parent; at !== undefined && at !== parsed.handler; at = at.parent) {
      if (!ts.isFunctionLike(at) || functions.has(at)) continue;
      functions.add(at);
      const name = at.name ?? (ts.isVariableDeclaration(at.parent) ? at.parent.name : undefined);
      const symbol = name === undefined ? undefined : parsed.checker.getSymbolAtLocation(name);
      if (symbol !== undefined) symbols.add(symbol);
    }
  };
  references.forEach(addAround);
  for (let known = -1; known !== functions.size;) {
    known = functions.size;
    if (symbols.size === 0) break;
    walk(parsed.handler.body, (node) => {
      if (!ts.isIdentifier(node) || !isReference(node)) return;
      const symbol = parsed.checker.getSymbolAtLocation(node);
      if (symbol !== undefined && symbols.has(symbol)) addAround(node);
    });
  }
  return { functions, symbols };
}
