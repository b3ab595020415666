import { ts } from '../../lib/ts.ts';

import type { Location } from '../../lib/problem.ts';

/** A text the code computes with: a literal, a secret of the Action, or something only a run can tell. */
type Text =
  | { readonly kind: 'literal'; readonly value: string }
  | { readonly kind: 'secret'; readonly name: string }
  | { readonly kind: 'unknown' };

/** What one Action or Rule says about itself without being run. */
export interface SourceFacts {
  /** Claims it puts into the ID token. */
  readonly claims: readonly { readonly name: Text; readonly at: Location }[];
  /** Comparisons that tell the application apart: by client ID, name or metadata. */
  readonly gates: readonly {
    readonly by: 'id' | 'name' | 'metadata';
    /** What is compared: `event.client.metadata.torq_sso`. */
    readonly name: string;
    readonly against: Text;
    readonly at: Location;
  }[];
  /** Uses of something by dotted name (`api.access.deny`, `event.client.clientId`), outermost access only. */
  readonly uses: readonly { readonly name: string; readonly at: Location }[];
  /** Names that are used and nowhere declared in the file. */
  readonly undeclared: readonly { readonly name: string; readonly at: Location }[];
  /** Files of the project that it imports; what they do is not read here. */
  readonly imports: readonly string[];
  /** Every text literal, for placeholders that were never replaced. */
  readonly literals: readonly { readonly value: string; readonly at: Location }[];
}

const GATES: readonly (readonly [RegExp, 'id' | 'name' | 'metadata'])[] = [
  [/^(event\.client\.client_id|context\.clientID)$/u, 'id'],
  [/^(event\.client\.name|context\.clientName)$/u, 'name'],
  [/^(event\.client\.metadata|context\.clientMetadata)\./u, 'metadata'],
];
const EQUALITY = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
]);

