import { ts } from '../lib/ts.ts';
import { calleeName } from './callee-name.ts';
import { constantText } from './constant-text.ts';
import type { Variable } from './names.ts';
import type { ParsedRule } from './parse.ts';
import { resolvedFunction } from './resolved-function.ts';
import { type FunctionNode, isAssignment, isReference, unwrap, walk, wrapped } from './syntax.ts';
import { COMPUTED, type Uses } from './uses.ts';

/** A place in what the rule was given: `user` or `context`, then properties; COMPUTED for one that is not known. */
export type Place = readonly string[];

/** What an expression may stand for. */
export type Value =
  | { readonly place: Place; /** A new object that holds what is there. */ readonly copied: boolean }
  | { readonly literal: ts.ObjectLiteralExpression | ts.ArrayLiteralExpression };

/** Which objects of the user and the context an expression may stand for, through variables, arguments and results. */
export type PlacesOf = (node: ts.Expression) => readonly Value[];

/** Functions that hand back their first argument, with what the others hold. */
const FILLED =
  /^(?:Object\.assign|_\.(?:assign|extend|assignIn|merge|mergeWith|defaults|defaultsDeep|set|unset|update|pull|remove|tap)\w*)$/;

/** Functions whose result holds what their first argument holds. */
const COPIED =
  /^(?:Object\.(?:values|entries|fromEntries)|Array\.from|_\.(?:clone|values|filter|reject|toArray|compact|uniq|pick|omit|union|concat|sortBy|orderBy)\w*)$/;

/** Methods of a list that hand back the list, one of its elements, or a list of elements. */
const SAME: ReadonlySet<string> = new Set(['sort', 'reverse', 'fill', 'valueOf']);
const ELEMENT: ReadonlySet<string> = new Set([
  'find',
  'findLast',
  'pop',
  'shift',
  'at',
  'reduce',
  'reduceRight',
  'get',
]);
const LIST: ReadonlySet<string> = new Set([
  'filter',
  'slice',
  'splice',
  'concat',
  'flat',
  'map',
  'flatMap',
  'values',
  'entries',
  'toSorted',
  'toReversed',
]);

/** Methods that give their function the elements of the list. */
const EACH =
  /^(?:forEach|each|map|filter|find|findIndex|findLast|some|every|reduce|reduceRight|flatMap|sort|eachSeries|eachOf)$/;

/** More properties than anybody follows; bounds what goes round in circles. */
const MAX_LENGTH = 6;

