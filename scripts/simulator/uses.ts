import { ts } from '../lib/ts.ts';

/** A value that has to be of a kind for the code to go on. */
interface Use {
  readonly value: ts.Node;
  readonly as: 'url' | 'json';
}

/** Options of clients that hold a URL. */
const URL_OPTIONS = new Set(['url', 'uri', 'baseURL', 'baseUrl']);

/** Functions whose first argument is a URL, where it is no object of options. */
const URL_TAKERS =
  /^(?:fetch|axios|got|request|https?|superagent)(?:\.(?:get|post|put|patch|delete|head|request))?$/;

/** What a node uses as a URL, or the beginning of one, or as JSON. */
export function useOf(node: ts.Node): Use | undefined {
  // configuration.API + '/users'
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken)
    return ts.isStringLiteralLike(node.right) && goesOn(node.right.text) && !ts.isBinaryExpression(node.left)
      ? { value: node.left, as: 'url' }
      : undefined;
  if (ts.isTemplateExpression(node)) {
    const [first] = node.templateSpans;
    return node.head.text === '' && first && goesOn(first.literal.text)
      ? { value: first.expression, as: 'url' }
      : undefined;
  }
  if (ts.isPropertyAssignment(node))
    return ts.isIdentifier(node.name) && URL_OPTIONS.has(node.name.text)
      ? { value: node.initializer, as: 'url' }
      : undefined;
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return undefined;
  const [first] = node.arguments ?? [];
  if (!first) return undefined;
  const called = node.expression.getText();
  if (called === 'JSON.parse') return { value: first, as: 'json' };
  return called === 'URL' || URL_TAKERS.test(called) ? { value: first, as: 'url' } : undefined;
}

function goesOn(text: string): boolean {
  return /^[/?]/.test(text);
}
