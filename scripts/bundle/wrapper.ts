import { compileFunction } from 'node:vm';
import { Problem } from '../lib/problem.ts';

/**
 * Auth0 runs the code as the body of `function (module, exports, console)`, where a top-level `let console` is a
 * SyntaxError that only a deployed Action would show. Throws a Problem for code that does not compile there.
 */
export function refuseBrokenWrapper(code: string, file: string): void {
  try {
    // A parameter and a top-level `let` of one name clash in a function's body only, so the code is put into one.
    compileFunction(`return function (module, exports, console) {\n${code}\n};`);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Problem('bundle-wrapper', `Auth0 cannot load the Action: ${error.message}`, {
      at: { file },
      hint: 'module, exports and console are parameters of the function that Auth0 puts around the code: give a top-level let, const or class of that name another one.',
      cause: error,
    });
  }
}
