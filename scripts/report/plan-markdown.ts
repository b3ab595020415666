import type { Plan } from '../tenant/plan.ts';
import { changeText, summary } from './plan-text.ts';

/** A plan as Markdown, for the comment on a pull request and the summary of a job: what is dangerous stays on top. */
export function planMarkdown(plan: Plan): string {
  const work = plan.changes.filter((change) => change.kind !== 'unchanged');
  const sections = [
    `## Plan for ${cell(plan.target)}: ${work.length === 0 ? 'no changes' : summary(plan).slice(0, -1)}`,
    ...(plan.dangers.length === 0
      ? []
      : [
          '### Dangerous',
          table(
            ['What', 'Why'],
            plan.dangers.map(({ code, message }) => [`\`${code}\``, cell(message)]),
          ),
        ]),
    ...work.map((change) => fenced(changeText(change))),
    ...(plan.secrets.length === 0
      ? []
      : [
          '### Secrets',
          table(
            ['Secret', 'State'],
            plan.secrets.map(({ name, state }) => [cell(name), state]),
          ),
        ]),
    ...(plan.kept.length === 0
      ? []
      : [
          '### Kept, though tenant.yaml does not name it',
          plan.kept.map((one) => `- ${cell(one)}`).join('\n'),
        ]),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** Text as a code block that nothing in it can end. Signs of a diff come first in their lines, for its colours. */
export function fenced(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}diff\n${text.replaceAll(/^( {6})([+-])/gm, '$2$1')}\n${fence}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** A value in a table or a line: nothing in it is Markdown or HTML. */
function cell(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>()#+!|~@]/g, '\\$&').replaceAll(/\s+/g, ' ');
}
