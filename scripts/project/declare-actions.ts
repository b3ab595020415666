import { join } from 'node:path';
import { isSeq, type Document } from 'yaml';
import { readYaml } from '../lib/yaml.ts';

/** An Action that a conversion made, in the order of the rules. */
export interface ConvertedAction {
  readonly name: string;
  /** Keys of the rules' configuration that it reads. */
  readonly secrets: readonly string[];
  /** False when its rule was switched off: it is deployed, and not bound. */
  readonly enabled: boolean;
}

const TRIGGER = 'post-login';

/**
 * The text of tenant.yaml with each Action that it does not name yet: its code, and a secret for each key of the
 * configuration with a placeholder of that name; and with a binding of each whose rule is enabled and that has none, at
 * the place that its rule had among the others. Comments stay. Returns no names when nothing is to be added. Throws a Problem when tenant.yaml cannot be read.
 */
export function declareActions(
  root: string,
  actions: readonly ConvertedAction[],
): { readonly text: string; readonly names: readonly string[] } {
  const yaml = readYaml(
    join(root, 'tenant.yaml'),
    'tenant.yaml',
    'Run this in the folder of the project: it holds tenant.yaml.',
  );
  const { document } = yaml;
  const declared = (yaml.content() ?? {}) as { actions?: { name: string }[] };
  const known = new Set((declared.actions ?? []).map(({ name }) => name));
  const added = actions.filter(({ name }) => !known.has(name));
  for (const action of added) addTo(document, ['actions'], Infinity, actionNode(document, action));
  const order = actions.map(({ name }) => name);
  const before = boundIn(document);
  const unbound = actions.filter(({ name, enabled }) => enabled && !before.includes(name));
  for (const { name } of unbound) {
    const row = document.createNode({ action_name: name, display_name: name }, { flow: true });
    addTo(document, ['triggers', TRIGGER], placeOf(name, order, boundIn(document)), row);
  }
  return {
    text: document.toString({ lineWidth: 120, singleQuote: true }),
    names: order.filter((name) => [...added, ...unbound].some((action) => action.name === name)),
  };
}

function actionNode(document: Document, { name, secrets }: ConvertedAction): unknown {
  const rows = secrets.map((key) =>
    document.createNode({ name: key, value: `@@${key.replaceAll(/\W/g, '_')}@@` }, { flow: true }),
  );
  return document.createNode({
    name,
    code: `./dist/actions/${name}.js`,
    runtime: 'node22',
    ...(rows.length === 0 ? {} : { secrets: rows }),
    supported_triggers: [document.createNode({ id: TRIGGER, version: 'v3' }, { flow: true })],
    deployed: true,
  });
}

function boundIn(document: Document): string[] {
  const { triggers } = (document.toJS() ?? {}) as { triggers?: Record<string, { action_name: string }[]> };
  return (triggers?.[TRIGGER] ?? []).map(({ action_name }) => action_name);
}

/** Behind the Action of the nearest rule before it, else before that of the nearest after it, else at the end. */
function placeOf(name: string, order: readonly string[], bound: readonly string[]): number {
  const at = order.indexOf(name);
  const before = order.slice(0, at).findLast((one) => bound.includes(one));
  if (before !== undefined) return bound.indexOf(before) + 1;
  const after = order.slice(at + 1).find((one) => bound.includes(one));
  return after === undefined ? bound.length : bound.indexOf(after);
}

function addTo(document: Document, path: readonly string[], index: number, node: unknown): void {
  if (!isSeq(document.getIn(path))) document.setIn(path, document.createNode([]));
  const list = document.getIn(path);
  if (isSeq(list)) list.items.splice(index, 0, node);
}
