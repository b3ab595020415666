import { ts } from '../../lib/ts.ts';
import { unwrap } from '../../rule/syntax.ts';
import type { Use, Uses } from '../../rule/uses.ts';
import { assignmentStatement } from '../positions.ts';
import type { Draft, Transform } from '../draft.ts';
import { shiftLines } from '../splice.ts';
import { isDefined, propertyName } from '../values.ts';

const DUO = ['host', 'ikey', 'skey', 'username'];
const KNOWN: ReadonlySet<string> = new Set(['provider', 'allowRememberBrowser', 'ignoreCookie', ...DUO]);

/** `context.multifactor = {provider, …}` becomes `api.multifactor.enable(provider, {…})`. */
export const multifactor: Transform = {
  name: 'multifactor',
  doc: "context.multifactor = { provider: 'any' } -> api.multifactor.enable('any', { allowRememberBrowser: true })",
  match: (use) => use.path[0] === 'multifactor' && literalOf(use) !== undefined,
  apply(draft, uses) {
    for (const use of uses) writeEnable(use, draft);
  },
};

/** Whether a use sets a literal of known options, with a provider that is spelt out. */
export function isPlainMultifactor(use: Use): boolean {
  const provider = literalOf(use)?.properties.find((property) => propertyName(property) === 'provider');
  return (
    provider !== undefined && ts.isStringLiteralLike(unwrap((provider as ts.PropertyAssignment).initializer))
  );
}

/** Whether a use sets a literal with options that Actions do not know, such as the issuer of google-authenticator. */
export function hasUnknownOptions(use: Use): boolean {
  const statement = assignmentStatement(use.links.at(-1)!);
  const literal = statement === undefined ? undefined : unwrap(statement.expression.right);
  if (literal === undefined || !ts.isObjectLiteralExpression(literal))
    return use.path.length > 1 && !KNOWN.has(use.path[1]!);
  return literal.properties.some((property) => !KNOWN.has(propertyName(property) ?? ''));
}

/** `context.multifactor = undefined` and `delete context.multifactor`: what an earlier rule asked for is off. */
function takesAway(use: Use): boolean {
  if (use.root !== 'context' || use.path.length !== 1 || use.path[0] !== 'multifactor') return false;
  if (use.kind === 'delete') return true;
  const value = assignmentStatement(use.links.at(-1)!)?.expression.right;
  return value !== undefined && /^(?:undefined|null|false|void 0|\{\s*\})$/.test(unwrap(value).getText());
}

/** Whether a rule asks for a second factor. */
export function asksForFactor({ all }: Uses): boolean {
  return all.some(
    (use) =>
      use.root === 'context' && use.path[0] === 'multifactor' && use.kind === 'write' && !takesAway(use),
  );
}

/** Marks where a rule takes away the second factor that earlier rules, known by name, ask for. */
export function noteUndone(draft: Draft, earlier: readonly string[]): void {
  if (earlier.length === 0) return;
  for (const use of draft.uses.all)
    if (takesAway(use)) draft.note('multifactor-undone', use.identifier, earlier.join(', '));
}

function literalOf(use: Use): ts.ObjectLiteralExpression | undefined {
  if (use.path.length !== 1 || use.kind !== 'write') return undefined;
  const statement = assignmentStatement(use.links.at(-1)!);
  const literal = statement === undefined ? undefined : unwrap(statement.expression.right);
  if (literal === undefined || !ts.isObjectLiteralExpression(literal)) return undefined;
  const names = literal.properties.map((property) =>
    ts.isPropertyAssignment(property) ? propertyName(property) : undefined,
  );
  return names.includes('provider') && names.every((name) => name !== undefined && KNOWN.has(name))
    ? literal
    : undefined;
}

function writeEnable(use: Use, draft: Draft): void {
  const left = use.links.at(-1)!;
  const literal = literalOf(use)!;
  const statement = assignmentStatement(left)!;
  const values = new Map(
    literal.properties.map((property) => [propertyName(property)!, property as ts.PropertyAssignment]),
  );
  const provider = values.get('provider')!;
  if (use.path.length === 1 && !ts.isStringLiteralLike(unwrap(provider.initializer)))
    draft.note('multifactor-computed', left);
  const indent = draft.indentOf(statement);

  // Options keep their order, their comments and their lines; only what is spelt differently is written anew.
  draft.replaceRange(
    draft.start(left),
    draft.start(literal),
    `${draft.api}.multifactor.enable(${draft.moved(provider.initializer)}, `,
  );
  draft.insert(literal.end, ')');
  const duo = DUO.filter((name) => values.has(name));
  const remember = values.get('allowRememberBrowser');
  const ignore = values.get('ignoreCookie');
  if (remember !== undefined) writeDefault(remember.initializer, draft);
  else if (ignore !== undefined) writeRemember(ignore, draft);
  else draft.note('multifactor-default', left);
  const added = remember === undefined && ignore === undefined ? ['allowRememberBrowser: true'] : [];
  const together = duoLines(literal, draft);
  if (together !== undefined) wrapDuo(together, draft);
  else if (duo.length > 0) {
    const options = duo.map((name) => `${name}: ${draft.moved(values.get(name)!.initializer)}`);
    added.push(`providerOptions: { ${options.join(', ')} }`);
  }
  const gone = [provider, ...(together === undefined ? duo.map((name) => values.get(name)!) : [])];
  if (remember !== undefined && ignore !== undefined) gone.push(ignore);
  const kept = literal.properties.filter((property) => !gone.some((one) => one === property));
  if (draft.text(literal).includes('\n')) writeLines(literal, gone, added, indent, draft);
  else draft.replace(literal, `{ ${[...kept.map((one) => draft.moved(one)), ...added].join(', ')} }`);
}

