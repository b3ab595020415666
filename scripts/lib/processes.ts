import { readFileSync } from 'node:fs';

/** True when a process of this id runs here. One that was killed and not yet waited for does not. */
export function processRuns(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  // A killed process keeps its id until its parent asks for it, which in a container may be never.
  return statOf(pid)?.state !== 'Z';
}

/** When a process began, in ticks since the machine did: tells it from a later one of the same id. Linux only. */
export function processStart(pid: number): string | undefined {
  return statOf(pid)?.start;
}

/** Fields 3 and 22 of /proc/PID/stat, see proc_pid_stat(5). The name before them may hold anything, spaces too. */
function statOf(pid: number): { readonly state: string; readonly start: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0]!, start: fields[19]! };
  } catch {
    return undefined;
  }
}
