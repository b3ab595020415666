import { describe, expect, it } from 'vitest';
import { verdictsGithub } from '../../scripts/report/verdict-github.ts';
import { verdictsHtml } from '../../scripts/report/verdict-html.ts';
import { verdictsMarkdown } from '../../scripts/report/verdict-markdown.ts';
import { verdictsSarif } from '../../scripts/report/verdict-sarif.ts';
import { verdictsText } from '../../scripts/report/verdict-text.ts';
import type { Finding, Verdict } from '../../scripts/simulator/verdict.ts';

const way = { file: 'actions/gate.ts', line: 7, column: 3, text: 'a || b', way: 'true' };
const outcome = {
  end: { kind: 'allowed' },
  idToken: {},
  accessToken: {},
  scopes: [],
  profile: { app_metadata: {}, user_metadata: {} },
  challenges: [],
  saml: { attributes: {}, settings: {} },
  session: [],
  validation: [],
  requests: [],
} as const;

const different: Finding = {
  difference: 'idToken["https://example.com/a"]',
  logins: 12,
  status: 'different',
  rule: 'x'.repeat(200),
  action: undefined,
  settings: [
    { path: ['user', 'plan'], value: 'gold | <b>' },
    { path: ['user', 'email'], absent: true },
  ],
  outcomes: { rule: outcome, action: outcome },
  ruleEnd: { kind: 'next' },
  taken: { rules: [], actions: [way] },
};
const stall: Finding = {
  ...different,
  difference: 'rule-stalls',
  status: 'accepted',
  acceptedBy: { reason: 'meant, 100%', by: 'reviewer', on: '2026-01-15' },
  settings: [],
};
const verdict: Verdict = {
  verdict: 'different',
  reasons: ['The Rule calls back more than once in 3 logins.'],
  rules: [{ name: 'gate', file: 'rules-legacy/gate.js', hash: '0' }],
  actions: [{ name: 'gate', file: 'actions/gate.ts', hash: '1' }],
  toolkit: '2',
  settings: '3',
  node: '20.19.0',
  seed: 1,
  logins: 1000,
  coverage: {
    rules: { reached: 3, total: 4, unreached: [{ ...way, file: 'rules-legacy/gate.js', way: 'entered' }] },
    actions: { reached: 4, total: 4, unreached: [] },
  },
  findings: [different, stall],
  unusedAcceptances: ['end: outdated'],
};

