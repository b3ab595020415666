import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';

/** Takes every way out of this thread: code that asks for the network gets a connection error, never a connection. */
export function closeNetwork(): void {
  net.Socket.prototype.connect = refuseConnection;
  dgram.Socket.prototype.send = () => {
    throw refusal('datagram');
  };
  Object.assign(dns, {
    lookup: refuseLookup,
    resolve: refuseLookup,
    resolve4: refuseLookup,
    resolve6: refuseLookup,
  });
  globalThis.fetch = async (input) => {
    const url = input instanceof Request ? input.url : String(input);
    throw Object.assign(new TypeError('fetch failed'), { cause: refusal(url) });
  };
}

function refuseConnection(this: net.Socket, ...args: unknown[]): net.Socket {
  const [target] = args.flat() as [{ host?: string; port?: number } | undefined];
  process.nextTick(() => this.destroy(refusal(`${target?.host ?? 'localhost'}:${target?.port ?? ''}`)));
  return this;
}

function refuseLookup(name: string, ...rest: unknown[]): void {
  const done = rest.at(-1) as (error: Error) => void;
  process.nextTick(() => done(refusal(name)));
}

function refusal(what: string): Error {
  return Object.assign(new Error(`No network in the simulator: ${what}`), { code: 'ECONNREFUSED' });
}
