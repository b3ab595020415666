import { ts } from '../../lib/ts.ts';
import { samlSetters } from '../../auth0/mapping.ts';
import { isEmptyLiteral, isFallback, unwrap } from '../../rule/syntax.ts';
import { literalText, type Use } from '../../rule/uses.ts';
import { assignmentStatement, assignmentToCall } from '../positions.ts';
import type { Draft, Transform } from '../draft.ts';
import { isName, keyText, propertyName, quote } from '../values.ts';

/** `context.samlConfiguration.x = v` becomes `api.samlResponse.setX(v)`; a mapping is a path, an attribute is a value. */
export const saml: Transform = {
  name: 'saml',
  doc: "context.samlConfiguration.mappings = { a: 'email' } -> api.samlResponse.setAttribute('a', event.user.email ?? null)",
  match(use, draft) {
    if (use.path[0] !== 'samlConfiguration') return false;
    if (use.path.length === 1) return isInit(use, draft) || isInsideInit(use, draft);
    if (
      use.kind !== 'write' ||
      assignmentStatement(use.links.at(-1)!) === undefined ||
      use.aliased.length > 0
    )
      return false;
    if (use.path.length === 2 && use.path[1] === 'mappings') return mappingsOf(use) !== undefined;
    if (use.path.length === 3) return use.path[1] === 'mappings';
    return use.path.length === 2 && use.path[1] !== '*';
  },
  apply(draft, uses) {
    const guarded =
      draft.parsed.text.includes('samlConfiguration ||') || uses.some((use) => use.path.length === 1);
    if (!guarded && uses[0] !== undefined) draft.note('saml-absent', uses[0].identifier);
    for (const use of uses) {
      if (use.path.length === 1) {
        if (isInit(use, draft)) draft.removeStatement(assignmentStatement(use.links.at(-1)!)!);
      } else if (use.path[1] === 'mappings') writeMappings(use, draft);
      else writeSetting(use, draft);
    }
  },
};

/** `context.samlConfiguration = context.samlConfiguration || {}`. */
function isInit(use: Use, draft: Draft): boolean {
  const statement = use.kind === 'write' ? assignmentStatement(use.links.at(-1)!) : undefined;
  if (statement === undefined) return false;
  const right = unwrap(statement.expression.right);
  return (
    isFallback(right) &&
    isEmptyLiteral(right.right) &&
    draft.text(right.left) === draft.text(statement.expression.left)
  );
}

function isInsideInit(use: Use, draft: Draft): boolean {
  const statement = ts.findAncestor(use.identifier, ts.isExpressionStatement);
  return draft.uses.all.some(
    (other) =>
      other.root === 'context' &&
      other.path.length === 1 &&
      other.path[0] === 'samlConfiguration' &&
      isInit(other, draft) &&
      assignmentStatement(other.links.at(-1)!) === statement,
  );
}

function mappingsOf(use: Use): ts.ObjectLiteralExpression | undefined {
  const right = unwrap(assignmentStatement(use.links.at(-1)!)!.expression.right);
  if (!ts.isObjectLiteralExpression(right)) return undefined;
  return right.properties.every((property) => ts.isPropertyAssignment(property)) ? right : undefined;
}

function writeSetting(use: Use, draft: Draft): void {
  const left = use.links.at(-1)!;
  const setter = samlSetters.get(use.path[1]!);
  if (setter === undefined) {
    // Kept as a comment: without a method it would be an assignment to nothing.
    const statement = assignmentStatement(left)!;
    draft.note('saml-unsupported', left, `samlConfiguration.${use.path[1]}`);
    draft.replace(
      statement,
      draft
        .text(statement)
        .split('\n')
        .map((line) => `// ${line.trim()}`)
        .join(`\n${draft.indentOf(statement)}`),
    );
    return;
  }
  noteSetting(use, draft);
  assignmentToCall(left, `${setter.replace(/^api\b/, draft.api)}(`, draft);
}

