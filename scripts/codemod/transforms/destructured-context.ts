import { ts } from '../../lib/ts.ts';
import type { ParsedRule } from '../../rule/parse.ts';
import { isEmptyLiteral, isReference, unwrap, walk, wrapped } from '../../rule/syntax.ts';
import { COMPUTED, isWrite, keyOf } from '../../rule/uses.ts';
import type { Transform } from '../draft.ts';
import type { Edit } from '../edits.ts';
import { isContext, isDeclaredName, lineRange, separatorBefore } from '../splice.ts';

/** What the rule takes out of its context is named one by one, and its tokens are written where they are. */
export const destructuredContext: Transform = {
  name: 'destructured-context',
  doc: 'const { clientID, idToken } = context; idToken[k] = v -> const clientID = context.clientID; context.idToken[k] = v',
  always: true,
  rewrite(parsed) {
    if (!/\}\s*=/.test(parsed.text)) return [];
    const edits: Edit[] = [];
    for (const statement of parsed.handler.body.statements) {
      const taken = takenOut(statement, parsed);
      if (taken === undefined) continue;
      const tokens = new Map(taken.map((element) => [element, tokenUses(element, parsed)]));
      edits.push(...[...tokens.values()].flatMap((uses) => uses ?? []));
      const named = taken.filter(
        (element) => tokens.get(element) === undefined && isMentioned(element.name, parsed),
      );
      edits.push(...declare(statement, named, parsed));
    }
    return edits;
  },
};

/** The elements of `const { … } = context`, when each can be a declaration of its own. */
function takenOut(statement: ts.Statement, parsed: ParsedRule): readonly ts.BindingElement[] | undefined {
  const [declared, ...others] = ts.isVariableStatement(statement)
    ? statement.declarationList.declarations
    : [];
  if (declared?.initializer === undefined || others.length > 0) return undefined;
  if (!ts.isObjectBindingPattern(declared.name)) return undefined;
  const { elements } = declared.name;
  return isContext(unwrap(declared.initializer), parsed) && elements.every(canStandAlone)
    ? elements
    : undefined;
}

/** A name for a property, or a pattern for one that is an object, if there is one. */
function canStandAlone(element: ts.BindingElement): boolean {
  const { name, initializer, dotDotDotToken } = element;
  if (dotDotDotToken !== undefined || keyOf(element) === COMPUTED) return false;
  if (ts.isIdentifier(name)) return initializer === undefined;
  return ts.isObjectBindingPattern(name) && (initializer === undefined || isEmptyLiteral(initializer));
}

/** Whether anything mentions a name; a pattern always counts, as taking it apart may fail. */
function isMentioned(name: ts.BindingName, { handler }: ParsedRule): boolean {
  let found = !ts.isIdentifier(name);
  walk(handler, (node) => {
    found ||= ts.isIdentifier(node) && node !== name && node.text === name.getText() && isReference(node);
  });
  return found;
}

function declare(
  statement: ts.Statement,
  elements: readonly ts.BindingElement[],
  parsed: ParsedRule,
): Edit[] {
  const { text, source, handler } = parsed;
  if (elements.length === 0) return [{ ...lineRange(statement, handler.body.end, parsed), text: '' }];
  const start = statement.getStart(source);
  const keyword = /^\w+/.exec(text.slice(start))![0];
  const lines = elements.flatMap((element) => partsOf(element, contextName(parsed)));
  return [
    {
      start,
      end: statement.end,
      text: lines.map((line) => `${keyword} ${line};`).join(separatorBefore(statement, parsed)),
    },
  ];
}

/** `name = context.property`, and for a pattern the same of what is in it, as far as that is there for certain. */
function partsOf(element: ts.BindingElement, base: string): string[] {
  const { name, initializer } = element;
  const value = `${base}.${keyOf(element)}`;
  if (!ts.isObjectBindingPattern(name)) return [`${name.getText()} = ${value}`];
  if (initializer !== undefined) return [`${name.getText()} = ${value} || {}`];
  const inner = name.elements.filter(({ name: own }) => ts.isObjectBindingPattern(own));
  if (inner.length === 0 || !name.elements.every((one) => canStandAlone(one) || !inner.includes(one)))
    return [`${name.getText()} = ${value}`];
  const plain = name.elements.filter((one) => !inner.includes(one)).map((one) => one.getText());
  return [
    ...(plain.length === 0 ? [] : [`{ ${plain.join(', ')} } = ${value}`]),
    ...inner.flatMap((one) => partsOf(one, value)),
  ];
}

function contextName({ handler }: ParsedRule): string {
  return (handler.parameters[1]!.name as ts.Identifier).text;
}

/** What becomes of each place that names a token; undefined for another property, or one that has to keep its name. */
function tokenUses(element: ts.BindingElement, parsed: ParsedRule): Edit[] | undefined {
  const { name } = element;
  if (!/^(?:id|access)Token$/.test(keyOf(element)) || !ts.isIdentifier(name)) return undefined;
  // One that is replaced is another object than the one taken out.
  if (new RegExp(`\\.${keyOf(element)}\\s*=(?!=)`).test(parsed.text)) return undefined;
  const { checker, handler, source } = parsed;
  const symbol = checker.getSymbolAtLocation(name);
  const context = handler.parameters[1]!.name;
  const written = `${contextName(parsed)}.${keyOf(element)}`;
  const edits: Edit[] = [];
  let possible = true;
  walk(handler, (node) => {
    if (!ts.isIdentifier(node)) return;
    // A name that hides the context where the token is used.
    if (node.text === contextName(parsed) && node !== context && isDeclaredName(node)) possible = false;
    if (node.text !== name.text || !isReference(node)) return;
    const isShort = ts.isShorthandPropertyAssignment(node.parent);
    if (checker.getSymbolAtLocation(node) !== symbol) return;
    possible &&= !isWrite(wrapped(node));
    edits.push({
      start: node.getStart(source),
      end: node.end,
      text: isShort ? `${node.text}: ${written}` : written,
    });
  });
  return possible ? edits : undefined;
}
