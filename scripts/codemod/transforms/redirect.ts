import { ts } from '../../lib/ts.ts';
import { unwrap } from '../../rule/syntax.ts';
import type { Use } from '../../rule/uses.ts';
import { assignmentStatement } from '../positions.ts';
import type { Transform } from '../draft.ts';
import { propertyName } from '../values.ts';

/** `context.redirect = {url}` becomes `api.redirect.sendUserTo(url)`, and the rule runs again on return. */
export const redirect: Transform = {
  name: 'redirect',
  doc: 'context.redirect = { url } -> api.redirect.sendUserTo(url), with onContinuePostLogin',
  match: (use) => use.path[0] === 'redirect' && urlOf(use) !== undefined,
  apply(draft, uses) {
    for (const use of uses) {
      const left = use.links.at(-1)!;
      const url = urlOf(use)!;
      const { right } = assignmentStatement(left)!.expression;
      draft.note('redirect-resumes', left);
      if (!draft.parsed.text.includes('redirect-callback')) draft.note('redirect-without-return', left);
      if (ts.isShorthandPropertyAssignment(url)) {
        draft.replaceRange(
          draft.start(left),
          right.end,
          `${draft.api}.redirect.sendUserTo(${url.name.text})`,
        );
        continue;
      }
      draft.replaceRange(
        draft.start(left),
        draft.start(url.initializer),
        `${draft.api}.redirect.sendUserTo(`,
      );
      draft.replaceRange(url.initializer.end, right.end, ')');
    }
  },
};

function urlOf(use: Use): ts.PropertyAssignment | ts.ShorthandPropertyAssignment | undefined {
  if (use.path.length !== 1 || use.kind !== 'write') return undefined;
  const statement = assignmentStatement(use.links.at(-1)!);
  const literal = statement === undefined ? undefined : unwrap(statement.expression.right);
  if (literal === undefined || !ts.isObjectLiteralExpression(literal) || literal.properties.length !== 1)
    return undefined;
  const [property] = literal.properties;
  if (property === undefined || propertyName(property) !== 'url') return undefined;
  return ts.isPropertyAssignment(property) || ts.isShorthandPropertyAssignment(property)
    ? property
    : undefined;
}
