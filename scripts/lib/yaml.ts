import { isNode, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { readIfExists } from './files.ts';
import { messageOf, Problem, type Location } from './problem.ts';

/** Path of a value inside a YAML document: `['mapping', 0, 'claim']`. */
export type YamlPath = readonly (string | number)[];

/** A YAML file with its place in every node, so that an error can name line and column. */
export interface YamlFile {
  /** The name shown in errors. */
  readonly file: string;
  readonly document: Document.Parsed;
  /** The file as plain data. Throws a Problem for an alias without its anchor, or one that contains itself. */
  content(): unknown;
  locate(node: Node | null | undefined): Location;
  /** The place of a value; of its nearest ancestor when it is not there. */
  locatePath(path: YamlPath): Location;
}

/**
 * Reads a YAML file. `file` is the name shown in errors. Throws a Problem when it is missing or not YAML, and names
 * the usual cause: a placeholder without quotes.
 */
export function readYaml(path: string, file: string, hintIfMissing: string): YamlFile {
  const text = readIfExists(path);
  if (text === undefined) {
    throw new Problem('file-missing', `There is no ${file}.`, { at: { file: path }, hint: hintIfMissing });
  }
  return parseYaml(text, file);
}

/** The same for a text. */
export function parseYaml(text: string, file: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  refuseErrors(document, text, file);
  const locate = (node: Node | null | undefined): Location => {
    const start = node?.range?.[0];
    if (start === undefined) return { file };
    const { line, col } = lines.linePos(start);
    return { file, line, column: col };
  };
  return {
    file,
    document,
    content: () => contentOf(document, file),
    locate,
    locatePath(path) {
      for (let length = path.length; length > 0; length -= 1) {
        const node = document.getIn(path.slice(0, length), true);
        if (isNode(node) && node.range) return locate(node);
      }
      return { file, line: 1, column: 1 };
    },
  };
}

function refuseErrors(document: Document.Parsed, text: string, file: string): void {
  const error = document.errors[0];
  if (error === undefined) return;
  const at = error.linePos?.[0];
  const line = at === undefined ? '' : (text.split('\n')[at.line - 1] ?? '');
  throw new Problem(
    'yaml-broken',
    `${file} is not valid YAML: ${error.message.split('\n')[0]!.replace(/:$/, '')}`,
    {
      at: { file, ...(at === undefined ? {} : { line: at.line, column: at.col }) },
      hint: line.includes('@@')
        ? "Quote the placeholder: '@@KEYWORD@@'. Without quotes it is not YAML."
        : 'Correct the line and run again.',
      cause: error,
    },
  );
}

function contentOf(document: Document.Parsed, file: string): unknown {
  try {
    const content: unknown = document.toJS();
    JSON.stringify(content);
    return content;
  } catch (error) {
    throw new Problem('yaml-broken', `${file} is not valid YAML: ${messageOf(error).split('\n')[0]}`, {
      at: { file },
      hint: 'A word that begins with * refers to an anchor (&): quote it if it does not.',
      cause: error,
    });
  }
}