/** Reads what the source of an Action or Rule says; `file` names it in places. Anything parses; nothing is thrown. */
export function readSource(text: string, file: string): SourceFacts {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const constants = constantsOf(source);
  const declared = new Set<string>();
  const claims: { name: Text; at: Location }[] = [];
  const gates: SourceFacts['gates'][number][] = [];
  const uses: { name: string; at: Location }[] = [];
  const named: { name: string; at: Location }[] = [];
  const literals: { value: string; at: Location }[] = [];
  const imports: string[] = [];

  const at = (node: ts.Node): Location => {
    const { line, character } = source.getLineAndCharacterOfPosition(node.getStart(source));
    return { file, line: line + 1, column: character + 1 };
  };
  const gate = (one: ts.Expression, other: ts.Expression): void => {
    const name = dotted(one) ?? '';
    const by = GATES.find(([pattern]) => pattern.test(name))?.[1];
    if (by !== undefined) gates.push({ by, name, against: textOf(other, constants), at: at(one) });
  };

  const readers: readonly ((node: ts.Node) => void)[] = [
    (node) => {
      const name = ts.isCallExpression(node) ? claimArgument(node) : undefined;
      if (name) claims.push({ name: textOf(name, constants), at: at(node) });
    },
    (node) => {
      const target = isAssignment(node) ? node.left : undefined;
      if (target && isAccess(target) && dotted(target.expression) === 'context.idToken') {
        claims.push({ name: keyOf(target, constants), at: at(node) });
      }
    },
    (node) => {
      if (!ts.isBinaryExpression(node) || !EQUALITY.has(node.operatorToken.kind)) return;
      gate(node.left, node.right);
      gate(node.right, node.left);
    },
    (node) => {
      if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return;
      const [argument] = node.arguments;
      const list = resolved(node.expression.expression, constants);
      if (node.expression.name.text !== 'includes' || !argument || !ts.isArrayLiteralExpression(list)) return;
      for (const element of list.elements) gate(argument, element);
    },
    (node) => {
      const outermost = isAccess(node) && !(isAccess(node.parent) && node.parent.expression === node);
      const name = outermost ? dotted(node) : undefined;
      if (name !== undefined) uses.push({ name, at: at(node) });
    },
    (node) => {
      if (isDeclaration(node)) for (const name of boundNames(node.name)) declared.add(name);
      if (ts.isIdentifier(node) && isValue(node)) named.push({ name: node.text, at: at(node) });
    },
    (node) => {
      if (!ts.isImportDeclaration(node) || !ts.isStringLiteral(node.moduleSpecifier)) return;
      if (node.moduleSpecifier.text.startsWith('.')) imports.push(node.moduleSpecifier.text);
    },
    (node) => {
      if (ts.isStringLiteralLike(node)) literals.push({ value: node.text, at: at(node) });
    },
  ];
  const visit = (node: ts.Node): void => {
    for (const read of readers) read(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return {
    claims,
    gates,
    uses,
    literals,
    imports,
    undeclared: named.filter(({ name }) => !declared.has(name)),
  };
}

type Access = ts.PropertyAccessExpression | ts.ElementAccessExpression;

function isAccess(node: ts.Node): node is Access {
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
}

function isAssignment(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}

/** The name of the claim, if the call is `….idToken.setCustomClaim(name, …)`. */
function claimArgument(call: ts.CallExpression): ts.Expression | undefined {
  return /\bidToken\.setCustomClaim$/u.test(dotted(call.expression) ?? '') ? call.arguments[0] : undefined;
}

/** `event.secrets['X']` as `event.secrets.X`; undefined for what is no plain path of names. */
function dotted(node: ts.Expression): string | undefined {
  const inner = bare(node);
  if (ts.isIdentifier(inner)) return inner.text;
  if (!isAccess(inner)) return undefined;
  const before = dotted(inner.expression);
  const key = ts.isPropertyAccessExpression(inner) ? inner.name : inner.argumentExpression;
  const name = ts.isPropertyAccessExpression(inner) || ts.isStringLiteralLike(key) ? key : undefined;
  return before === undefined || name === undefined ? undefined : `${before}.${(name as ts.Identifier).text}`;
}

function bare(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isAsExpression(node)
    ? bare(node.expression)
    : node;
}

function keyOf(access: Access, constants: ReadonlyMap<string, ts.Expression>): Text {
  return ts.isPropertyAccessExpression(access)
    ? { kind: 'literal', value: access.name.text }
    : textOf(access.argumentExpression, constants);
}

function constantsOf(source: ts.SourceFile): Map<string, ts.Expression> {
  const constants = new Map<string, ts.Expression>();
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer) {
      constants.set(node.name.text, node.initializer);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return constants;
}

function resolved(node: ts.Expression, constants: ReadonlyMap<string, ts.Expression>): ts.Expression {
  const inner = bare(node);
  return (ts.isIdentifier(inner) && constants.get(inner.text)) || inner;
}

/** Folds literals, constants, concatenation and templates. A constant that refers to itself ends as unknown. */
function textOf(node: ts.Expression, constants: ReadonlyMap<string, ts.Expression>, depth = 0): Text {
  const inner = bare(node);
  if (depth > 20) return { kind: 'unknown' };
  if (ts.isStringLiteralLike(inner)) return { kind: 'literal', value: inner.text };
  const secret = /^event\.secrets\.(\w+)$/u.exec(dotted(inner) ?? '')?.[1];
  if (secret !== undefined) return { kind: 'secret', name: secret };
  if (ts.isIdentifier(inner)) {
    const value = constants.get(inner.text);
    return value ? textOf(value, constants, depth + 1) : { kind: 'unknown' };
  }
  if (ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    return joined([textOf(inner.left, constants, depth + 1), textOf(inner.right, constants, depth + 1)]);
  }
  if (ts.isTemplateExpression(inner)) {
    const spans = inner.templateSpans.flatMap((span): Text[] => [
      textOf(span.expression, constants, depth + 1),
      { kind: 'literal', value: span.literal.text },
    ]);
    return joined([{ kind: 'literal', value: inner.head.text }, ...spans]);
  }
  return { kind: 'unknown' };
}

function joined(parts: readonly Text[]): Text {
  const values = parts.map((part) => (part.kind === 'literal' ? part.value : undefined));
  return values.includes(undefined) ? { kind: 'unknown' } : { kind: 'literal', value: values.join('') };
}

function isDeclaration(node: ts.Node): node is ts.Node & { readonly name: ts.BindingName } {
  return (
    (ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isFunctionExpression(node) ||
      ts.isClassDeclaration(node) ||
      ts.isImportClause(node) ||
      ts.isImportSpecifier(node) ||
      ts.isNamespaceImport(node)) &&
    node.name !== undefined
  );
}

function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundNames(element.name) : []));
}

/** Whether an identifier is read as a value, rather than naming a property, a type or a declaration. */
function isValue(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  return !ts.isTypeNode(parent) && !ts.isQualifiedName(parent) && !isDeclaration(parent);
}