/** Removes and adds lines of a literal that has several. */
function writeLines(
  literal: ts.ObjectLiteralExpression,
  gone: readonly ts.PropertyAssignment[],
  added: readonly string[],
  indent: string,
  draft: Draft,
): void {
  const { text } = draft.parsed;
  for (const property of gone) removeProperty(property, literal, draft);
  if (added.length === 0) return;
  const last = literal.properties.at(-1)!;
  const remains = gone.length < literal.properties.length;
  const lineStart = text.lastIndexOf('\n', literal.end - 2) + 1;
  if (remains && !literal.properties.hasTrailingComma && !gone.some((one) => one === last))
    draft.insert(last.end, ',');
  draft.insert(Math.max(lineStart, last.end), added.map((line) => `${indent}  ${line},\n`).join(''));
}

/** The options of Duo, when they stand together on lines of their own. */
function duoLines(literal: ts.ObjectLiteralExpression, draft: Draft): readonly ts.Node[] | undefined {
  const { properties } = literal;
  const { text } = draft.parsed;
  const duo = properties.filter((property) => DUO.includes(propertyName(property)!));
  const [first] = duo;
  if (first === undefined) return undefined;
  const from = properties.indexOf(first);
  const isTogether = duo.every((property, index) => properties[from + index] === property);
  const begins = (node: ts.Node): boolean =>
    text.slice(text.lastIndexOf('\n', draft.start(node) - 1) + 1, draft.start(node)).trim() === '';
  const next = properties[from + duo.length];
  const isApart = next === undefined ? /^[^\n}]*\n/.test(text.slice(duo.at(-1)!.end)) : begins(next);
  return isTogether && isApart && duo.every(begins) ? duo : undefined;
}

/** Puts lines of options into `providerOptions`, with their comments. */
function wrapDuo(duo: readonly ts.Node[], draft: Draft): void {
  const { text } = draft.parsed;
  const [first, last] = [duo[0]!, duo.at(-1)!];
  const indent = draft.indentOf(first);
  const lineEnd = text.indexOf('\n', last.end);
  draft.insert(draft.start(first), `providerOptions: {\n${indent}  `);
  for (const edit of shiftLines(draft.start(first), lineEnd, 2, draft.parsed))
    draft.insert(edit.start, edit.text);
  draft.insert(lineEnd, `\n${indent}},`);
}

/** What is undefined counted as true in Rules. */
function writeDefault(value: ts.Expression, draft: Draft): void {
  if (isDefined(value, draft)) return;
  const isSingle = !ts.isBinaryExpression(value) && !ts.isConditionalExpression(value);
  if (!isSingle) draft.insert(draft.start(value), '(');
  draft.insert(value.end, isSingle ? ' ?? true' : ') ?? true');
}

/** `ignoreCookie: x` is the opposite of `allowRememberBrowser`. */
function writeRemember(ignore: ts.PropertyAssignment, draft: Draft): void {
  const value = unwrap(ignore.initializer);
  if (value.kind === ts.SyntaxKind.TrueKeyword) draft.replace(ignore, 'allowRememberBrowser: false');
  else if (value.kind === ts.SyntaxKind.FalseKeyword) draft.replace(ignore, 'allowRememberBrowser: true');
  else {
    draft.replaceRange(draft.start(ignore), draft.start(ignore.initializer), 'allowRememberBrowser: !(');
    draft.insert(ignore.end, ')');
  }
}

/** Removes a property with its comma, and the rest of its line when nothing else is there. */
function removeProperty(
  property: ts.PropertyAssignment,
  literal: ts.ObjectLiteralExpression,
  draft: Draft,
): void {
  const { text } = draft.parsed;
  const start = draft.start(property);
  let { end } = property;
  const index = literal.properties.indexOf(property);
  const comma = /^\s*,/.exec(text.slice(end))?.[0];
  if (comma !== undefined) end += comma.length;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', end);
  const onOwnLine =
    text.slice(lineStart, start).trim() === '' && lineEnd !== -1 && text.slice(end, lineEnd).trim() === '';
  // The empty line between the first property and the next goes with it.
  const gap = index === 0 ? /^(?:[ \t]*\n)*/.exec(text.slice(lineEnd + 1))![0].length : 0;
  if (onOwnLine) draft.replaceRange(lineStart, lineEnd + 1 + gap, '');
  else
    draft.replaceRange(
      start,
      index + 1 < literal.properties.length &&
        !text.slice(end, draft.start(literal.properties[index + 1]!)).includes('\n')
        ? draft.start(literal.properties[index + 1]!)
        : end,
      '',
    );
}
