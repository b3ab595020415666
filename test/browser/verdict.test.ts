import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { run } from '../support/context.ts';
import { copyProject } from '../support/copy-project.ts';
import { LOOKS } from './looks.ts';
import { describeInBrowser } from './tab.ts';
import { KEYS } from './webdriver.ts';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';

describeInBrowser('the page of verdicts', (tab) => {
  let page = '';

  /** The verdicts on this repository's rule, and on an Action that keeps no group. */
  beforeAll(async () => {
    const root = mkdtempSync(join(tmpdir(), 'verdict-page-'));
    copyProject(root);
    const action = join(root, 'actions/torq-group-claims.ts');
    const code = readFileSync(action, 'utf8').replace(
      'groups.filter(isAllowed)',
      'groups.filter(isAllowed).slice(0, 0)',
    );
    writeFileSync(action, code);
    const file = join(root, 'verdicts.html');
    expect((await run(root, ['verify', '--logins', '400', '--format', 'html', '--out', file])).code).toBe(1);
    page = pathToFileURL(file).href;
    return () => rmSync(root, { recursive: true, force: true });
  }, 60_000);

  test('has headings, a region for each rule and named listings', async () => {
    await tab().open(page);
    expect(await tab().title()).toBe('Rules and Actions compared');
    expect(await tab().accessible('h1, section > h2')).toEqual([
      ['heading', 'Rules and Actions compared'],
      ['heading', 'enrich-torq-token -> torq-group-claims different'],
    ]);
    expect(await tab().accessible('.listing, .listing th')).toEqual([
      ['region', 'Rule and Action, line by line'],
      ['columnheader', 'Rule rules-legacy/enrich-torq-token.js'],
      ['columnheader', 'Action actions/torq-group-claims.ts'],
    ]);
  });

  test('shows what differs at once, and opens the rest by keyboard', async () => {
    await tab().open(page);
    const open = 'return [...document.querySelectorAll("details")].map((one) => one.open)';
    const before = (await tab().evaluate(open)) as boolean[];
    expect(before).toContain(true);
    expect(before).toContain(false);
    await tab().evaluate('document.querySelector("details:not([open]) summary").focus()');
    await tab().press(KEYS.enter);
    const after = (await tab().evaluate(open)) as boolean[];
    expect(after.filter(Boolean)).toHaveLength(before.filter(Boolean).length + 1);
  });

  test('a finding leads to its lines', async () => {
    await tab().open(page);
    await tab().click('details[open] a[href^="#"]');
    await tab().until('document.querySelector("td:target")');
    expect(await tab().evaluate('return document.querySelector("td:target").checkVisibility()')).toBe(true);
  });

  test.each([
    { width: 320, dark: false },
    { width: 320, dark: true },
    { width: 1300, dark: false },
    { width: 1300, dark: true },
  ])('is readable everywhere: %j', async (view) => {
    await tab().look(view);
    await tab().open(page);
    await tab().evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
    expect(await tab().evaluate(LOOKS)).toEqual([]);
  });
});
