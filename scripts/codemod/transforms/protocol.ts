import { ts } from '../../lib/ts.ts';
import { wrapped } from '../../rule/syntax.ts';
import { literalText } from '../../rule/uses.ts';
import type { Transform } from '../draft.ts';
import { returnsOfOthers } from '../return-only.ts';

/** `context.protocol` becomes the protocol of the transaction; on return from a redirect it is `redirect-callback`. */
export const protocol: Transform = {
  name: 'protocol',
  doc: 'context.protocol -> event.transaction?.protocol, or the parameter that tells a return from a redirect',
  match: (use) =>
    use.path[0] === 'protocol' &&
    (use.kind === 'read' || use.kind === 'call' || use.kind === 'alias') &&
    use.aliased.length === 0,
  apply(draft, uses) {
    const returns = draft.plan.continues ? [] : returnsOfOthers(draft);
    for (const place of returns) draft.note('redirect-return', place);
    for (const use of uses) {
      const link = use.links[1]!;
      const other = comparedWith(link);
      if (other === 'redirect-callback' && !draft.plan.continues && returns.length === 0)
        draft.note('redirect-callback', link);
      if (other === 'delegation') draft.note('protocol-delegation', link);
      const read = `${draft.event}.transaction?.protocol`;
      if (draft.plan.continues) draft.parameters.add('protocol');
      const text = draft.plan.continues ? draft.name('protocol') : use.path.length > 1 ? `(${read})!` : read;
      draft.replaceRange(draft.start(link), link.end, text);
    }
  },
};

function comparedWith(link: ts.Expression): string | undefined {
  const node = wrapped(link);
  const { parent } = node;
  if (!ts.isBinaryExpression(parent)) return undefined;
  return literalText(parent.left === node ? parent.right : parent.left);
}
