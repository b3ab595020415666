import { ts } from '../lib/ts.ts';
import { type CallKind, kindOfCall } from './call-kind.ts';
import { findCarriers } from './carriers.ts';
import { endsAfter } from './ends-after.ts';
import { Flow, type Stall } from './flow.ts';
import { isOverAfter } from './idle.ts';
import type { ParsedRule } from './parse.ts';
import { unwrap, walk } from './syntax.ts';
import type { Uses } from './uses.ts';

/** A call of the callback in the body of the rule itself. */
export interface CallSite {
  readonly call: ts.CallExpression;
  /** Nothing follows it on its path but the end, or nothing that counts. */
  readonly last: boolean;
  /** Something follows, and does nothing that counts: it may as well return here. */
  readonly over: boolean;
  /** The whole statement is the call, or a return of it. */
  readonly statement: ts.ExpressionStatement | ts.ReturnStatement | undefined;
}

/** How the rule ends: next, deny, redirect, never, twice. */
export interface Exits {
  readonly calls: readonly CallSite[];
  /** References of the callback elsewhere: in nested functions, or as a value. */
  readonly elsewhere: readonly ts.Identifier[];
  readonly stalls: readonly Stall[];
  /** Places where the rule ends with nothing done on one path, but something on another. */
  readonly open: readonly Stall[];
  /** Calls that may come after another one on the same path, which may have let the login on. */
  readonly repeated: readonly ts.CallExpression[];
  /** Functions inside the rule that hold the callback and can end without calling or handing it on. */
  readonly silent: readonly ts.Node[];
}

/** Follows every path through the body of the rule. */
export function findExits(parsed: ParsedRule, uses: Uses): Exits {
  const references = uses.all.filter((use) => use.root === 'callback').map((use) => use.identifier);
  const carriers = findCarriers(parsed, references);
  const over = new Map<ts.CallExpression, boolean>();
  const isOver = (call: ts.CallExpression): boolean => {
    const known = over.get(call) ?? isOverAfter(call, parsed, uses);
    over.set(call, known);
    return known;
  };
  const kindOf = (call: ts.CallExpression): CallKind => kindOfCall(call, uses);
  const flow = new Flow(parsed, new Set(references), carriers, kindOf, isOver);
  const ends = flow.run(parsed.handler.body);
  // Whoever takes the arguments by number may have the callback among them.
  const { stalls, open } = takesArguments(parsed) ? NO_ENDS : ends;
  const sites = [...flow.calls].map((call) => siteOf(call, parsed.handler.body, isOver));
  const direct = new Set(sites.map((site) => unwrap(site.call.expression)));
  const repeated = new Set(flow.repeated);
  const silent = [...carriers.functions].filter((fn) => {
    const { body } = fn as ts.FunctionLikeDeclaration;
    if (body === undefined || !ts.isBlock(body)) return false;
    const inner = new Flow(parsed, new Set(references), carriers, kindOf, () => false);
    const { stalls, open } = inner.run(body);
    for (const call of inner.repeated) repeated.add(call);
    // What a function leaves out, a body that always calls makes up for.
    return !ends.always && stalls.length + open.length > 0;
  });
  return {
    calls: sites,
    elsewhere: references.filter((reference) => !direct.has(reference)),
    stalls,
    open,
    repeated: [...repeated],
    silent,
  };
}

const NO_ENDS = { stalls: [], open: [] };

/** Whether the rule takes what it is given by number. */
export function takesArguments({ handler, text }: ParsedRule): boolean {
  if (!text.includes('arguments')) return false;
  let found = false;
  walk(handler.body, (node) => {
    if (ts.isIdentifier(node) && node.text === 'arguments') found = true;
    return !found && !ts.isFunctionExpression(node) && !ts.isFunctionDeclaration(node);
  });
  return found;
}

function siteOf(
  call: ts.CallExpression,
  body: ts.Block,
  isOver: (call: ts.CallExpression) => boolean,
): CallSite {
  const { parent } = call;
  const statement = ts.isExpressionStatement(parent) || ts.isReturnStatement(parent) ? parent : undefined;
  if (statement === undefined) return { call, statement, last: false, over: false };
  const ends = ts.isReturnStatement(statement) || endsAfter(statement, body);
  const over = !ends && isOver(call);
  return { call, statement, last: ends || over, over };
}
