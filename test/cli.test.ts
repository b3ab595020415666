import { describe, expect, it } from 'vitest';
import { folder } from './support/folder.ts';
import { run } from './support/context.ts';

describe('the command line', () => {
  it('lists the verbs and the exit codes', async () => {
    const { code, out } = await run(folder(), ['--help']);
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}build .*\n {2}deploy /m);
    expect(out).toContain('2  could not do the work');
  });

  it.each([
    [['deploy', '--paln'], /unknown option '--paln'[^]*\n  do   Add --help/],
    [['deploi'], /unknown command 'deploi'\n\(Did you mean deploy\?\)/],
    [['build', 'extra'], /too many arguments/],
    [['deploy', '--state'], /argument missing/],
  ])('refuses %j', async (argv, message) => {
    const { code, err } = await run(folder(), argv);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });

  it('shows help and ends with 2 when no verb is given', async () => {
    const { code, err } = await run(folder(), []);
    expect(code).toBe(2);
    expect(err).toContain('Usage: toolkit');
  });

  it('prints a Problem with its place and what to do, as JSON when asked', async () => {
    const root = folder({ 'tenant.yaml': 'a: @@X@@\n' });
    const text = await run(root, ['deploy']);
    expect(text).toMatchObject({ code: 2, out: '' });
    expect(text.err).toMatch(
      /^error yaml-broken: .*\n {2}at {3}tenant\.yaml:1:4\n {2}do {3}Quote the placeholder/,
    );
    const json = await run(root, ['deploy', '--json']);
    expect(json).toMatchObject({ code: 2, err: '' });
    expect(JSON.parse(json.out)).toEqual({
      error: {
        code: 'yaml-broken',
        message: expect.any(String) as string,
        at: { file: 'tenant.yaml', line: 1, column: 4 },
        hint: expect.stringMatching(/^Quote the placeholder/) as string,
      },
    });
  });

  it.each([
    [['plan', '--json', '--nope'], { code: 'usage', message: "unknown option '--nope'" }],
    [['plam', '--json'], { code: 'usage', message: "unknown command 'plam'\n(Did you mean plan?)" }],
    [['--json'], { code: 'usage' }],
  ])('says in JSON what is wrong with %j', async (argv, error) => {
    const { code, out, err } = await run(folder(), argv);
    expect({ code, err }).toEqual({ code: 2, err: '' });
    expect(JSON.parse(out)).toMatchObject({ error });
  });

  it.each([
    ['a bug', {}, { code: 'bug', detail: expect.stringMatching(/^TypeError: .*\n +at /) as string }],
    ['that it was stopped', { signal: AbortSignal.abort() }, { code: 'stopped' }],
  ])('tells %s, as JSON when asked', async (_what, over, error) => {
    const nowhere = undefined as unknown as string;
    const json = await run(nowhere, ['build', '--json'], over);
    expect(json).toMatchObject({ code: 2, err: '' });
    expect(JSON.parse(json.out)).toMatchObject({ error });
    const text = await run(nowhere, ['build'], over);
    expect(text).toMatchObject({ code: 2, out: '' });
    expect(text.err).toMatch(new RegExp(`^error ${error.code}: `));
  });
});
