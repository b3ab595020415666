import type { Verdict } from '../simulator/verdict.ts';
import { alertsOf } from './verdict-alerts.ts';

const COMMANDS = { error: 'error', warning: 'warning', note: 'notice' } as const;

/** The verdicts as workflow commands, which GitHub shows on the lines of a pull request. */
export function verdictsGithub(verdicts: readonly Verdict[]): string {
  return alertsOf(verdicts)
    .map(({ level, file, line, column, message }) => {
      const place = `file=${property(file)},line=${line},col=${column}`;
      return `::${COMMANDS[level]} ${place},title=verify::${data(message)}`;
    })
    .join('\n');
}

// https://docs.github.com/actions/reference/workflow-commands-for-github-actions
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
