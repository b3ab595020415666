import { LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { readIfExists } from './files.ts';
import { Problem, type Location } from './problem.ts';

/** A YAML file with its place in every node, so that an error can name line and column. */
export interface YamlFile {
  readonly file: string;
  readonly document: Document.Parsed;
  locate(node: Node | null | undefined): Location;
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
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const error = document.errors[0];
  if (error !== undefined) {
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
  return {
    file,
    document,
    locate(node) {
      const start = node?.range?.[0];
      if (start === undefined) return { file };
      const { line, col } = lines.linePos(start);
      return { file, line, column: col };
    },
  };
}
