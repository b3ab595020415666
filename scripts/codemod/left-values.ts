import { ts } from '../lib/ts.ts';
import type { Link } from '../rule/links.ts';
import type { ParsedRule } from '../rule/parse.ts';
import { isAssignment, isFallback, unwrap } from '../rule/syntax.ts';
import type { Uses } from '../rule/uses.ts';
import type { NoteCode } from './notes.ts';

/** What is said of a value that travels between Actions, by what it is: data, an object with methods, or code. */
type Left = Extract<NoteCode, 'shared-state' | 'shared-instance' | 'shared-code'>;

interface Writer {
  readonly name: string;
  readonly form: { readonly parsed: ParsedRule };
  readonly uses: Uses;
}

/** What travels under each path, as far as the rules that leave it show. */
export function leftValues(links: readonly Link[], rules: readonly Writer[]): ReadonlyMap<string, Left> {
  const byName = new Map(rules.map((rule) => [rule.name, rule]));
  const known = new Map<string, Left>();
  const seen = new Set<string>();
  for (const { path, writer } of links) {
    const rule = byName.get(writer);
    if (rule === undefined || seen.has(`${writer} ${path}`)) continue;
    seen.add(`${writer} ${path}`);
    const left = leftBy(path, rule);
    if (left !== 'shared-state') known.set(path, left);
  }
  return known;
}

function leftBy(path: string, { form: { parsed }, uses }: Writer): Left {
  const found = uses.all.flatMap((use): Left[] => {
    const { parent } = use.links.at(-1)!;
    const isHere = `${[use.root, ...use.path].join('.')}.`.startsWith(`${path}.`);
    return isHere && use.kind === 'write' && isAssignment(parent) ? [kindOf(parent.right, parsed, uses)] : [];
  });
  return worst(found);
}

function worst(all: readonly Left[]): Left {
  if (all.includes('shared-code')) return 'shared-code';
  return all.includes('shared-instance') ? 'shared-instance' : 'shared-state';
}

function kindOf(node: ts.Expression, parsed: ParsedRule, uses: Uses, depth = 0): Left {
  const inner = unwrap(node);
  const all = (nodes: readonly ts.Expression[]): Left =>
    worst(nodes.map((one) => kindOf(one, parsed, uses, depth)));
  if (ts.isFunctionLike(inner) || ts.isClassExpression(inner)) return 'shared-code';
  if (ts.isRegularExpressionLiteral(inner)) return 'shared-instance';
  if (ts.isNewExpression(inner))
    return /^(?:Array|Object|String|Number|Boolean)$/.test(inner.expression.getText())
      ? 'shared-state'
      : 'shared-instance';
  if (ts.isConditionalExpression(inner)) return all([inner.whenTrue, inner.whenFalse]);
  if (isFallback(inner)) return all([inner.left, inner.right]);
  if (ts.isArrayLiteralExpression(inner)) return all(inner.elements);
  if (ts.isObjectLiteralExpression(inner))
    return worst(
      inner.properties.map((one) => {
        if (ts.isPropertyAssignment(one)) return kindOf(one.initializer, parsed, uses, depth);
        if (ts.isShorthandPropertyAssignment(one)) return kindOf(one.name, parsed, uses, depth);
        return ts.isSpreadAssignment(one) ? 'shared-state' : 'shared-code';
      }),
    );
  if (!ts.isIdentifier(inner) || depth > 3) return 'shared-state';
  const variable = parsed.checker.getSymbolAtLocation(inner);
  const declared = variable?.valueDeclaration;
  if (variable === undefined || declared === undefined || uses.written.has(variable)) return 'shared-state';
  if (ts.isFunctionDeclaration(declared) || ts.isClassDeclaration(declared)) return 'shared-code';
  return ts.isVariableDeclaration(declared) && declared.initializer !== undefined
    ? kindOf(declared.initializer, parsed, uses, depth + 1)
    : 'shared-state';
}
