import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export interface Measured {
  readonly seconds: number;
  /** Peak of the resident memory of the process and all its descendants together, in MB; undefined without /proc. */
  readonly megabytes: number | undefined;
  readonly output: string;
}

const SAMPLE_MS = 20;

/** Runs a command to its end and measures it. Throws when it fails. */
export async function measure(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<Measured> {
  const started = performance.now();
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  let peak: number | undefined;
  const sampler = setInterval(() => {
    const now = treeMegabytes(child.pid!);
    if (now !== undefined) peak = Math.max(peak ?? 0, now);
  }, SAMPLE_MS);
  const code = await new Promise((resolve) => void child.on('close', resolve));
  clearInterval(sampler);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${String(code)}:\n${output}`);
  return { seconds: (performance.now() - started) / 1000, megabytes: peak, output };
}

function treeMegabytes(root: number): number | undefined {
  let processes: { pid: number; parent: number; bytes: number }[];
  try {
    processes = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => readProcess(Number(name)));
  } catch {
    return undefined;
  }
  const tree = new Set([root]);
  for (let grown = true; grown;) {
    const before = tree.size;
    for (const one of processes) if (tree.has(one.parent)) tree.add(one.pid);
    grown = tree.size > before;
  }
  return processes.filter((one) => tree.has(one.pid)).reduce((sum, one) => sum + one.bytes, 0) / 1e6;
}

function readProcess(pid: number): { pid: number; parent: number; bytes: number }[] {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const field = (name: string): number =>
      Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    return [{ pid, parent: field('PPid'), bytes: field('VmRSS') * 1024 }];
  } catch {
    return [];
  }
}
