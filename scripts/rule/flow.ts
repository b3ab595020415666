import { ts } from '../lib/ts.ts';
import type { CallKind } from './call-kind.ts';
import type { Carriers } from './carriers.ts';
import { endsAfter } from './ends-after.ts';
import type { ParsedRule } from './parse.ts';
import { isReference, unwrap, walk } from './syntax.ts';

// What may have happened on a path so far, as bits of a set of possibilities.
const NOTHING = 1;
/** Called, and the login perhaps let on. */
const CALLED = 2;
const TWICE = 4;
/** The callback, or a function that holds it, was handed on: it may still be called. */
const HANDED_ON = 8;
/** Handed on to `list.forEach` and the like, which may have called it by now. */
const IN_LIST = 16;
/** Called, and the login refused: whatever is called later changes nothing. */
const REFUSED = 32;

/** A place where the rule ends without ever having called back: `undefined` is the end of its body. */
export type Stall = ts.ReturnStatement | undefined;

/** A walk along all paths of one body at once: what may have happened goes in, what may have happened comes out. */
export class Flow {
  readonly calls = new Set<ts.CallExpression>();
  readonly repeated = new Set<ts.CallExpression>();
  /** What may have happened at each place where the body can end with nothing done. */
  readonly #stalls = new Map<Stall, number>();
  /** What may have happened where the body ends. */
  #ends = 0;
  #body: ts.Block | undefined;
  /** Sets of possibilities at the `break`, `continue` and `throw` that leave what is being walked. */
  #left: { readonly jumps: { value: number }; readonly throws: { value: number } };
  readonly #parsed: ParsedRule;
  readonly #references: ReadonlySet<ts.Identifier>;
  readonly #carriers: Carriers;
  readonly #kindOf: (call: ts.CallExpression) => CallKind;
  readonly #isOver: (call: ts.CallExpression) => boolean;

  constructor(
    parsed: ParsedRule,
    references: ReadonlySet<ts.Identifier>,
    carriers: Carriers,
    kindOf: (call: ts.CallExpression) => CallKind,
    isOver: (call: ts.CallExpression) => boolean,
  ) {
    this.#parsed = parsed;
    this.#references = references;
    this.#carriers = carriers;
    this.#kindOf = kindOf;
    this.#isOver = isOver;
    this.#left = { jumps: { value: 0 }, throws: { value: 0 } };
  }

