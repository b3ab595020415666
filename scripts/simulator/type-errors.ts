import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ts } from '../lib/ts.ts';

/** The first type error that a changed source has and the unchanged one has not; undefined: it passes the type check. */
export type TypeCheck = (file: string, text: string) => string | undefined;

/** Checks sources (relative to the root) as a build does, by actions/tsconfig.json. Without that nothing is refused. */
export function typeCheckIn(root: string): TypeCheck {
  const config = join(root, 'actions/tsconfig.json');
  if (!existsSync(config)) return () => undefined;
  const read = ts.readConfigFile(config, (file) => readFileSync(file, 'utf8'));
  const { options } = ts.parseJsonConfigFileContent(read.config, ts.sys, join(root, 'actions'));
  const changed = new Map<string, { readonly text: string; readonly version: number }>();
  let version = 0;
  const host: ts.LanguageServiceHost = {
    getCompilationSettings: () => options,
    getScriptFileNames: () => [...changed.keys()],
    getScriptVersion: (file) => String(changed.get(file)?.version ?? 0),
    getScriptSnapshot: (file) => {
      const text = changed.get(file)?.text ?? (existsSync(file) ? readFileSync(file, 'utf8') : undefined);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: (given) => ts.getDefaultLibFilePath(given),
    fileExists: (file) => ts.sys.fileExists(file),
    readFile: (file) => ts.sys.readFile(file),
    readDirectory: (...args) => ts.sys.readDirectory(...args),
    directoryExists: (directory) => ts.sys.directoryExists(directory),
    getDirectories: (directory) => ts.sys.getDirectories(directory),
  };
  const service = ts.createLanguageService(host);
  const errorsOf = (file: string, text: string): string[] => {
    changed.set(file, { text, version: ++version });
    const errors = [...service.getSyntacticDiagnostics(file), ...service.getSemanticDiagnostics(file)];
    return errors.map(
      ({ code, messageText }) => `TS${code}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
  };
  const unchanged = new Map<string, ReadonlySet<string>>();
  return (file, text) => {
    const path = join(root, file);
    const known = unchanged.get(file) ?? new Set(errorsOf(path, readFileSync(path, 'utf8')));
    unchanged.set(file, known);
    return errorsOf(path, text).find((error) => !known.has(error));
  };
}
