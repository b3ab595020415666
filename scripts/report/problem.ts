import { formatLocation, type Problem } from '../lib/problem.ts';

/** A user's mistake, as text for people or one line of JSON for machines. */
export function renderProblem(problem: Problem, face: 'text' | 'json'): string {
  const { code, message, at, hint, detail } = problem;
  if (face === 'json') return JSON.stringify({ error: { code, message, at, hint, detail } });
  return [
    `error ${code}: ${message}`,
    ...(at === undefined ? [] : [`  at   ${formatLocation(at)}`]),
    ...(detail === undefined ? [] : detail.split('\n').map((line) => `  |    ${line}`)),
    ...(hint === undefined ? [] : [`  do   ${hint}`]),
  ].join('\n');
}