describe('the faces of a verdict', () => {
  it('say first of an equal verdict that a part of the rule is left out', () => {
    const equal: Verdict = { ...verdict, verdict: 'equal', findings: [] };
    const left = 'no login took, from rules-legacy/gate.js:7 on: nothing is proved about what it does there.';
    for (const face of [verdictsText([equal]), verdictsMarkdown([equal]), verdictsHtml([equal], new Map())])
      expect(face).toContain(left);
    expect(verdictsText([verdict])).not.toContain('nothing is proved');
    const { coverage } = equal;
    const whole = { ...equal, coverage: { ...coverage, rules: { ...coverage.rules, unreached: [] } } };
    expect(verdictsText([whole])).not.toContain('nothing is proved');
  });

  it('name before all else the refusals of an equal verdict that no login came to', () => {
    const refusal = { file: 'rules-legacy/gate.js', line: 9, column: 5, text: "callback(new Error('no'))" };
    const rules = { ...verdict.coverage.rules, refusals: [refusal] };
    const equal: Verdict = {
      ...verdict,
      verdict: 'equal',
      findings: [],
      coverage: { ...verdict.coverage, rules },
    };
    const named = "rules-legacy/gate.js:9 refuses logins (callback(new Error('no'))), and none came there";
    expect(verdictsText([equal])).toMatch(/^ {2}note +rules-legacy\/gate\.js:9 refuses logins/m);
    expect(verdictsText([equal, equal])).toMatch(/ +1000 logins +a refusal is not proved$/);
    expect(verdictsMarkdown([equal])).toContain(named);
    expect(verdictsHtml([equal], new Map())).toContain('rules-legacy/gate.js:9 refuses logins');
    expect(verdictsGithub([equal])).toContain(
      '::warning file=rules-legacy/gate.js,line=9,col=5,title=verify::The Rule refuses logins here',
    );
    const many = {
      ...equal,
      coverage: {
        ...equal.coverage,
        rules: { ...rules, refusals: Array.from({ length: 7 }, () => refusal) },
      },
    };
    expect(verdictsText([many])).toContain('So do 2 other places of the Rule.');
    expect(verdictsText([{ ...equal, verdict: 'different' }])).not.toContain('refuses logins');
  });

  it('text names the difference, both sides, the lines, the smallest login and what to do', () => {
    const text = verdictsText([verdict]);
    expect(text).toContain('gate -> gate: DIFFERENT');
    expect(text).toContain('DIFFERENT: idToken["https://example.com/a"] (12 of 1000 logins)');
    expect(text).toContain('actions/gate.ts:7:3  a || b is true');
    expect(text).toContain('user.plan = "gold | <b>"');
    expect(text).toContain('never calls back: the login hung until it failed after 20 s');
    expect(text).toContain('accepted: meant, 100% (reviewer, 2026-01-15)');
    expect(text).toContain('rules-legacy/gate.js:7:3  never entered  a || b');
    expect(text).toContain('Accepted in verify.yaml, but never seen: end: outdated');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(160);
  });

  it('text sums several up', () => {
    expect(verdictsText([verdict, verdict]).split('\n').at(-1)).toBe('gate -> gate  different  1000 logins');
  });

  it('text says how a login ends in words, and what is meant by a path', () => {
    const sides = {
      rule: { kind: 'refused', how: 'threw', name: 'TypeError', reason: 'x is not defined' },
      action: { kind: 'redirected', target: 'https://example.com/' },
    };
    const text = verdictsText([
      { ...verdict, findings: [{ ...different, ...sides, difference: 'back.end' }] },
    ]);
    expect(text).toContain('DIFFERENT: back.end, who gets in, after the way back from a redirect (12 of');
    expect(text).toContain('fails: TypeError "x is not defined"');
    expect(text).toContain('sends the user to https://example.com/');
    expect(text).toMatch(/^ {4}do +correct the Action, or accept back\.end in verify\.yaml/m);
  });

  it('say of what Rules did twice where it shows, why it is, and what to do', () => {
    const paths = ['back.profile.app_metadata.visits', 'requests[0]'];
    const path = 'back.profile.app_metadata.visits';
    const finding = { ...different, difference: 'redirect-suspends', path, paths };
    const text = verdictsText([{ ...verdict, findings: [finding] }]);
    expect(text).toContain('DIFFERENT: what Rules did twice around a redirect (redirect-suspends)');
    expect(text).toMatch(/^ {4}at +back\.profile\.app_metadata\.visits\n +requests\[0\]\n/m);
    expect(text).toMatch(/^ {4}do +Rules ran the later Rules before the redirect too, .* under chain in/m);
    expect(verdictsMarkdown([{ ...verdict, findings: [finding] }])).toContain(
      '  - at `back.profile.app_metadata.visits`, `requests[0]`',
    );
    const html = verdictsHtml([{ ...verdict, findings: [finding] }], new Map());
    expect(html).toContain(
      '<p>At <code>back.profile.app_metadata.visits</code>, <code>requests[0]</code></p>',
    );
  });

  it('text calls a chain one, however long it is', () => {
    const [gate] = verdict.rules;
    expect(verdictsText([{ ...verdict, rules: [gate!, gate!] }])).toContain(
      'chain of 2 Rules -> chain of 1 Actions',
    );
  });

  it('markdown keeps code from becoming markup', () => {
    const text = verdictsMarkdown([verdict]);
    expect(text).toContain('| gate -> gate | **different** | 1000 | 3/4 | 4/4 |');
    expect(text).toContain('`user.plan = "gold | <b>"`');
    expect(text).toContain(
      '<details><summary>Differences that are accepted or come with the platform (1)</summary>',
    );
    expect(text.indexOf('DIFFERENT')).toBeLessThan(text.indexOf('<details>'));
  });

  it('github puts the difference on the line where the Action decides, escaped', () => {
    const [first, ...rest] = verdictsGithub([verdict]).split('\n');
    expect(first).toMatch(
      /^::error file=actions\/gate\.ts,line=7,col=3,title=verify::gate -> gate: DIFFERENT/,
    );
    expect(rest.map((line) => line.split(' ')[0])).toEqual(['::warning', '::notice']);
    const odd = { ...verdict, rules: [{ name: '50%\nx', file: 'a,b:c.js', hash: '0' }], findings: [] };
    expect(verdictsGithub([odd])).toContain('file=a%2Cb%3Ac.js,line=1,col=1,title=verify::50%25%0Ax');
  });

  it('sarif has a rule for every result and the same identity when lines move', () => {
    const parse = (text: string) =>
      JSON.parse(text) as {
        version: string;
        runs: {
          tool: { driver: { rules: { id: string }[] } };
          results: { ruleId: string; level: string; partialFingerprints: object }[];
        }[];
      };
    const { version, runs } = parse(verdictsSarif([verdict]));
    const known = runs[0]!.tool.driver.rules.map(({ id }) => id);
    expect(version).toBe('2.1.0');
    expect(runs[0]!.results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ['different', 'error'],
      ['accepted-never-seen', 'warning'],
      ['unreached', 'note'],
    ]);
    for (const { ruleId } of runs[0]!.results) expect(known).toContain(ruleId);
    const moved = {
      ...verdict,
      findings: [{ ...different, taken: { rules: [], actions: [{ ...way, line: 9 }] } }],
    };
    expect(parse(verdictsSarif([moved])).runs[0]!.results[0]!.partialFingerprints).toEqual(
      runs[0]!.results[0]!.partialFingerprints,
    );
  });

  it('html is one page without script or network, with the lines of each finding in it', () => {
    const sources = new Map([
      ['actions/gate.ts', '1\n2\n3\n4\n5\n6\n  if (a || b) "</script><img src=x onerror=y>";\n'],
      ['rules-legacy/gate.js', '1\n2\n3\n4\n5\n6\nseven\n'],
    ]);
    const page = verdictsHtml([verdict, verdict], sources);
    expect(page).not.toMatch(/<script|<img|<link|https?:\/\/[^"<&]*\.(?:js|css|woff)/);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).toContain('&lt;/script&gt;&lt;img src=x onerror=y&gt;');
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map((match) => match[1]);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(links));
    expect(page).toMatch(/id="v0-rules-legacy-gate-js-7">7<\/td><td class="missed"/);
    expect(page.match(/<details class="different" open>/g)).toHaveLength(2);
    expect(page.match(/<(table|div|section|details|tr|td|li|ol|ul|p)[ >]/g)!.length).toBe(
      page.match(/<\/(table|div|section|details|tr|td|li|ol|ul|p)>/g)!.length,
    );
    expect(page).toContain('gate <span class="to">-&gt;</span> gate');
  });

  it('say beside a difference which markers foretell it', () => {
    const announcedBy = [{ file: 'actions/gate.ts', line: 3, code: 'root-read' }];
    const marked = { ...verdict, findings: [{ ...different, announcedBy }] };
    const sources = new Map([['actions/gate.ts', 'a();\nb();\nc();\n']]);
    expect(verdictsText([marked])).toMatch(/marked +actions\/gate\.ts:3 {2}root-read/);
    expect(verdictsMarkdown([marked])).toContain('marked by the converter: `actions/gate.ts:3  root-read`');
    expect(verdictsGithub([marked])).toContain('Marked by the converter: root-read.');
    expect(verdictsHtml([marked], sources)).toContain(
      '<a href="#v0-actions-gate-ts-3">actions/gate.ts:3 root-read</a>',
    );
  });

  it('count what no login reached in helper functions', () => {
    const actions = { reached: 4, total: 7, unreached: [], inHelpers: 3 };
    const counted = { ...verdict, coverage: { ...verdict.coverage, actions } };
    const text = '3 in helper functions, which are as the converter writes them';
    for (const face of [verdictsText, verdictsMarkdown]) expect(face([counted])).toContain(text);
    expect(verdictsHtml([counted], new Map())).toContain(text);
    expect(verdictsText([verdict])).not.toContain('helper');
  });

  it('says why something is not verifiable', () => {
    const unknown: Verdict = {
      ...verdict,
      verdict: 'not verifiable',
      reasons: ['a package is missing'],
      findings: [],
    };
    expect(verdictsGithub([unknown])).toContain(
      '::warning file=rules-legacy/gate.js,line=1,col=1,title=verify::gate -> gate: a package is missing',
    );
    expect(verdictsText([unknown])).toContain('a package is missing');
  });
});
