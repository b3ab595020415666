import { join } from 'node:path';
import { expect, it } from 'vitest';
import { NOTES, type Severity } from '../../scripts/codemod/notes.ts';

const MEANING: Readonly<Record<Severity, string>> = {
  manual: 'Work is needed before the Action is right.',
  review: 'The Action works; look whether the difference matters to you.',
  info: 'Nothing to do: only in the record, without a line in the code.',
};

function page(): string {
  const lines = ['# The notes of a conversion', ''];
  lines.push(
    '`npm run migrate` explains what it could not prove by these codes: in the code of the Action as',
    '`// RULE-MIGRATION(code): …`, and in the conversion record. [migrate](migrate.md) says how to resolve or accept one.',
    'This page is made from `scripts/codemod/notes.ts` by `npx vitest run test/codemod/notes.test.ts -u`.',
  );
  for (const severity of ['manual', 'review', 'info'] as const) {
    lines.push('', `## ${severity}`, '', MEANING[severity], '');
    for (const [code, note] of Object.entries(NOTES).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      if (note.severity === severity) lines.push(`- **${code}**: ${note.reason} ([Auth0](${note.url}))`);
  }
  return `${lines.join('\n')}\n`;
}

it('are each explained once in the documentation', async () => {
  await expect(page()).toMatchFileSnapshot(join(import.meta.dirname, '../../docs/migrate-notes.md'));
});

it('are whole sentences', () => {
  for (const [code, { reason }] of Object.entries(NOTES)) expect(reason, code).toMatch(/^[A-Z][^]*[.?]$/);
});
