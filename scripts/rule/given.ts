import { ts } from '../lib/ts.ts';
import type { Variable } from './names.ts';
import { unwrap, walk, wrapped } from './syntax.ts';

/** What an identifier stands for inside the rule. */
type SymbolOf = (identifier: ts.Identifier) => Variable | undefined;

/** A parameter of a function of the rule that stands for one thing alone: it is what every call of the function gives. */
export interface Given {
  readonly parameter: ts.ParameterDeclaration & { readonly name: ts.Identifier };
  /** The argument in each call. */
  readonly arguments: readonly ts.Expression[];
}

/** The parameter that takes a value, when it is an argument of a function that the rule declares and only ever calls. */
export function parameterFor(
  value: ts.Expression,
  body: ts.Block,
  symbolOf: SymbolOf,
  referencesOf: (symbol: Variable) => readonly ts.Identifier[],
): Given | undefined {
  const argument = wrapped(value);
  const { parent: call } = argument;
  if (!ts.isCallExpression(call) || !ts.isIdentifier(unwrap(call.expression))) return undefined;
  const index = call.arguments.indexOf(argument);
  const symbol = symbolOf(unwrap(call.expression) as ts.Identifier);
  const fn = symbol === undefined ? undefined : onlyFunction(symbol);
  if (index === -1 || fn?.body === undefined || fn.pos < body.pos || fn.end > body.end) return undefined;
  const parameter = fn.parameters[index];
  if (parameter === undefined || !isPlain(parameter) || takesArguments(fn.body)) return undefined;
  const given = referencesOf(symbol!).map((reference) => argumentOf(reference, index));
  const known = given.filter((one) => one !== undefined);
  return known.length === given.length ? { parameter, arguments: known } : undefined;
}

/** The one function that a name is declared as. */
function onlyFunction({ declarations }: Variable): ts.FunctionLikeDeclaration | undefined {
  const [only] = declarations;
  if (only === undefined || declarations.length > 1) return undefined;
  if (ts.isFunctionDeclaration(only)) return only;
  const value = ts.isVariableDeclaration(only) && only.initializer ? unwrap(only.initializer) : undefined;
  return value !== undefined && (ts.isFunctionExpression(value) || ts.isArrowFunction(value))
    ? value
    : undefined;
}

function isPlain(parameter: ts.ParameterDeclaration): parameter is Given['parameter'] {
  return (
    ts.isIdentifier(parameter.name) &&
    parameter.initializer === undefined &&
    parameter.dotDotDotToken === undefined
  );
}

function takesArguments(body: ts.Node): boolean {
  let found = false;
  walk(body, (node) => {
    if (ts.isIdentifier(node) && node.text === 'arguments') found = true;
    return !found;
  });
  return found;
}

/** What a call by a name gives for a parameter; undefined where the name is no call, or nobody knows. */
function argumentOf(reference: ts.Identifier, index: number): ts.Expression | undefined {
  const callee = wrapped(reference);
  const { parent } = callee;
  if (!ts.isCallExpression(parent) || parent.expression !== callee) return undefined;
  const before = parent.arguments.slice(0, index + 1);
  return before.some(ts.isSpreadElement) ? undefined : before[index];
}