/** Marks a setting whose value is no literal, so that it may be of another kind than the setter takes. */
export function noteSetting(use: Use, draft: Draft): void {
  const right = assignmentStatement(use.links.at(-1)!)?.expression.right;
  const value = right && unwrap(right);
  const values = value !== undefined && ts.isArrayLiteralExpression(value) ? value.elements : [value];
  if (!values.every(isLiteral)) draft.note('saml-value', use.identifier, `samlConfiguration.${use.path[1]}`);
}

function isLiteral(node: ts.Expression | undefined): boolean {
  if (node === undefined) return false;
  const inner = unwrap(node);
  return literalText(inner) !== undefined || /^(?:true|false)$/.test(inner.getText());
}

function writeMappings(use: Use, draft: Draft): void {
  const left = use.links.at(-1)!;
  const statement = assignmentStatement(left)!;
  const { right } = statement.expression;
  const indent = draft.indentOf(statement);
  const attribute = `${draft.api}.samlResponse.setAttribute(`;
  draft.note('saml-path', left);
  if (use.path.length === 3) {
    const key = keyText(left, draft);
    if (ts.isElementAccessExpression(left)) {
      draft.replaceRange(draft.start(left), draft.start(left.argumentExpression), attribute);
      draft.replaceRange(left.argumentExpression.end, draft.start(right), ', ');
    } else draft.replaceRange(draft.start(left), draft.start(right), `${attribute}${key}, `);
    writeValue(right, draft);
    draft.insert(right.end, ')');
    return;
  }
  draft.note('saml-mappings', left);
  const { properties } = mappingsOf(use)!;
  const inBlock = ts.isBlock(statement.parent) || ts.isCaseOrDefaultClause(statement.parent);
  const braces = !inBlock && properties.length !== 1;
  const inner = braces ? `${indent}  ` : indent;
  let from = draft.start(statement);
  for (const [index, property] of (properties as unknown as ts.PropertyAssignment[]).entries()) {
    const before = index > 0 ? `);\n${inner}` : braces ? `{\n${inner}` : '';
    const { name, initializer } = property;
    if (ts.isComputedPropertyName(name) && propertyName(property) === undefined) {
      draft.replaceRange(from, draft.start(name.expression), `${before}${attribute}`);
      draft.replaceRange(name.expression.end, draft.start(initializer), ', ');
    } else
      draft.replaceRange(
        from,
        draft.start(initializer),
        `${before}${attribute}${quote(propertyName(property)!)}, `,
      );
    writeValue(initializer, draft);
    from = initializer.end;
  }
  const end = properties.length === 0 ? '' : ');';
  draft.replaceRange(from, statement.end, braces ? `${end === '' ? '{' : end}\n${indent}}` : end);
}

/** A literal path becomes the property it names; any other is looked up when the Action runs. */
function writeValue(node: ts.Expression, draft: Draft): void {
  const path = literalText(node);
  const user = draft.plan.user === 'event' ? `${draft.event}.user` : draft.own('user');
  if (draft.plan.user !== 'event' && draft.plan.control === 'settled') draft.parameters.add('user');
  const steps = path?.split('.');
  const plain = steps !== undefined && steps.every(isName) && !claimNamed(path!, draft);
  if (plain) {
    const [first, ...rest] = steps;
    const certain = draft.plan.user === 'event' && (first === 'app_metadata' || first === 'user_metadata');
    const value = rest.reduce(
      (text, step, index) => `${text}${certain && index === 0 ? '.' : '?.'}${step}`,
      `${user}.${first}`,
    );
    draft.replace(node, path === 'user_id' ? value : `${draft.helper('samlValue')}(${value})`);
    return;
  }
  const claims = draft.plan.control === 'settled' && claimsWritten(draft) ? draft.name('idToken') : '{}';
  if (claims !== '{}') draft.parameters.add('idToken');
  draft.insert(draft.start(node), `${draft.helper('attributeAt')}(${user}, ${claims}, `);
  draft.insert(node.end, ')');
}

function claimNamed(path: string, draft: Draft): boolean {
  return draft.uses.all.some(
    (use) => use.root === 'context' && use.path[0] === 'idToken' && use.path[1] === path,
  );
}

function claimsWritten(draft: Draft): boolean {
  return draft.uses.all.some((use) => use.root === 'context' && use.path[0] === 'idToken');
}
