import { describe, expect, it } from 'vitest';
import { Problem } from '../../scripts/lib/problem.ts';
import { parseRules } from '../../scripts/rule/parse.ts';

function parse(...sources: string[]) {
  return parseRules(
    sources.map((source, order) => ({
      name: `r${order}`,
      file: `r${order}.js`,
      source,
      order,
      enabled: true,
    })),
  );
}

describe('parseRules', () => {
  it.each([
    ['named', 'function rule(user, context, callback) {}'],
    ['anonymous', 'function (user, context, callback) {}'],
    ['anonymous and async', 'async function (user, context, callback) {}'],
    ['in parentheses', '(function (user, context, callback) {});'],
    ['an arrow', '(user, context, callback) => {}'],
    ['an arrow with an expression', '(user, context, cb) => cb(null, user, context)'],
    ['a variable', 'const rule = async (user, context, callback) => {};'],
    ['exported', 'module.exports = function (user, context, callback) {};'],
    ['an exported default', 'export default function (user, context, callback) {}'],
    ['between comments', '/** a */\n// b\nfunction (u, c, cb) {}\n// d'],
    ['beside helpers', 'function helper(a) { return a; }\nfunction rule(user, context, callback) {}'],
    [
      'with placeholders',
      "function (user, context, callback) { const a = @@LIST@@, b = ##N##, c = '##TEXT##'; }",
    ],
    ['TypeScript', 'function rule(user: any, context: any, callback: (e?: unknown) => void): void {}'],
    [
      'with octal numbers and escapes',
      "function (user, context, callback) { const a = [010, -017, 08, '\\012']; }",
    ],
    ['after a byte order mark', '\uFEFFfunction (user, context, callback) {}'],
    ['with Windows line ends', 'function (user, context, callback) {\r\n}\r\n'],
  ])('finds the function: %s', (_, source) => {
    const [parsed] = parse(source);
    expect(parsed).not.toBeInstanceOf(Problem);
    expect((parsed as Exclude<typeof parsed, Problem>)!.handler.parameters).toHaveLength(3);
  });

  it('shows where a file is broken, and parses the others', () => {
    const [broken, whole] = parse(
      'function (user, context, callback) {\n  if (user {\n}',
      'function (user, context, callback) {}',
    );
    expect(broken).toMatchObject({ code: 'rule-syntax', at: { file: 'r0.js', line: 2, column: 12 } });
    expect((broken as Problem).detail).toContain('    2 |   if (user {\n      |            ^');
    expect(whole).not.toBeInstanceOf(Problem);
  });

  it.each([
    ['nothing', ''],
    ['no function', 'const a = 1;'],
    ['several functions', 'function (a, b, c) {}\nfunction x(a, b, c) {}'],
    ['a generator', 'function* rule(user, context, callback) {}'],
  ])('says when there is no rule: %s', (_, source) => {
    expect(parse(source)[0]).toMatchObject({ code: 'rule-no-handler' });
  });

  it('refuses what is too large or too deep to be a rule', () => {
    expect(parse('x'.repeat(1_000_001))[0]).toMatchObject({ code: 'rule-too-large' });
    expect(parse(`function (user, context, callback) { ${'['.repeat(200_000)} }`)[0]).toMatchObject({
      code: 'rule-too-deep',
    });
    expect(
      parse(`function (u, c, cb) { return ${'('.repeat(3_000)}1${')'.repeat(3_000)}; }`)[0],
    ).toMatchObject({ code: 'rule-too-deep' });
    for (const [open, close] of [
      ['[', ']'],
      ['{ a: ', '}'],
    ] as const) {
      const nested = (depth: number) =>
        parse(`function (u, c, cb) { return ${open.repeat(depth)}1${close.repeat(depth)}; }`)[0];
      expect(nested(80)).not.toBeInstanceOf(Problem);
      expect(nested(100)).toMatchObject({ code: 'rule-too-deep' });
    }
  });

  it.each([
    'exports.onExecutePostLogin = async (event, api) => {};',
    'module.exports.onExecuteCredentialsExchange = async function (event, api) {};',
    'export async function onExecutePostLogin(event, api) {}\nexport async function onContinuePostLogin(event) {}',
    'const helper = () => 1;\nexport const onExecutePostLogin = async (event, api) => {};',
  ])('says that a file is an Action already: %s', (source) => {
    expect(parse(source)[0]).toMatchObject({ code: 'rule-is-action' });
  });

  it('takes a rule by the name of a handler', () => {
    const [parsed] = parse('function onExecutePostLogin(user, context, callback) {}');
    expect(parsed).not.toBeInstanceOf(Problem);
  });

  it('says that a generator never ran', () => {
    const [problem] = parse('function* rule(user, context, callback) { callback(null, user, context); }');
    expect((problem as Problem).message).toContain('generator');
  });
});
