/** A door in front of a local server that can be shut: connections are then refused, as by a machine that is down. */
import { type AddressInfo, createServer, connect as open, type Socket } from 'node:net';

export interface Gate {
  /** Address of the server behind it, as seen from before it. */
  readonly url: string;
  /** From this moment on nobody gets in, and whoever was inside is cut off. */
  shut(): void;
  reopen(): Promise<void>;
}

export async function openGate(behind: string): Promise<Gate> {
  const target = Number(new URL(behind).port);
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
  };
  const server = createServer((outside) => {
    const inside = open(target, '127.0.0.1');
    keep(outside);
    keep(inside);
    outside.pipe(inside).pipe(outside);
    outside.on('close', () => inside.destroy());
    inside.on('close', () => outside.destroy());
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const shut = (): void => {
    if (server.listening) server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { url: `http://127.0.0.1:${port}`, shut, reopen: () => listen(port) };
}
