import { ts } from '../lib/ts.ts';
import { actionOf } from '../rule/rule.ts';
import { isFunction, type SharedGlobal } from '../rule/shared-globals.ts';
import { unwrap, walk } from '../rule/syntax.ts';
import { commentsAbove } from './comments.ts';
import { indentAt } from './splice.ts';
import { addTypes } from './types.ts';
import { isName, propertyName } from './values.ts';

/** A module in actions/shared/ that holds what rules shared through one name of `global`. */
export interface SharedModule {
  /** The name on `global`. */
  readonly global: string;
  /** The module's file, without folder and extension. */
  readonly name: string;
  /** What it exports. */
  readonly exported: string;
  /** The texts in it, by their paths from `global`. */
  readonly texts: ReadonlyMap<string, string>;
  /** The TypeScript source. */
  readonly code: string;
}

/** A module for each function and constant, by the name on `global`; what the compiler does not take stays where it is. */
export function sharedModules(globals: ReadonlyMap<string, SharedGlobal>): ReadonlyMap<string, SharedModule> {
  const found = [...globals].filter(([name]) => isName(name) && !isReserved(name));
  const typed = addTypes(found.map(([name, one]) => ({ main: moduleOf(name, one), renamed: new Map() })));
  const files = new Set<string>();
  return new Map(
    found.flatMap(([global, { value }], index) => {
      const { main, broken, suppressed } = typed[index]!;
      const name = actionOf({ name: global });
      if (broken !== undefined || suppressed.length > 0 || files.has(name)) return [];
      files.add(name);
      return [
        [
          global,
          { global, name, exported: global, texts: new Map(textsIn(value, global)), code: `${main}\n` },
        ] as const,
      ];
    }),
  );
}

/** The line of an Action that imports a module, under the name that is free there. */
export function importLine({ exported, name }: SharedModule, local: string): string {
  return `import { ${local === exported ? local : `${exported} as ${local}`} } from './shared/${name}.ts';\n`;
}

function isReserved(name: string): boolean {
  const scanner = ts.createScanner(ts.ScriptTarget.ESNext, true, ts.LanguageVariant.Standard, name);
  return scanner.scan() !== ts.SyntaxKind.Identifier;
}

function textsIn(value: ts.Expression, path: string): (readonly [string, string])[] {
  const inner = unwrap(value);
  if (ts.isStringLiteralLike(inner)) return [[path, inner.text]];
  if (!ts.isObjectLiteralExpression(inner)) return [];
  return inner.properties.flatMap((property) =>
    textsIn((property as ts.PropertyAssignment).initializer, `${path}.${propertyName(property)}`),
  );
}

function moduleOf(name: string, { writer, statement, value }: SharedGlobal): string {
  const { source, text, rule } = writer;
  const start = value.getStart(source);
  const indent = indentAt(text, start);
  const above = commentsAbove(statement, writer);
  const outer = indentAt(text, statement.getStart(source));
  const comments =
    above === undefined
      ? ''
      : text.slice(above.start, above.end).replaceAll(new RegExp(`^${outer}`, 'gm'), '');
  const doc = `/** What the rules shared as global.${name}; it was defined in "${rule.name}". */\n${comments}`;
  const isNamed = isFunction(value) && value.name !== undefined && value.name.text !== name;
  if (!isFunction(value) || ts.isArrowFunction(value) || isNamed)
    return `${doc}export const ${name} = ${outdented(value, start, indent, source)};`;
  const words = text.slice(start, value.parameters.pos - 1).replace(/\s*[\w$]*\s*$/, '');
  const head = words === '' ? 'function' : /function/.test(words) ? words : `${words} function`;
  return `${doc}export ${head} ${name}${outdented(value, value.parameters.pos - 1, indent, source)}`;
}

/** The text of a node from an offset on, its lines moved to the left but for those inside a text. */
function outdented(node: ts.Node, start: number, indent: string, source: ts.SourceFile): string {
  const texts: ts.Node[] = [];
  const look = (inner: ts.Node): void => {
    if (ts.isTemplateExpression(inner) || ts.isStringLiteralLike(inner)) texts.push(inner);
  };
  look(node);
  walk(node, look);
  let at = start;
  return source.text
    .slice(start, node.end)
    .split('\n')
    .map((line, index) => {
      const from = at;
      at += line.length + 1;
      const isText = texts.some((one) => one.getStart(source) < from && from < one.end);
      return index > 0 && !isText && line.startsWith(indent) ? line.slice(indent.length) : line;
    })
    .join('\n');
}