  /** The places where the body can end with nothing done: on every path to them, or on some. */
  run(body: ts.Block): { stalls: Stall[]; open: Stall[]; always: boolean } {
    this.#body = body;
    const end = this.#list(body.statements, NOTHING);
    this.#ends |= end;
    if (end & NOTHING) this.#stalls.set(undefined, end);
    const all = [...this.#stalls];
    return {
      stalls: all.filter(([, state]) => state === NOTHING).map(([stall]) => stall),
      open: all.filter(([, state]) => state !== NOTHING).map(([stall]) => stall),
      always: (this.#ends & (NOTHING | HANDED_ON)) === 0,
    };
  }

  #list(statements: readonly ts.Statement[], state: number): number {
    return statements.reduce((before, statement) => this.#statement(statement, before), state);
  }

  #statement(node: ts.Statement, state: number): number {
    if (state === 0) return 0;
    this.#left.throws.value |= state;
    if (ts.isBlock(node)) return this.#list(node.statements, state);
    if (ts.isIfStatement(node)) {
      const tested = this.#expression(node.expression, state);
      const then = this.#statement(node.thenStatement, tested);
      return then | (node.elseStatement === undefined ? tested : this.#statement(node.elseStatement, tested));
    }
    if (ts.isReturnStatement(node)) {
      const after = node.expression === undefined ? state : this.#expression(node.expression, state);
      if (!this.#isCall(node.expression)) this.#left.throws.value |= after;
      this.#ends |= after;
      if (after & NOTHING) this.#stalls.set(node, after | (this.#stalls.get(node) ?? 0));
      return 0;
    }
    if (ts.isThrowStatement(node)) {
      this.#left.throws.value |= this.#expression(node.expression, state);
      return 0;
    }
    if (ts.isBreakOrContinueStatement(node)) {
      this.#left.jumps.value |= state;
      return 0;
    }
    if (ts.isTryStatement(node)) return this.#try(node, state);
    if (ts.isSwitchStatement(node)) return this.#switch(node, state);
    if (ts.isIterationStatement(node, false)) return this.#loop(node, state);
    if (ts.isLabeledStatement(node)) return this.#within(() => this.#statement(node.statement, state));
    if (ts.isFunctionDeclaration(node)) return state;
    const after = this.#expression(node, state);
    // Calling back is not what fails: a catch around it sees what was before.
    if (!ts.isExpressionStatement(node) || !this.#isCall(node.expression)) this.#left.throws.value |= after;
    // Nothing that counts follows a last call: it is as good as a return.
    else if (
      this.#body !== undefined &&
      (endsAfter(node, this.#body) || this.#isOver(node.expression as ts.CallExpression))
    )
      return 0;
    return after;
  }

  /** A function that holds the callback; one with a name counts where the name is used. */
  #isHandedOn(node: ts.Node): boolean {
    if (!this.#carriers.functions.has(node)) return false;
    return !(
      ts.isVariableDeclaration(node.parent) &&
      node.parent.initializer === node &&
      ts.isIdentifier(node.parent.name)
    );
  }

  /** Whether a function does nothing else with the callback. */
  #onlyRefuses(fn: ts.Node): boolean {
    let only = true;
    walk(fn, (node) => {
      if (!ts.isIdentifier(node) || !isReference(node)) return;
      const symbol = this.#parsed.checker.getSymbolAtLocation(node);
      if (symbol !== undefined && this.#carriers.symbols.has(symbol)) only = false;
      if (!this.#references.has(node)) return;
      only &&=
        ts.isCallExpression(node.parent) &&
        node.parent.expression === node &&
        this.#kindOf(node.parent) === 'refused';
    });
    return only;
  }

  #isCall(node: ts.Expression | undefined): boolean {
    if (node === undefined || !ts.isCallExpression(node)) return false;
    const callee = unwrap(node.expression);
    return ts.isIdentifier(callee) && this.#references.has(callee);
  }

  /** Walks something that `break` or `continue` can leave. */
  #within(walkPart: () => number): number {
    const outer = this.#left;
    this.#left = { ...outer, jumps: { value: 0 } };
    const after = walkPart() | this.#left.jumps.value;
    this.#left = outer;
    return after;
  }

  #loop(node: ts.IterationStatement, state: number): number {
    const { expression, condition, initializer, incrementor } = node as ts.IterationStatement & {
      expression?: ts.Expression;
      condition?: ts.Expression;
      initializer?: ts.Node;
      incrementor?: ts.Expression;
    };
    const entered = [initializer, condition, expression].reduce(
      (before, part) => (part === undefined ? before : this.#expression(part, before)),
      state,
    );
    const once = this.#within(() => this.#statement(node.statement, entered));
    const again = this.#within(() => this.#statement(node.statement, entered | once));
    const all = entered | once | again;
    return incrementor === undefined ? all : this.#expression(incrementor, all);
  }

  #switch(node: ts.SwitchStatement, state: number): number {
    const tested = this.#expression(node.expression, state);
    return this.#within(() => {
      let falling = 0;
      for (const clause of node.caseBlock.clauses) falling = this.#list(clause.statements, tested | falling);
      return falling | (node.caseBlock.clauses.some(ts.isDefaultClause) ? 0 : tested);
    });
  }

  #try(node: ts.TryStatement, state: number): number {
    const outer = this.#left;
    this.#left = { ...outer, throws: { value: state } };
    let after = this.#list(node.tryBlock.statements, state);
    const thrown = this.#left.throws.value;
    this.#left = outer;
    if (node.catchClause !== undefined) after |= this.#list(node.catchClause.block.statements, thrown);
    return node.finallyBlock === undefined ? after : this.#list(node.finallyBlock.statements, after);
  }

  /** What evaluating any node other than a statement does, in order; functions in it are made, not run. */
  #expression(node: ts.Node, state: number): number {
    if (ts.isFunctionLike(node)) {
      if (!this.#isHandedOn(node)) return state;
      return handOn(state) | (isListCallback(node) && !this.#onlyRefuses(node) ? IN_LIST : 0);
    }
    if (ts.isConditionalExpression(node)) {
      const tested = this.#expression(node.condition, state);
      return this.#expression(node.whenTrue, tested) | this.#expression(node.whenFalse, tested);
    }
    if (ts.isBinaryExpression(node) && isShortCircuit(node.operatorToken.kind)) {
      const left = this.#expression(node.left, state);
      return left | this.#expression(node.right, left);
    }
    if (ts.isCallExpression(node)) {
      const callee = unwrap(node.expression);
      if (ts.isIdentifier(callee) && this.#references.has(callee)) {
        const before = node.arguments.reduce((now, argument) => this.#expression(argument, now), state);
        this.calls.add(node);
        if (before & (CALLED | TWICE | IN_LIST)) this.repeated.add(node);
        const first = this.#kindOf(node) === 'refused' ? REFUSED : CALLED;
        return (
          (before & (NOTHING | HANDED_ON) ? first : 0) |
          (before & (CALLED | TWICE) ? TWICE : 0) |
          (before & REFUSED)
        );
      }
    }
    if (ts.isIdentifier(node) && isReference(node)) {
      if (this.#references.has(node)) return handOn(state);
      const symbol =
        this.#carriers.symbols.size === 0 ? undefined : this.#parsed.checker.getSymbolAtLocation(node);
      return symbol !== undefined && this.#carriers.symbols.has(symbol) ? handOn(state) : state;
    }
    let after = state;
    ts.forEachChild(node, (child) => {
      after = this.#expression(child, after);
    });
    return after;
  }
}

/** `list.forEach(function () { … })`, which calls it at once, once for each element. */
function isListCallback(fn: ts.Node): boolean {
  const { parent } = fn;
  return (
    ts.isCallExpression(parent) &&
    ts.isPropertyAccessExpression(parent.expression) &&
    /^(?:forEach|map|some|every|filter|find|findIndex|reduce|each)$/.test(parent.expression.name.text)
  );
}

function handOn(state: number): number {
  return (state & ~NOTHING) | (state & NOTHING ? HANDED_ON : 0);
}

function isShortCircuit(kind: ts.SyntaxKind): boolean {
  return (
    kind === ts.SyntaxKind.BarBarToken ||
    kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    kind === ts.SyntaxKind.QuestionQuestionToken
  );
}