/** Answers for one rule, from what is assigned, given and handed back anywhere in it. */
export function placesIn(parsed: ParsedRule, uses: Uses): PlacesOf {
  const { checker, source, handler } = parsed;
  const known = new Map<Variable, readonly Value[]>();
  const useAt = new Map(
    uses.all.flatMap((use) => use.links.map((link, index) => [link, { use, index }] as const)),
  );
  const assigned = new Map<Variable, ts.Expression[]>();
  const looped = new Map<Variable, ts.Expression[]>();
  const calls = new Map<ts.Node, ts.CallExpression[]>();
  const returned = new Map<ts.Node, readonly Value[]>();

  const symbolAt = (node: ts.Node): Variable | undefined => checker.getSymbolAtLocation(node);
  const functionAt = (node: ts.Expression): FunctionNode | undefined => resolvedFunction(node, parsed);
  const put = <K, V>(map: Map<K, V[]>, key: K, value: V): void =>
    void map.set(key, [...(map.get(key) ?? []), value]);

  walk(handler.body, (node) => {
    if (isAssignment(node) && ts.isIdentifier(node.left)) {
      const symbol = symbolAt(node.left);
      if (symbol !== undefined) put(assigned, symbol, node.right);
    } else if (ts.isForOfStatement(node) && !ts.isVariableDeclarationList(node.initializer)) {
      const symbol = symbolAt(node.initializer);
      if (symbol !== undefined) put(looped, symbol, node.expression);
    } else if (ts.isCallExpression(node)) {
      const fn = functionAt(node.expression);
      if (fn !== undefined) put(calls, fn, node);
    }
  });

  const all = (nodes: readonly ts.Expression[]): Value[] => nodes.flatMap((node) => valuesOf(node));
  const copies = (values: readonly Value[]): Value[] =>
    values.map((value) => ('place' in value ? { ...value, copied: true } : value));

  const at = (values: readonly Value[], key: string): Value[] =>
    values.flatMap((value): readonly Value[] => {
      if ('place' in value) return [{ place: [...value.place, key].slice(0, MAX_LENGTH), copied: false }];
      if (ts.isArrayLiteralExpression(value.literal))
        return value.literal.elements.flatMap((one) =>
          ts.isSpreadElement(one) ? at(valuesOf(one.expression), COMPUTED) : valuesOf(one),
        );
      return value.literal.properties.flatMap((property): readonly Value[] => {
        if (ts.isSpreadAssignment(property)) return at(valuesOf(property.expression), key);
        const name =
          property.name === undefined || ts.isComputedPropertyName(property.name)
            ? COMPUTED
            : property.name.getText(source);
        if (key !== COMPUTED && name !== COMPUTED && name.replaceAll(/^['"]|['"]$/g, '') !== key) return [];
        if (ts.isPropertyAssignment(property)) return valuesOf(property.initializer);
        return ts.isShorthandPropertyAssignment(property) ? valuesOf(property.name) : [];
      });
    });

  /** What a parameter of a function may be given. */
  const givenTo = (parameter: ts.ParameterDeclaration): Value[] => {
    const fn = parameter.parent as FunctionNode;
    const index = fn.parameters.indexOf(parameter);
    const direct = (calls.get(fn) ?? []).flatMap((call) =>
      parameter.dotDotDotToken === undefined
        ? all(call.arguments.slice(index, index + 1))
        : all(call.arguments.slice(index)),
    );
    return [...direct, ...elementsGiven(fn, index)];
  };

  const elementsGiven = (fn: FunctionNode, index: number): Value[] => {
    const named = ts.isFunctionDeclaration(fn)
      ? fn.name
      : ts.isVariableDeclaration(fn.parent)
        ? fn.parent.name
        : undefined;
    const symbol = named === undefined ? undefined : symbolAt(named);
    const found: Value[] = [];
    const look = (argument: ts.Expression): void => {
      const call = wrapped(argument).parent;
      if (!ts.isCallExpression(call) || call.expression === wrapped(argument)) return;
      const callee = unwrap(call.expression);
      if (!ts.isPropertyAccessExpression(callee) || !EACH.test(callee.name.text)) return;
      const isReduce = callee.name.text.startsWith('reduce');
      const list = /^(?:_|lodash|async|\$)$/.test(callee.expression.getText(source))
        ? call.arguments[0]
        : callee.expression;
      if (list === undefined || list === argument) return;
      if (isReduce && index === 0) found.push(...all(call.arguments.slice(1, 2)));
      else if (index === (isReduce ? 1 : 0) || callee.name.text === 'sort')
        found.push(...at(valuesOf(list), COMPUTED));
    };
    if (symbol === undefined) look(fn as ts.Expression);
    else
      walk(handler.body, (node) => {
        if (ts.isIdentifier(node) && isReference(node) && symbolAt(node) === symbol) look(node);
      });
    return found;
  };

  const valuesOfSymbol = (symbol: Variable): readonly Value[] => {
    const found = known.get(symbol);
    if (found !== undefined) return found;
    known.set(symbol, []);
    const values = [
      ...(symbol.declarations ?? []).flatMap((declaration) =>
        declaration.getSourceFile() === source ? declaredAs(declaration) : [],
      ),
      ...all(assigned.get(symbol) ?? []),
      ...(looped.get(symbol) ?? []).flatMap((list) => at(valuesOf(list), COMPUTED)),
    ];
    const different = new Map(
      values.map((value) => ['place' in value ? JSON.stringify(value) : value.literal, value]),
    );
    known.set(symbol, [...different.values()]);
    return known.get(symbol)!;
  };

  const declaredAs = (declaration: ts.Node): readonly Value[] => {
    if (ts.isParameter(declaration)) return declaration.parent === handler ? [] : givenTo(declaration);
    if (ts.isBindingElement(declaration)) {
      const around = declaration.parent.parent;
      const whole =
        ts.isBindingElement(around) || ts.isVariableDeclaration(around) || ts.isParameter(around)
          ? declaredAs(around)
          : [];
      if (declaration.dotDotDotToken !== undefined) return copies(whole);
      const name = declaration.propertyName ?? declaration.name;
      const key =
        ts.isArrayBindingPattern(declaration.parent) ||
        !(ts.isIdentifier(name) || ts.isStringLiteralLike(name))
          ? COMPUTED
          : name.text;
      const fallback = declaration.initializer === undefined ? [] : valuesOf(declaration.initializer);
      return [...at(whole, key), ...fallback];
    }
    if (!ts.isVariableDeclaration(declaration)) return [];
    const loop = declaration.parent.parent;
    if (ts.isForOfStatement(loop)) return at(valuesOf(loop.expression), COMPUTED);
    return declaration.initializer === undefined ? [] : valuesOf(declaration.initializer);
  };

  const valuesOfUse = (node: ts.Expression): Value[] | undefined => {
    const found = useAt.get(node);
    if (found === undefined) return undefined;
    const { use, index } = found;
    if (use.root !== 'user' && use.root !== 'context') return [];
    const place = use.path.slice(0, use.aliased.length + index).map((step, depth) => {
      const link = use.links[depth - use.aliased.length + 1];
      if (step !== COMPUTED || link === undefined || !ts.isElementAccessExpression(link)) return step;
      return constantText(link.argumentExpression, parsed, uses) ?? COMPUTED;
    });
    return [{ place: [use.root, ...place].slice(0, MAX_LENGTH), copied: false }];
  };

  const valuesReturned = (body: ts.Expression | ts.Block): readonly Value[] => {
    const before = returned.get(body);
    if (before !== undefined) return before;
    returned.set(body, []);
    const results: ts.Expression[] = ts.isBlock(body) ? [] : [body];
    if (ts.isBlock(body))
      walk(body, (node) => {
        if (ts.isReturnStatement(node) && node.expression !== undefined) results.push(node.expression);
        return !ts.isFunctionLike(node);
      });
    returned.set(body, all(results));
    return returned.get(body)!;
  };

  const valuesOfCall = (call: ts.CallExpression): Value[] => {
    const fn = functionAt(call.expression);
    if (fn?.body !== undefined) return [...valuesReturned(fn.body)];
    const callee = unwrap(call.expression);
    const name = calleeName(call, parsed);
    const [first, ...rest] = call.arguments;
    if (first !== undefined && FILLED.test(name)) return [...valuesOf(first), ...copies(all(rest))];
    if (first !== undefined && COPIED.test(name)) return copies(all(call.arguments));
    if (first !== undefined && name === '_.get') {
      const path = rest[0] === undefined ? undefined : constantText(rest[0], parsed, uses);
      const steps = path?.match(/[^.[\]]+/g) ?? [COMPUTED];
      return [
        ...steps.reduce<Value[]>((values, step) => at(values, step), [...valuesOf(first)]),
        ...all(rest.slice(1)),
      ];
    }
    if (first !== undefined && /^_\.(?:find|head|first|last|nth|findLast)$/.test(name))
      return at(valuesOf(first), COMPUTED);
    if (!ts.isPropertyAccessExpression(callee)) return [];
    const method = callee.name.text;
    if (SAME.has(method)) return [...valuesOf(callee.expression)];
    if (ELEMENT.has(method))
      return [
        ...at(valuesOf(callee.expression), COMPUTED),
        ...(method.startsWith('reduce') ? all(rest) : []),
      ];
    return LIST.has(method)
      ? copies([...valuesOf(callee.expression), ...(method === 'concat' ? all(call.arguments) : [])])
      : [];
  };

  const valuesOf: PlacesOf = (node) => {
    const inner = unwrap(node);
    const used = valuesOfUse(inner);
    if (used !== undefined) return used;
    if (ts.isIdentifier(inner)) {
      const symbol = symbolAt(inner);
      return symbol === undefined ? [] : valuesOfSymbol(symbol);
    }
    if (ts.isPropertyAccessExpression(inner)) return at(valuesOf(inner.expression), inner.name.text);
    if (ts.isElementAccessExpression(inner))
      return at(valuesOf(inner.expression), constantText(inner.argumentExpression, parsed, uses) ?? COMPUTED);
    if (ts.isConditionalExpression(inner)) return all([inner.whenTrue, inner.whenFalse]);
    if (isAssignment(inner)) return all([inner.left, inner.right]);
    if (ts.isBinaryExpression(inner))
      return /^(?:\|\||\?\?)$/.test(inner.operatorToken.getText(source))
        ? all([inner.left, inner.right])
        : all([inner.right]);
    if (ts.isAwaitExpression(inner)) return valuesOf(inner.expression);
    if (ts.isArrayLiteralExpression(inner)) return [{ literal: inner }];
    if (ts.isObjectLiteralExpression(inner))
      return [
        { literal: inner },
        ...copies(
          inner.properties.flatMap((one) => (ts.isSpreadAssignment(one) ? valuesOf(one.expression) : [])),
        ),
      ];
    return ts.isCallExpression(inner) ? valuesOfCall(inner) : [];
  };
  return valuesOf;
}
